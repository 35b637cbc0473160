"""Tests of the strategies and small datasets for users' own tests."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs
import numpy as np
import pytest
from cryosparc.dataset import Dataset
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy

from cryosparc_spec import (
    Datatype,
    FileError,
    Job,
    ParseError,
    Slot,
    SpecError,
    Workflow,
    check_dataset,
    known_slot_types,
    read_header,
    structure,
    unstructure,
)
from cryosparc_spec.checks import Fit
from cryosparc_spec.conversions import to_job
from cryosparc_spec.datasets import HeaderFormat
from cryosparc_spec.documents import LegacyJob, When
from cryosparc_spec.documents.codec.server_document import ALSO, ServerDocument
from cryosparc_spec.documents.timestamps import Timestamp
from cryosparc_spec.problems import Severity
from cryosparc_spec.testing import documents
from cryosparc_spec.testing.classes import public_names, register_strategies, strategy_for
from cryosparc_spec.testing.dataset_cases import (
    DatasetCase,
    Mistake,
    broken_datasets,
    sound_datasets,
)
from cryosparc_spec.testing.datasets import make_dataset
from cryosparc_spec.testing.server_documents import connected_workflows
from cryosparc_spec.testing.values import dtype_specs, loadable_slots, slots
from cryosparc_spec.vocabulary import LoadableWord

ONCE = settings(
    phases=[Phase.generate],
    database=None,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def not_met(
    strategy: SearchStrategy[Any],
    labels_of: Callable[[Any], Iterable[Any]],
    wanted: Iterable[Any],
    *,
    most: int = 1000,
) -> set[Any]:
    """Draw until each label that is wanted was met, and return those that never were."""
    missing = set(wanted)

    def all_met(value: Any) -> bool:
        missing.difference_update(labels_of(value))
        return not missing

    with suppress(NoSuchExample):
        find(strategy, all_met, settings=settings(ONCE, max_examples=most))
    return missing


# A small model of what an attribute may hold: the branches of its type.
ANYTHING = {"null", "true", "false", "number", "text", "no items", "items"}


def is_family(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Enum)


def branches(annotation: Any) -> set[str]:
    """What values of a type can be: nothing, a word, text, with items and without ..."""
    origin, members = get_origin(annotation), get_args(annotation)
    if annotation is Any:
        return ANYTHING
    if origin in (tuple, Mapping):
        return {"items", "no items"}
    if origin in (Union, UnionType):
        return set[str]().union(*map(branches, members))
    if origin is Literal or annotation is str:
        return {"text"}
    if annotation in (int, float):
        return {"number"}
    if annotation in (bool, type(None)):
        return {"true", "false"} if annotation is bool else {"null"}
    return {"word"} if is_family(annotation) else {annotation.__name__}


def branch(value: Any) -> str:
    """The branch that a value is of."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Enum):
        return "word"
    if isinstance(value, (tuple, Mapping)) and not attrs.has(type(value)):
        return "items" if value else "no items"
    if isinstance(value, (str, int, float)):
        return "text" if isinstance(value, str) else "number"
    return "Path" if isinstance(value, Path) else type(value).__name__


def types_of(cls: Any) -> dict[str, Any]:
    """The types of the attributes of a class."""
    attrs.resolve_types(cls)
    return {a.name: a.type for a in attrs.fields(cls) if not isinstance(a.type, str)}


def labels_of(value: Any) -> Iterator[tuple[Any, str]]:
    """The branches that an object meets: of each type, and whether each attribute was drawn."""
    for attribute in attrs.fields(type(value)):
        held = getattr(value, attribute.name)
        yield str(attribute.type), branch(held)
        if held != attribute.default:
            yield attribute.name, "drawn"
        if ALSO in attribute.metadata and attribute.metadata[ALSO] in value._keys_read:
            yield attribute.name, "other key"


def wanted_of(cls: Any) -> set[tuple[Any, str]]:
    """All such branches of a class."""
    wanted = {(str(t), each) for t in types_of(cls).values() for each in branches(t)}
    wanted |= {(attribute.name, "drawn") for attribute in attrs.fields(cls)}
    return wanted | {(a.name, "other key") for a in attrs.fields(cls) if ALSO in a.metadata}


# A date and a condition in a mapping are not empty.
NEVER = {(str(types_of(When)["expr"]), "no items"), (str(Timestamp), "no items")}


def public(kind: type) -> list[Any]:
    named = public_names().values()
    return [value for value in named if inspect.isclass(value) and issubclass(value, kind)]


ATTRS_CLASSES = [pytest.param(cls, id=cls.__name__) for cls in public(object) if attrs.has(cls)]


@pytest.mark.parametrize("cls", ATTRS_CLASSES)
def test_each_branch_of_a_class_is_reached(cls: Any) -> None:
    """Every attribute takes part, with each kind of value that its type has."""
    assert not_met(strategy_for(cls), labels_of, wanted_of(cls) - NEVER) == set()


@pytest.mark.parametrize("cls", [pytest.param(cls, id=cls.__name__) for cls in public(Enum)])
def test_each_word_is_reached(cls: Any) -> None:
    """Every word of a family is drawn, of families without words of their own too."""
    assert not_met(strategy_for(cls), lambda word: [word], cls) == set()


@pytest.mark.parametrize("cls", [pytest.param(cls, id=cls.__name__) for cls in public(SpecError)])
def test_errors_with_one_problem_and_more(cls: Any) -> None:
    """Errors have one problem, or several."""
    assert not_met(strategy_for(cls), lambda e: [len(e.problems) > 1], [True, False]) == set()


def kinds_of_slot(slot: Slot) -> Iterator[str]:
    """What a slot is to the catalogue."""
    types = known_slot_types()
    known, series = types.slot_type_of(slot.name), types.series_type_of(slot.name)
    if known is not None:
        yield "known" if known == slot.dtype else "known, of another type"
    elif series is not None:
        yield "of a series" if series == slot.dtype else "of a series, of another type"
    else:
        yield "unknown" if slot.name == slot.dtype else "unknown, of another type"


SLOTS = ["", "of a series, ", "unknown, "]


def kinds_of_dtype(spec: Any) -> Iterator[object]:
    """The element of a dtype, and its number of dimensions."""
    yield from (spec.scalar, spec.ndim)


def kinds_of_selection(value: Any) -> Iterator[object]:
    """The word, or whether there are names."""
    yield value.selection if isinstance(value.selection, LoadableWord) else bool(value.selection)


def kinds_of_workflow(workflow: Workflow) -> Iterator[str]:
    """What feeds what."""
    try:
        workflow.order()
        yield "in order"
    except SpecError:
        yield "in a circle"
    sources = {connection.source.job for connection in workflow.connections}
    yield from (f"from {name}" for name in ("P1", "J99") if name in sources)
    yield "with spec" if any(job.spec for job in workflow.jobs.values()) else "without spec"
    yield "single results" if workflow.result_connections else "no single results"


def kinds_of_dataset(case: DatasetCase) -> Iterator[object]:
    """What varies between datasets, and what is wrong with them."""
    names = {field.slot for field in case.fields}
    wanted = {slot.name: slot for slot in case.slots}
    yield from (case.mistake, case.format, case.datatype, "rows" if case.rows else "no rows")
    yield from (f"{'held' if name in names else 'left out'}" for name in wanted)
    yield "other slots" if names - {None, *wanted} else "no other slots"
    for slot in case.slots:
        slot_type = known_slot_types().get((case.datatype.value, slot.dtype))
        known = {column.name for column in slot_type.columns} if slot_type else set()
        held = {field.leaf for field in case.fields if field.slot == slot.name}
        yield "slot type known" if known else "slot type unknown"
        yield "all columns" if known <= held else "columns left out"
        yield "unknown column" if held - known else "no unknown column"


DATASETS = {
    *HeaderFormat,
    *{slot_type.datatype for slot_type in known_slot_types().values()},
    *("rows", "no rows", "held", "left out", "other slots", "no other slots"),
    *("slot type known", "slot type unknown", "all columns", "columns left out"),
    *("unknown column", "no unknown column"),
}


@pytest.mark.parametrize(
    ("strategy", "labels", "wanted"),
    [
        pytest.param(
            slots(),
            kinds_of_slot,
            {"known", "known, of another type", "of a series", "of a series, of another type"}
            | {"unknown", "unknown, of another type"},
            id="slots",
        ),
        pytest.param(
            dtype_specs(),
            kinds_of_dtype,
            {"|b1", "|i1", "<i2", "<u8", "<f2", "<c16", ">f8", "|O", "|S12", "|S", "<U5", ">U"}
            | {0, 1, 2, 3},
            id="dtypes",
        ),
        pytest.param(
            loadable_slots(), kinds_of_selection, {*LoadableWord, True, False}, id="loadable slots"
        ),
        pytest.param(
            connected_workflows(),
            kinds_of_workflow,
            {"in order", "in a circle", "from P1", "from J99", "with spec", "without spec"}
            | {"single results", "no single results"},
            id="workflows",
        ),
        pytest.param(sound_datasets(), kinds_of_dataset, DATASETS | {None}, id="sound datasets"),
        pytest.param(
            broken_datasets(["location", "?blob"], datatype="particle"),
            kinds_of_dataset,
            {*Mistake, *HeaderFormat, "rows", "no rows", "held", "left out"},
            id="broken datasets",
        ),
    ],
)
def test_each_kind_is_reached(
    strategy: SearchStrategy[Any], labels: Callable[[Any], Iterator[object]], wanted: set[object]
) -> None:
    """What types do not tell apart is met as well: each kind of slot, workflow and dataset."""
    assert not_met(strategy, labels, wanted) == set()


def test_the_model_sees_what_is_missing() -> None:
    """A strategy that never draws a branch is found out."""
    never = slots(required=st.just(True))
    missing = {(str(bool), "false"), ("required", "drawn")}
    assert not_met(never, labels_of, wanted_of(Slot), most=30) == missing


SERVER_CLASSES = [pytest.param(cls, id=cls.__name__) for cls in public(ServerDocument)]


@pytest.mark.parametrize("cls", SERVER_CLASSES)
@given(data=st.data())
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_documents_are_written_and_read_back(
    cls: type[ServerDocument], data: st.DataObject
) -> None:
    """A document of any class comes back from plain data, its keys in their order."""
    document = data.draw(documents(cls))
    again = structure(unstructure(document), cls)
    assert again == document
    if document._keys_read:
        assert again._keys_read == document._keys_read


@given(documents(LegacyJob))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_jobs_of_version_4_can_be_converted(job: LegacyJob) -> None:
    """Jobs of CryoSPARC 4 are such that a job of CryoSPARC 5 can be made of each."""
    assert isinstance(to_job(job), Job)


def test_class_without_a_strategy() -> None:
    """A class that is not of this package is refused."""
    with pytest.raises(TypeError) as caught:
        strategy_for(Path)
    assert str(caught.value) == "Path is not a class of cryosparc_spec that has a strategy"


@attrs.resolve_types
@attrs.frozen
class Recipe:
    """A class as users write them, with an attribute of ours."""

    slot: Slot
    datatype: Datatype


def test_registered_strategies_serve_classes_of_users() -> None:
    """Once registered, a class of ours is drawn wherever hypothesis meets its type."""
    register_strategies()
    found = find(st.builds(Recipe), lambda recipe: not recipe.slot.required, settings=ONCE)
    assert isinstance(found.datatype, Datatype)
    assert find(st.from_type(Job), lambda job: bool(job.extras), settings=ONCE).extras


def test_without_hypothesis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is not installed, one line says what to install, and the rest goes on without."""
    for module in [name for name in sys.modules if name.startswith("cryosparc_spec.testing.")]:
        monkeypatch.delitem(sys.modules, module)
    for module in [name for name in sys.modules if name.partition(".")[0] == "hypothesis"]:
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError) as caught:
        importlib.import_module("cryosparc_spec.testing.values")
    assert str(caught.value) == (
        'the strategies need hypothesis: pip install "cryosparc-spec[testing]"'
    )
    assert caught.value.__suppress_context__
    assert importlib.import_module("cryosparc_spec.testing.datasets").make_dataset


def test_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where numpy is not installed, one line says what to install."""
    monkeypatch.delitem(sys.modules, "cryosparc_spec.testing.datasets", raising=False)
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(ImportError) as caught:
        importlib.import_module("cryosparc_spec.testing.datasets")
    assert str(caught.value) == (
        'cryosparc_spec.interop.numpy needs numpy: pip install "cryosparc-spec[numpy]"'
    )


# Datasets


def written(case: DatasetCase, tmp_path: Path) -> Path:
    path = tmp_path / "case.cs"
    case.write(path)
    return path


IN_FOLDER = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(case=sound_datasets())
@IN_FOLDER
def test_sound_datasets_are_sound(case: DatasetCase, tmp_path: Path) -> None:
    """Nothing is wrong with them, and cryosparc-tools reads what they say they hold."""
    path = written(case, tmp_path)
    header = read_header(path)
    assert (header.rows, header.format) == (case.rows, case.format)
    assert [field.descr for field in header.fields] == [field.descr for field in case.fields]
    found = check_dataset(header, slots=case.slots, datatype=case.datatype)
    assert {problem.severity for problem in found.problems} <= {Severity.NOTE}
    assert Fit.DOES_NOT_FIT not in found.fits.values()
    loaded: Any = Dataset.load(path)
    assert loaded.fields() == [field.name for field in case.fields]
    for name in loaded.fields():
        stored = case.table[name]
        texts = stored.astype("U") if stored.dtype.kind == "S" else stored
        assert np.array_equal(np.asarray(loaded[name], texts.dtype), texts)


@given(case=broken_datasets())
@IN_FOLDER
def test_broken_datasets_are_found_out(case: DatasetCase, tmp_path: Path) -> None:
    """Every mistake is an error, of the check or the reading, or a warning if clients mend it."""
    assert case.mistake is not None
    try:
        found = check_dataset(written(case, tmp_path), slots=case.slots, datatype=case.datatype)
    except FileError:
        return
    mended = case.mistake is Mistake.UID_NOT_FIRST
    expected = Severity.WARNING if mended else Severity.ERROR
    assert expected in {problem.severity for problem in found.problems}


@given(case=sound_datasets(["?location", "pick_stats"], datatype="particle", max_rows=1))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_datasets_of_given_slots(case: DatasetCase) -> None:
    """Slots can be given, with their datatype."""
    assert case.slots == (Slot("location", "location", False), Slot("pick_stats", "pick_stats"))
    assert (case.datatype, case.rows <= 1) == (Datatype.PARTICLE, True)
    assert "pick_stats/ncc_score" in {field.name for field in case.fields}


@given(case=broken_datasets(datatype="volume"))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_datasets_of_a_datatype(case: DatasetCase) -> None:
    """A datatype can be given alone."""
    assert case.datatype is Datatype.VOLUME


def test_slots_without_their_datatype() -> None:
    """Slots mean nothing without a datatype."""
    with pytest.raises(TypeError) as caught:
        sound_datasets(["location"])
    assert str(caught.value) == "slots are given without the datatype they belong to"


@pytest.mark.parametrize("layout", HeaderFormat)
def test_dataset_made_for_slots(layout: HeaderFormat, tmp_path: Path) -> None:
    """What is written is read by cryosparc-tools, text beyond ASCII as well."""
    path = tmp_path / "micrographs.cs"
    paths = ["J1/a.mrc", "J1/größe.mrc"]
    table = make_dataset(
        ["micrograph_blob"],
        2,
        datatype="exposure",
        path=path,
        values={"micrograph_blob/path": paths, "micrograph_blob/shape": [4096, 4092]},
        format=layout,
    )
    assert read_header(path).format is layout
    found = check_dataset(path, slots=["micrograph_blob"], datatype="exposure")
    assert found.problems == ()
    loaded: Any = Dataset.load(path)
    if layout is HeaderFormat.CSDAT:
        assert list(loaded["micrograph_blob/path"]) == paths
    assert [text.decode() for text in table["micrograph_blob/path"]] == paths
    assert loaded["micrograph_blob/shape"].tolist() == [[4096, 4092]] * 2
    assert list(loaded["uid"]) == list(table["uid"])
    assert len({*table["uid"]}) == 2


def test_dataset_is_the_same_each_time(tmp_path: Path) -> None:
    """Two calls write the same bytes, and rows differ from each other."""
    files = [tmp_path / "a.cs", tmp_path / "b.cs"]
    for file in files:
        table = make_dataset(
            ["alignments3D_multi"], 3, datatype="particle", path=file, dimensions={"K": 2}
        )
    assert files[0].read_bytes() == files[1].read_bytes()
    assert len({row.tobytes() for row in table}) == 3


def test_dataset_with_a_column_that_its_slots_do_not_have(tmp_path: Path) -> None:
    """A mistyped column is told, and nothing is written."""
    path = tmp_path / "a.cs"
    with pytest.raises(ParseError) as caught:
        make_dataset(
            ["pick_stats"],
            1,
            datatype="particle",
            path=path,
            values={"pick_stats/ncc_scores": [1]},
        )
    assert str(caught.value) == (
        '"pick_stats/ncc_scores" is not a column of these slots: expected one of uid, '
        "pick_stats/ncc_score, pick_stats/power, pick_stats/template_idx, pick_stats/angle_rad; "
        'write "pick_stats/ncc_score"'
    )
    assert not path.exists()
