"""Schema and converter take the same, except for what is written in ``docs/schemas.md``."""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft202012Validator

from cryosparc_spec import (
    DTypeSpec,
    Field,
    JobDefinition,
    LoadableSlots,
    Problem,
    StructureError,
    structure,
    testing,
    unstructure,
)
from cryosparc_spec.checks.definition import SERVER_NAME
from cryosparc_spec.checks.raw_definition import check_raw_definition
from cryosparc_spec.documents.codec.server_document import KEY, attribute_types
from cryosparc_spec.problems import ProblemKind, Severity
from cryosparc_spec.schemas import schema
from cryosparc_spec.schemas.generator import CLASSES
from cryosparc_spec.schemas.slot_names import SLOTS_OF_DATATYPE
from cryosparc_spec.testing.classes import public_names
from cryosparc_spec.testing.definitions import built_in_jobs, pipelines
from cryosparc_spec.testing.values import SCALARS
from cryosparc_spec.vocabulary.families import StrFamily
from tests import document_strategies, strategies
from tests.document_strategies import Raw
from tests.schemas.mutations import FEW_VALUES, ODD_FIELDS, ODD_VALUES, changed

DOCS = Path(__file__).parents[2] / "docs" / "schemas.md"


@cache
def validator(kind: str, definition: str = "") -> Draft202012Validator:
    """A validator of a kind of document, or of one class in it."""
    document = schema(kind)
    root = {"$ref": f"#/$defs/{definition}", "$defs": document["$defs"]} if definition else document
    return Draft202012Validator(root)


def problems_of(raw: Any, cls: Any) -> tuple[Problem, ...]:
    """What the converter has to say; nothing where it takes the data."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            structure(raw, cls)
        except StructureError as error:
            return error.problems
    return ()


def value_at(raw: Any, path: tuple[str | int, ...]) -> tuple[Any, bool]:
    """The value that a problem is about, and whether its path leads on, into JSON in a text."""
    for key in path:
        if isinstance(raw, str):
            return raw, True
        raw = raw[key]
    return raw, False


def has_unprintable(value: Any) -> bool:
    return isinstance(value, str) and not value.strip().isprintable() and "\n" not in value


def is_whole_float(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer()


def has_whole_floats(shape: Any) -> bool:
    """Whether a shape would be right without the points in it."""
    sizes = shape if isinstance(shape, list) else [shape]
    return all(type(size) in (int, float) and size >= 1 and size % 1 == 0 for size in sizes)


@attrs.frozen
class Row:
    """A row of the boundary: what the converter refuses and the schema takes."""

    kind: str
    example: Any
    message: str
    """Pattern that is found in the messages of such problems, and in no others."""
    within_text: bool = False
    """Whether problems within JSON in a text are all of this row."""
    of_value: Callable[[Any], bool] = lambda value: True
    """Whether a value can have such a problem."""

    def covers(self, problem: Problem, raw: Any) -> bool:
        value, within_text = value_at(raw, problem.path)
        if within_text:
            return self.within_text
        return re.search(self.message, problem.message) is not None and self.of_value(value)


def count_min(count: Any) -> Raw:
    return {"inputs": {"a": {"type": "mask", "slots": ["mask"], "count_min": count}}}


SCHEMA_TAKES: Mapping[str, Row] = {
    "a whole number written with a point: `1.0`": Row(
        "definition",
        count_min(1.0),
        "expected a whole number(?! as dimension)",
        of_value=is_whole_float,
    ),
    "a size in a shape written with a point: `2.0`": Row(
        "dtype",
        ["f4", [2.0]],
        "expected a whole number as dimension|expected a shape",
        of_value=has_whole_floats,
    ),
    "`name` and `prefix` that differ": Row(
        "slot", {"name": "a", "prefix": "b", "dtype": "blob"}, "differs from the name"
    ),
    "JSON in a text, where it is not that of a slot, or of a list of slots to load": Row(
        "slot",
        '{"name": "a"}',
        "slot: expected JSON|a slot written in full|is optional|expected a list of slot names",
        within_text=True,
        of_value=lambda value: isinstance(value, str) and value[:1] in ("{", "["),
    ),
    "data nested more than 100 deep": Row(
        "definition", {"params": {"a": json.loads("[" * 120 + "]" * 120)}}, "100 deep"
    ),
    "a dtype that is too large: `(65536,65536)u4`": Row(
        "dtype",
        "(65536,65536)u4",
        "bytes: expected|is too long|dimensions: expected|dimension (?!0|-).*: expected",
    ),
    "text without a length in a dtype with a shape: `2S`": Row("dtype", "2S", "has no length"),
    "a column `uid` that is not `u8`": Row("field", ["uid", "i8"], 'it is always "<u8"'),
    "the name of a column that does not print": Row(
        "field", ["a\x00b", "f4"], "cannot name a column", of_value=has_unprintable
    ),
}
SCHEMA_REFUSES: Mapping[str, tuple[str, Any]] = {
    "the name of an input or output that the server refuses: `2d`": (
        "definition",
        {"inputs": {"2d": {"type": "mask", "slots": ["mask"]}}},
    ),
    "a count outside of 0 to 500": ("definition", count_min(501)),
    "infinity as a number: `.inf` in YAML": (
        "definition",
        {"inputs": {"a": {"type": "mask", "slots": ["mask"], "count_max": math.inf}}},
    ),
}


def rows_of(problem: Problem, raw: Any) -> list[Row]:
    """The rows that a problem is of: what no schema can show."""
    return [row for row in SCHEMA_TAKES.values() if row.covers(problem, raw)]


def is_refused_besides(raw: Any) -> bool:
    """Whether the schema refuses what the converter takes, in a definition or an input of one."""
    counts = [raw.get(key) for key in ("count_min", "count_max")] if isinstance(raw, dict) else []
    numbers: list[Any] = [count for count in counts if type(count) in (int, float)]
    if any(not 0 <= number <= 500 for number in numbers):
        return True
    return any(
        not SERVER_NAME.fullmatch(name) or is_refused_besides(spec)
        for side in ("inputs", "outputs")
        for name, spec in items_of(raw, side)
    )


def items_of(raw: Any, key: str) -> list[tuple[str, Any]]:
    inner = raw.get(key) if isinstance(raw, dict) else None
    return list(inner.items()) if isinstance(inner, dict) else []


def disagreement(raw: Any, cls: Any, of_schema: Draft202012Validator) -> str | None:
    """Say how schema and converter differ on some data beyond what is written down."""
    problems = problems_of(raw, cls)
    sound = all(rows_of(problem, raw) for problem in problems)
    authored = cls.__name__ in ("JobDefinition", "InputSpec")
    expected = sound and not (authored and is_refused_besides(raw))
    if of_schema.is_valid(raw) is expected:
        return None
    errors = [error.message for error in of_schema.iter_errors(raw)]
    return f"{raw!r}: converter {[*map(str, problems)]}, schema {errors}"


# Each value of each attribute of each class

SOUND: Mapping[str, Any] = {
    **dict.fromkeys(("type", "title", "name", "dtype", "category", "output", "result"), "mask"),
    **dict.fromkeys(("message", "traceback", "job_uid", "metafile", "expr"), "mask"),
    **{"spec": {"type": "mask"}, "group": {"name": "a", "type": "mask"}},
    **{"results": {}, "specs": [], "job_type": "mask"},
}
"""A value for each key that some class cannot be without."""


def classes() -> Iterator[tuple[str, str, Any]]:
    """Every class that a schema describes, with its kind, and its name where it is a part."""
    found: dict[Any, tuple[str, str]] = {}
    for kind, cls in CLASSES.items():
        found[cls] = (kind, "")
        for name in schema(kind).get("$defs", {}):
            if name != SLOTS_OF_DATATYPE:
                found.setdefault(class_named(name), (kind, name))
    return ((kind, name, cls) for cls, (kind, name) in found.items())


def class_named(name: str) -> Any:

    return public_names()[name]


def fields_of(cls: Any) -> list[Any]:
    return [f for f in attrs.fields(cls) if f.name not in ("extras", "_keys_read")]


@pytest.mark.parametrize(
    ("kind", "name", "cls"), [pytest.param(*row, id=row[2].__name__) for row in classes()]
)
def test_every_attribute_is_held_to_the_same_values(kind: str, name: str, cls: Any) -> None:
    """Each odd value, alone and in each attribute, is taken by both or by neither."""
    of_schema = validator(kind, name)
    raws: list[Any] = [
        *ODD_VALUES,
        *ODD_FIELDS,
        *(map(str, cls) if issubclass(cls, StrFamily) else ()),
    ]
    if attrs.has(cls) and cls not in (DTypeSpec, Field, LoadableSlots):
        types = {f.metadata.get(KEY, f.name): attribute_types(cls)[f.name] for f in fields_of(cls)}
        sound = {f.name: SOUND[f.name] for f in fields_of(cls) if f.default is attrs.NOTHING}
        first_of_type = {annotation: key for key, annotation in reversed(types.items())}
        raws.append(sound)
        for key in (*types, "id", "new"):
            odd = ODD_VALUES if key in first_of_type.values() else FEW_VALUES
            raws += [{**sound, key: value} for value in odd]
        raws += [{k: v for k, v in sound.items() if k != key} for key in sound]
    found = [disagreement(raw, cls, of_schema) for raw in raws]
    assert [text for text in found if text] == []
    taken = sum(of_schema.is_valid(raw) for raw in raws)
    assert 0 < taken < len(raws)


# Whole documents


def spelled_slots(required: SearchStrategy[bool] | None = None) -> SearchStrategy[Any]:
    slots = testing.slots(required=required)
    return slots.flatmap(strategies.spellings) | slots.map(lambda s: s.to_datafield().to_dict())


def spelled_definitions() -> SearchStrategy[Raw]:
    """Definitions with slots in every spelling."""
    sides = {"inputs": spelled_slots(), "outputs": spelled_slots(st.just(True))}
    specs = {
        side: st.fixed_dictionaries(
            {"type": strategies.datatypes().map(str), "slots": st.lists(slots, max_size=2)}
        )
        for side, slots in sides.items()
    }
    named = {
        side: st.dictionaries(testing.group_names(), specs[side], max_size=1) for side in specs
    }
    written: SearchStrategy[Raw] = testing.job_definitions().map(unstructure)
    return written | st.fixed_dictionaries(named)


def spelled_fields() -> SearchStrategy[Any]:
    fields = testing.fields()
    return fields.map(str) | fields.map(unstructure) | fields.map(Field.to_dict)


def spelled_dtypes() -> SearchStrategy[Any]:
    pairs = st.tuples(st.sampled_from(SCALARS), testing.shapes())
    return testing.dtype_specs().map(str) | pairs.map(lambda pair: [pair[0], [*pair[1]]])


def loadable_slots() -> SearchStrategy[Any]:
    return testing.loadable_slots().map(unstructure) | testing.loadable_slots().map(str)


RAWS: Mapping[str, SearchStrategy[Any]] = {
    "built-in-job": built_in_jobs().map(unstructure),
    "definition": spelled_definitions(),
    "dtype": spelled_dtypes(),
    "field": spelled_fields(),
    "job": document_strategies.raw_jobs(),
    "job-spec": document_strategies.raw_job_specs(),
    "job-type": document_strategies.raw_job_types(),
    "loadable-slots": loadable_slots(),
    "pipeline": pipelines().map(unstructure),
    "register": document_strategies.raw_registers(),
    "results-group": document_strategies.raw_results_groups(),
    "slot": spelled_slots(),
}
EXAMPLES = dict.fromkeys(RAWS, 25) | {"definition": 60, "slot": 60, "register": 8}
EXAMPLES |= dict.fromkeys(("job", "job-type"), 15)


@pytest.mark.parametrize("kind", CLASSES)
def test_schema_and_converter_take_the_same(kind: str) -> None:
    """Sound documents are taken by both; of changed ones, none is taken by only one of them."""

    @settings(max_examples=min(EXAMPLES[kind], settings().max_examples))
    @given(raw=RAWS[kind], odd=changed(RAWS[kind]))
    def agree(raw: Any, odd: Any) -> None:
        assert validator(kind).is_valid(raw)
        assert problems_of(raw, CLASSES[kind]) == ()
        assert disagreement(odd, CLASSES[kind], validator(kind)) is None

    agree()


# The boundary


def rows_in_docs() -> list[list[str]]:
    table = DOCS.read_text("utf-8").partition("| what |")[2].partition("\n\n")[0]
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in table.split("\n")[2:]
    ]


def test_the_boundary_is_written_down() -> None:
    """The page lists what these tests let pass, and nothing else."""
    assert rows_in_docs() == [
        *([what, "refuses", "takes"] for what in SCHEMA_TAKES),
        *([what, "takes", "refuses"] for what in SCHEMA_REFUSES),
    ]


@pytest.mark.parametrize("row", [pytest.param(row, id=what) for what, row in SCHEMA_TAKES.items()])
def test_converter_refuses_what_no_schema_can(row: Row) -> None:
    """Each row has an example that the schema takes, and whose problem is that of the row only."""
    assert validator(row.kind).is_valid(row.example)
    [problem] = problems_of(row.example, CLASSES[row.kind])
    assert rows_of(problem, row.example) == [row]


@pytest.mark.parametrize(("kind", "example"), SCHEMA_REFUSES.values(), ids=SCHEMA_REFUSES)
def test_schema_refuses_what_the_server_refuses(kind: str, example: Any) -> None:
    """What the converter takes and the schema does not is an error to ``check``, or no JSON."""
    assert not validator(kind).is_valid(example)
    assert problems_of(example, CLASSES[kind]) == ()
    found = check_raw_definition(example)
    errors = [problem.kind for problem in found if problem.severity is Severity.ERROR]
    named = errors == [ProblemKind.INVALID_NAME] or errors == [ProblemKind.INVALID_COUNT]
    assert named is ("Infinity" not in json.dumps(example))


@pytest.mark.parametrize(
    ("raw", "taken"),
    [
        pytest.param({"$schema": "definition.schema.json", "title": "A"}, True, id="definition"),
        pytest.param({"outputs": {"a": {"type": "mask", "$schema": "x"}}}, False, id="output"),
    ],
)
def test_a_definition_may_name_its_schema(raw: Any, taken: bool) -> None:
    """Editors write the key at the top of a JSON file: both take it there, and nowhere else."""
    assert validator("definition").is_valid(raw) is taken
    assert (problems_of(raw, JobDefinition) == ()) is taken
