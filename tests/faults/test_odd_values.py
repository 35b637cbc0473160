"""Whatever a constructor or `attrs.evolve` is given: an object, or an error of ours."""

from __future__ import annotations

import decimal
import fractions
import importlib
import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from cryosparc_spec import (
    JobRegister,
    LoadableSlots,
    Slot,
    SpecError,
    check_dataset,
    infer_slots,
    known_slot_types,
    load,
    read_header,
    structure,
)
from cryosparc_spec.catalogue import SlotType, SlotTypes, known_job_types
from tests.interop.finished_jobs import register
from tests.tables import write_table

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")

ROOT = Path(__file__).parents[2]
ROOMS = ("", ".columns", ".catalogue", ".slots", ".datasets", ".documents")


def that_raises(*names: str) -> object:
    """Make an object whose methods of these names raise an error of their own."""

    def raising(self: object, *_: object) -> object:
        raise RuntimeError(self.__class__.__name__)

    return type("Odd", (), dict.fromkeys(names, raising))()


ODD: Mapping[str, Callable[[], object]] = {
    "array": lambda: np.arange(3),
    "table": lambda: np.zeros((2, 2)),
    "array without axes": lambda: np.array(3),
    "array of text": lambda: np.array(["a", "b"]),
    "numpy int": lambda: np.int64(3),
    "numpy float": lambda: np.float32(1.5),
    "numpy bool": lambda: np.bool_(True),
    "numpy text": lambda: np.str_("ctf"),
    "list": lambda: [1, 2],
    "list of lists": lambda: [[1], [2]],
    "list of arrays": lambda: [np.arange(3)],
    "list of sets": lambda: [{1}],
    "list that cannot be compared": lambda: [that_raises("__eq__")],
    "set": lambda: {1, 2},
    "dict": lambda: {"a": 1},
    "dict of lists": lambda: {"a": [1]},
    "dict of arrays": lambda: {"a": np.arange(3)},
    "dict of numbers": lambda: {1: 2},
    "dict of odd objects": lambda: {"a": that_raises("__eq__", "__bool__")},
    "no ==": lambda: that_raises("__eq__"),
    "no hash": lambda: that_raises("__hash__"),
    "no bool": lambda: that_raises("__bool__"),
    "no iter": lambda: that_raises("__iter__"),
    "no len": lambda: that_raises("__len__"),
    "no text": lambda: that_raises("__str__", "__repr__"),
    "nothing": lambda: that_raises("__eq__", "__hash__", "__bool__", "__iter__", "__getattr__"),
    "400 digits": lambda: 10**400,
    "-400 digits": lambda: -(10**400),
    "5000 digits": lambda: 10**5000,
    "nan": lambda: math.nan,
    "infinity": lambda: math.inf,
    "generator": lambda: (number for number in (1, 2)),
    "generator that breaks off": lambda: (1 / number for number in (1, 0)),
    "lone surrogate": lambda: "\ud800",
    "list of lone surrogates": lambda: ["\ud800"],
    "null byte": lambda: "\x00",
    "long text": lambda: "a" * 100_000,
    "bytes": lambda: b"ctf",
    "bytearray": lambda: bytearray(b"x"),
    "memoryview": lambda: memoryview(b"a"),
    "complex": lambda: 1j,
    "decimal": lambda: decimal.Decimal("NaN"),
    "fraction": lambda: fractions.Fraction(1, 3),
    "class": lambda: int,
    "object": object,
    "module": lambda: math,
    "function": lambda: len,
    "dots": lambda: ...,
    "range": lambda: range(3),
    "None": lambda: None,
    "True": lambda: True,
    "0": lambda: 0,
    "-1": lambda: -1,
    "1.5": lambda: 1.5,
    "empty text": lambda: "",
}


def public_classes() -> list[Any]:
    """All public attrs classes of the rooms whose objects people make, which problems are not."""
    rooms = [importlib.import_module(f"cryosparc_spec{room}") for room in ROOMS]
    public = [getattr(room, name) for room in rooms for name in dir(room)]
    classes = {cls: None for cls in public if isinstance(cls, type) and attrs.has(cls)}
    return [cls for cls in classes if not cls.__module__.startswith("cryosparc_spec.problems")]


@pytest.fixture(scope="module")
def sound_objects(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Any, Any]:
    """An object of each class, of those that the examples hold or a very simple one."""
    table = write_table(tmp_path_factory.mktemp("t") / "t.cs", ("blob/path", "S9"), ("a b/c", "f4"))
    header = read_header(table, strict=False)
    paths = sorted((ROOT / "docs" / "examples").iterdir())
    found: dict[Any, Any] = {}
    todo: list[Any] = [
        *(load(path) for path in paths if path.suffix in (".json", ".yaml", ".toml", ".csg")),
        structure(register(), JobRegister),
        *(header, infer_slots(header), check_dataset(header), LoadableSlots.parse(["ctf"])),
        *(known_slot_types(), known_job_types(), Slot("ctf", "ctf").to_datafield()),
    ]
    while todo:
        held = todo.pop()
        if attrs.has(type(held)) and type(held) not in found:
            found[type(held)] = held
            todo += [getattr(held, attribute.name) for attribute in attrs.fields(type(held))]
        elif isinstance(held, tuple):
            todo += held[:50]
        elif isinstance(held, Mapping):
            todo += held.values()
    return {cls: found.get(cls) or simplest(cls) for cls in public_classes()}


def simplest(cls: Any) -> Any:
    """Make an object of a class with the first values that its required attributes take."""
    needed = [a for a in attrs.fields(cls) if a.default is attrs.NOTHING]
    by_name = {each.__name__: each for each in public_classes()}
    classes = [by_name.get(getattr(a.type, "__name__", str(a.type))) for a in needed]
    candidates = [[simplest(c)] if c else ["a", 1, (), {}, "particle"] for c in classes]
    for values in itertools.product(*candidates):
        with suppress(SpecError):
            return cls(**{str(a.alias): value for a, value in zip(needed, values, strict=True)})
    return None


def calls(cls: Any, sound: Any, alias: str, value: object) -> Iterator[Callable[[], object]]:
    yield lambda: cls(**{alias: value})
    if sound is not None:
        yield lambda: attrs.evolve(sound, **{alias: value})


def refusal(call: Callable[[], object]) -> Exception | None:
    try:
        call()
    except Exception as error:  # noqa: BLE001
        str(error)
        return error
    return None


def is_wrong_call(error: Exception) -> bool:
    words = ("required keyword", "required positional", "unexpected keyword")
    return isinstance(error, TypeError) and any(word in str(error) for word in words)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_no_constructor_raises_anything_but_errors_of_ours(
    odd: Callable[[], object], sound_objects: Mapping[Any, Any]
) -> None:
    """With one odd value, alone and in place of one of a sound object; `TypeError` of a call."""
    for cls in public_classes():
        for attribute in attrs.fields(cls):
            for call in calls(cls, sound_objects[cls], str(attribute.alias), odd()):
                error = refusal(call)
                assert error is None or isinstance(error, SpecError) or is_wrong_call(error)


def test_each_class_has_a_sound_object(sound_objects: Mapping[Any, Any]) -> None:
    """So that all attributes are tried one at a time."""
    assert len(sound_objects) > 50
    assert [cls.__name__ for cls, sound in sound_objects.items() if sound is None] == []


a_type: Any = SlotType
a_slot: Any = Slot
a_catalogue: Any = SlotTypes


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: a_type(datatype="mask", slot_type="mask", columns=3),
            "columns: expected a list",
        ),
        (lambda: a_slot(np.arange(3), "ctf"), "name: expected text, got"),
        (lambda: a_slot("ctf", {"a"}), "dtype: expected text, got"),
        (lambda: a_slot("ctf", "ctf", np.bool_(True)), "required: expected true or false, got"),
        (
            lambda: a_type(datatype=[], slot_type="mask"),
            "datatype: a list is not a known datatype",
        ),
        (lambda: a_catalogue([3]), "expected an object of class SlotType"),
    ],
)
def test_the_error_says_what_is_expected(make: Callable[[], object], text: str) -> None:
    """With the attribute it is about."""
    with pytest.raises(SpecError) as caught:
        make()
    [problem] = caught.value.problems
    assert text in str(problem)
