"""The decisions on meaning and the traps of the design page, row by row; details elsewhere."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from cryosparc_spec import (
    AnyContentType,
    AnyFormat,
    AssetContentType,
    AssetFormat,
    DatasetContentType,
    DatasetFormat,
    Datatype,
    DTypeSpec,
    Field,
    FileError,
    ImageContentType,
    ImageFormat,
    InputSpec,
    JobDefinition,
    LoadableSlots,
    MicrographContentType,
    MicrographFormat,
    OutputSpec,
    ParseError,
    Slot,
    SlotSpec,
    StructureError,
    TextContentType,
    TextFormat,
    UnknownSlotTypeWarning,
    check,
    dump,
    dumps,
    known_slot_types,
    load,
    loads,
    structure,
)
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.vocabulary import BinaryContentType, content_type_for, preferred_format


def equal(call: Callable[[], object], expected: object) -> Callable[[], None]:
    """A row that holds where the outcome is as expected, and of that type."""

    def row() -> None:
        outcome = call()
        assert outcome == expected
        assert type(outcome) is type(expected)

    return row


def refused(parse: Callable[[Any], Any], value: object, text: str) -> Callable[[], None]:
    """A row that holds where the value is refused, with the text among what is said."""

    def row() -> None:
        with pytest.raises(ParseError) as caught:
            parse(value)
        assert text in str(caught.value)

    return row


def unstructurable(value: object, cls: Any, text: str) -> Callable[[], None]:
    """A row that holds where the value does not structure, with the text among what is said."""

    def row() -> None:
        with pytest.raises(StructureError) as caught:
            structure(value, cls)
        assert text in str(caught.value)

    return row


def tree(upper: Any, *lower: Any) -> Callable[[], None]:
    """A row that holds where the upper family has the members of the lower ones, in order."""

    def row() -> None:
        assert list(upper) == [member for family in lower for member in family]
        assert all(issubclass(family, upper) and issubclass(family, str) for family in lower)

    return row


def parsed(text: Any) -> DTypeSpec:
    return DTypeSpec.parse(text)


def kinds(**inputs: InputSpec) -> list[ProblemKind]:
    return [problem.kind for problem in check(JobDefinition(inputs=inputs))]


MASK_INPUT = InputSpec(type="mask", slots=["mask"])
SHAPED = DTypeSpec("<f4", (2, 3))

DECISIONS: dict[str, Callable[[], None]] = {
    # families
    "any format": tree(AnyFormat, AssetFormat, MicrographFormat, DatasetFormat),
    "asset format": tree(AssetFormat, TextFormat, ImageFormat),
    "any content type": tree(
        AnyContentType, AssetContentType, MicrographContentType, DatasetContentType
    ),
    "asset content type": tree(
        AssetContentType, TextContentType, ImageContentType, BinaryContentType
    ),
    "png called": equal(lambda: AssetFormat("png"), ImageFormat.PNG),
    "png as attribute": equal(lambda: AssetFormat.PNG, ImageFormat.PNG),
    "png indexed": equal(lambda: AnyFormat["PNG"], ImageFormat.PNG),
    "png tested": equal(lambda: "png" in AssetFormat and "mrc" not in AssetFormat, True),
    "members measured": equal(lambda: len(AnyFormat), 25),
    "members are text": equal(lambda: ImageFormat.PNG.upper(), "PNG"),
    # Datatype in signatures
    "datatype by word": equal(lambda: InputSpec(type="particle").type, Datatype.PARTICLE),
    "datatype by member": equal(lambda: InputSpec(type=Datatype.MASK).type, Datatype.MASK),
    # content types
    "text/plain back": equal(lambda: preferred_format("text/plain"), TextFormat.TXT),
    "image/jpeg back": equal(lambda: preferred_format("image/jpeg"), ImageFormat.JPG),
    "x-troff back": equal(lambda: preferred_format("application/x-troff"), TextFormat.BILD),
    "content type of a path": equal(
        lambda: content_type_for("x/y.TIF"), MicrographContentType.TIFF
    ),
    "content type without dot": equal(lambda: content_type_for("tif"), MicrographContentType.TIFF),
    "content type with dot": equal(lambda: content_type_for(".Tif"), MicrographContentType.TIFF),
    # dtype grammar
    "f4": equal(lambda: parsed("f4"), DTypeSpec("<f4")),
    "3u4": equal(lambda: parsed("3u4"), DTypeSpec("<u4", (3,))),
    "<u4": equal(lambda: parsed("<u4"), DTypeSpec("<u4")),
    "<3f4": equal(lambda: parsed("<3f4"), DTypeSpec("<f4", (3,))),
    "3<u4": equal(lambda: parsed("3<u4"), DTypeSpec("<u4", (3,))),
    "(2,3)f4": equal(lambda: parsed("(2,3)f4"), SHAPED),
    "<2,3f4": equal(lambda: parsed("<2,3f4"), SHAPED),
    "pair": equal(lambda: parsed(("<u4", (3,))), parsed("3u4")),
    "float32": equal(lambda: parsed("float32"), DTypeSpec("<f4")),
    "no byte order": equal(lambda: str(parsed("<f4")), "f4"),
    "O is S12": equal(lambda: parsed("O"), parsed("S12")),
    "S12 is U5": equal(lambda: parsed("S12"), parsed("U5")),
    "spelling of text is kept": equal(lambda: [str(parsed(t)) for t in ("O", "S12")], ["O", "S12"]),
    "structured dtype": refused(parsed, "f4,i4", "write one field a column"),
    "structured list": refused(parsed, [("a", "f4")], "expected a dtype"),
    "V": refused(parsed, "V8", "is not a dtype of a column"),
    "m8": refused(parsed, "m8", "is not a dtype of a column"),
    "empty shape": refused(parsed, "0f4", "dimension 0: expected 1 to"),
    "negative shape": refused(parsed, ("f4", -2), "dimension -2: expected 1 to"),
    "absurd shape": refused(parsed, ("f4", [10**20]), "expected 1 to 2147483647"),
    # field
    "field pair": equal(lambda: Field.parse(("coords", "3f4")), Field("coords", "3f4")),
    "field triple": equal(lambda: Field.parse(("coords", "<f4", (3,))), Field("coords", "3f4")),
    "field from JSON": equal(lambda: Field.parse(["coords", "<f4", [3]]), Field("coords", "3f4")),
    "min_fields": equal(lambda: Field.parse(["shape", "2u4"]).descr, ("shape", "<u4", (2,))),
    "shape as a number": equal(lambda: parsed(("u4", 2)), parsed("2u4")),
    "uid": refused(Field.parse, ["uid", "i8"], 'it is always "<u8"'),
    "slot of a field": equal(lambda: Field("map_half_A/path", "O").slot, "map_half_A"),
    "leaf of a field": equal(lambda: Field("map_half_A/path", "O").leaf, "path"),
    # slot shorthand
    "ctf": equal(lambda: Slot.parse("ctf"), Slot("ctf", "ctf", True)),
    "?ctf": equal(lambda: Slot.parse("?ctf"), Slot("ctf", "ctf", False)),
    "background_blob": equal(lambda: Slot.parse("background_blob").dtype, "stat_blob"),
    "rigid_motion": equal(lambda: Slot.parse("rigid_motion").dtype, "motion"),
    "name that is a type": equal(lambda: Slot.parse("motion").dtype, "motion"),
    "components_mode_0": refused(
        Slot.parse,
        "components_mode_0",
        'write {"name": "components_mode_0", "dtype": "components", "required": true}',
    ),
    "alignments_class_2": refused(
        Slot.parse,
        "alignments_class_2",
        'write {"name": "alignments_class_2", "dtype": "alignments3D", "required": true}',
    ),
    "empty slot": refused(Slot.parse, "", "is not a slot"),
    "mark alone": refused(Slot.parse, "?", "is not a slot"),
    "two marks": refused(Slot.parse, "??x", 'write "?x"'),
    "spaces": refused(Slot.parse, "mask refine", 'write "mask_refine"'),
    # required
    "required unless said": equal(lambda: Slot.parse({"name": "a", "dtype": "b"}).required, True),
    "? in an output": refused(
        lambda slots: OutputSpec(type="mask", slots=slots), ["?mask"], 'write "mask"'
    ),
    # names
    "name": equal(lambda: kinds(Masks_2=MASK_INPUT), []),
    "name with a dash": equal(
        lambda: kinds(**{"my-masks": MASK_INPUT}), [ProblemKind.INVALID_NAME]
    ),
    "name with a digit first": equal(
        lambda: kinds(**{"2masks": MASK_INPUT}), [ProblemKind.INVALID_NAME]
    ),
    "name with an underscore first": equal(
        lambda: kinds(_m=MASK_INPUT), [ProblemKind.INVALID_NAME]
    ),
    "name with a line break": equal(
        lambda: kinds(**{"masks\n": MASK_INPUT}), [ProblemKind.INVALID_NAME]
    ),
    # Datafield
    "name and prefix differ": refused(
        Slot.parse, {"name": "a", "prefix": "b", "dtype": "c"}, '"b" differs from the name "a"'
    ),
    "datafield for v4": equal(
        lambda: Slot("a", "b", False).to_datafield().to_dict(),
        {"dtype": "b", "prefix": "a", "required": False},
    ),
    # count_max
    "count_max null": equal(lambda: InputSpec(type="mask", count_max=None).count_max, None),
    "count_max inf": equal(lambda: InputSpec(type="mask", count_max="inf").count_max, None),
    "count_max float inf": equal(
        lambda: InputSpec(type="mask", count_max=math.inf).count_max, None
    ),
    "count_max number": equal(lambda: InputSpec(type="mask", count_max=2).count_max, 2),
    "count_max unless said": equal(lambda: InputSpec(type="mask").count_max, None),
    # column prefix
    "ctf of exposures": equal(
        lambda: known_slot_types()["exposure", "ctf"] == known_slot_types()["particle", "ctf"],
        False,
    ),
    # text of enums
    "text of a member": equal(lambda: str(Datatype.MASK), "mask"),
    "format of a member": equal(lambda: f"{Datatype.MASK:>6}", "  mask"),
    "JSON of a member": equal(lambda: dumps(Datatype.MASK), '"mask"'),
}

TRAPS: dict[str, Callable[[], None]] = {
    # cattrs coerces
    "None to text": unstructurable(None, str, "expected text, got null"),
    "text to bool": unstructurable("false", bool, "expected true or false"),
    "float to int": unstructurable(3.7, int, "expected a whole number, got 3.7"),
    "text to list of numbers": unstructurable("12", tuple[int, ...], 'expected a list, got "12"'),
    "None as title": unstructurable({"type": "mask", "title": None}, InputSpec, "$.title"),
    "text as count": unstructurable({"type": "mask", "count_min": "1"}, InputSpec, "write 1"),
    "float as count": unstructurable({"type": "mask", "count_min": 1.5}, InputSpec, "got 1.5"),
    "text as flag": unstructurable(
        {"type": "mask", "repeat_allowed": "false"}, InputSpec, "write false"
    ),
    # a string is no list of slots
    "slots: ctf": unstructurable(
        {"type": "particle", "slots": "ctf"}, InputSpec, 'expected a list of slots, got "ctf"'
    ),
    "slots: ctf in an output": unstructurable(
        {"type": "particle", "slots": "ctf"}, OutputSpec, 'write ["ctf"]'
    ),
    # what validators say, and hooks of unions
    "validator's own message": unstructurable(
        {"type": "mask", "slots": [{"name": "a b", "dtype": "mask"}]},
        InputSpec,
        '$.slots[0].name: "a b" cannot be a name',
    ),
    "slot or none": equal(lambda: structure("?ctf", Slot | None), Slot("ctf", "ctf", False)),
    "slot or none, none": equal(lambda: structure(None, Slot | None), None),
    "slot in any spelling": equal(lambda: structure("ctf", SlotSpec), Slot("ctf", "ctf")),
    "loadable slots or none": equal(
        lambda: structure(["ctf"], LoadableSlots | None), LoadableSlots(["ctf"])
    ),
    # defaults of cryosparc-tools
    "required of a slot": equal(lambda: Slot("ctf", "ctf").required, True),
}


def test_json_with_a_key_twice() -> None:
    """A key that stands twice is a problem in JSON text too."""
    with pytest.raises(FileError) as caught:
        loads('{"type": "mask", "type": "volume"}', InputSpec)
    assert [problem.kind for problem in caught.value.problems] == [ProblemKind.DUPLICATE_KEY]


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in DECISIONS.items()])
def test_decision_on_meaning(row: Callable[[], None]) -> None:
    """Each decision of the design page holds as it is written there."""
    row()


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in TRAPS.items()])
def test_trap(row: Callable[[], None]) -> None:
    """Each trap of the design page is closed."""
    row()


def test_unknown_name_is_kept_and_told() -> None:
    """An unknown name keeps itself as type, and the warning has the nearest word."""
    with pytest.warns(UnknownSlotTypeWarning, match='write "ctf"'):
        assert Slot.parse("ctff") == Slot("ctff", "ctff")


def test_datafield_is_told_once_at_the_callers_line() -> None:
    """A dict with ``prefix`` is a slot, with one warning, here."""
    with pytest.warns(DeprecationWarning, match='"prefix" is the deprecated name') as caught:
        slot = Slot.parse({"dtype": "ctf", "prefix": "ctf", "required": False})
    assert slot == Slot("ctf", "ctf", False)
    assert [warning.filename for warning in caught] == [__file__]


READERS: Mapping[str, Callable[[str], Any]] = {
    "json": json.loads,
    "yaml": yaml.safe_load,
    "toml": tomllib.loads,
}


@pytest.mark.parametrize("suffix", READERS)
def test_writers_get_plain_text(suffix: str, tmp_path: Path) -> None:
    """A member of a family is written as its word in every format, in parameters too."""
    definition = JobDefinition(
        inputs={"masks": InputSpec(type=Datatype.MASK, slots=["mask"])},
        params={"format": ImageFormat.PNG, "types": [Datatype.MASK]},
    )
    file = tmp_path / f"definition.{suffix}"
    dump(definition, file)
    raw = READERS[suffix](file.read_text("utf-8"))
    assert raw["inputs"]["masks"]["type"] == "mask"
    assert raw["params"] == {"format": "png", "types": ["mask"]}
    assert load(file) == definition


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("no", "no", id="no is not false"),
        pytest.param("on", "on", id="on is not true"),
        pytest.param("12:30:00", "12:30:00", id="a time is not a number"),
        pytest.param("1e3", 1000.0, id="a number with an exponent"),
        pytest.param("true", True, id="true"),
        pytest.param("null", None, id="null"),
    ],
)
def test_yaml_reads_as_it_is_meant(text: str, value: object, tmp_path: Path) -> None:
    """YAML words that PyYAML reads as YAML 1.1 are read as YAML 1.2 has them."""
    file = tmp_path / "definition.yaml"
    file.write_text(f"params:\n  value: {text}\n", "utf-8")
    read = load(file, JobDefinition).params["value"]
    assert read == value
    assert type(read) is type(value)


def test_yaml_with_a_key_twice(tmp_path: Path) -> None:
    """A key that stands twice is a problem, at its place in the file."""
    file = tmp_path / "definition.yaml"
    file.write_text("title: a\ntitle: b\n", "utf-8")
    with pytest.raises(FileError) as caught:
        load(file)
    [problem] = caught.value.problems
    assert problem.kind is ProblemKind.DUPLICATE_KEY
    assert problem.position is not None
    assert problem.position.line == 2


def test_yaml_of_a_billion_laughs(tmp_path: Path) -> None:
    """Aliases of aliases are refused before they fill the memory."""
    lines = ["params:", "  a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"  a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]"
        for number in range(1, 12)
    ]
    file = tmp_path / "definition.yaml"
    file.write_text("\n".join(lines), "utf-8")
    with pytest.raises(FileError):
        load(file)
