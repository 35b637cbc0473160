"""What says two things at once is told, and what cannot be written is told where it stands."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import pytest

from cryosparc_spec import (
    JobDefinition,
    ParseError,
    Slot,
    SpecError,
    StructureError,
    Workflow,
    load,
    structure,
)
from cryosparc_spec.catalogue import SlotType, SlotTypes
from cryosparc_spec.documents import InputSlot, LegacyJob
from cryosparc_spec.files.load_and_dump import parse, text_for
from tests.command_line import run
from tests.test_public_api import EXAMPLES

pytestmark = pytest.mark.usefixtures("empty_folder")

KEYS = [("mask", "blob"), ("particle", "ctf"), ("volume", "map_x"), ("exposure", "ctf")]


@pytest.mark.parametrize("twice", [*range(len(KEYS)), None])
@pytest.mark.parametrize("suffix", ["json", "yaml", "toml"])
def test_a_slot_type_that_a_catalogue_has_twice_is_told(twice: int | None, suffix: str) -> None:
    """The last one would count alone; the same under another datatype is another one."""
    entries = [{"datatype": datatype, "slot_type": name} for datatype, name in KEYS]
    entries += [] if twice is None else [entries[twice]]
    Path(f"a.{suffix}").write_text(text_for({"slot_types": entries}, f"a.{suffix}"))
    if twice is None:
        assert len(load(f"a.{suffix}", SlotTypes)) == len(KEYS)
        return
    with pytest.raises(SpecError) as caught:
        load(f"a.{suffix}", SlotTypes)
    [problem] = caught.value.problems
    assert problem.path == ("slot_types", len(KEYS))
    assert problem.message == f'the slot type "{".".join(KEYS[twice])}" stands here twice'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"name": "ctf", "dtype": "ctf", "name": "ctf"}', "name"),
        ('{"name": "ctf", "name": "blob", "dtype": "ctf"}', "name"),
        ('{"name": "ctf", "dtype": "ctf", "dtype": "blob"}', "dtype"),
        ('{"name": "ctf", "dtype": "ctf", "required": true, "required": false}', "required"),
        ('{"prefix": "ctf", "dtype": "ctf", "prefix": "blob"}', "prefix"),
        ('{"name": "ctf", "dtype": "ctf", "x": 1, "x": 2}', "x"),
    ],
)
def test_a_key_repeated_in_a_slot_that_is_json_text_is_told(text: str, key: str) -> None:
    """Wherever such a slot is read."""
    with pytest.raises(ParseError, match=f'the key "{key}" stands here twice'):
        Slot.parse(text)
    with pytest.raises(StructureError, match=f'the key "{key}" stands here twice'):
        structure({"inputs": {"a": {"type": "particle", "slots": [text]}}}, JobDefinition)


@pytest.mark.parametrize(
    ("document", "key"),
    [
        (InputSlot(name="ctf", dtype="ctf"), "name"),
        (Workflow(), "jobs"),
        (LegacyJob(uid="J2"), "output_results"),
        (Workflow(title="a"), "title"),
        (LegacyJob(uid="J1"), "params_base"),
    ],
    ids=str,
)
def test_a_known_key_among_the_extras_is_told(document: Any, key: str) -> None:
    """It would not be written; one that is not known is kept."""
    with pytest.raises(ParseError, match=f'"{key}" is known here: expected it as the attribute'):
        attrs.evolve(document, extras={key: "J2"})
    assert attrs.evolve(document, extras={"not_known": 1}).extras == {"not_known": 1}


WRONG: list[Any] = [
    3,
    None,
    [[]],
    {1: set()},
    object(),
    float("nan"),
    b"x",
    len,
    int,
    {"a"},
    [{"a"}],
    {"a": {"b"}},
    "",
    "\0",
    {None: None},
    3j,
    10**5000,
    "x" * 1000,
    range(3),
    True,
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("example", "_"), EXAMPLES, ids=lambda value: type(value).__name__)
def test_constructors_raise_nothing_but_errors_of_ours(example: Any, _: object) -> None:
    """Whatever they are given, arrays of numpy and values without a hash among it."""
    numpy = pytest.importorskip("numpy")
    arrays = [numpy.array([1, 2]), numpy.array(["a"]), numpy.zeros((2, 2)), numpy.float64(3)]
    arrays += [[numpy.array([1, 2])], {"a": numpy.array([1, 2])}, numpy.dtype("f4")]
    for attribute in attrs.fields(type(example)):
        for value in (*WRONG, *arrays) if attribute.init else ():
            with suppress(SpecError):
                attrs.evolve(example, **{attribute.alias: value})


@pytest.mark.parametrize(
    "value", [3, None, 1.5, True, object(), len], ids=lambda value: type(value).__name__
)
def test_columns_of_a_slot_type_have_to_be_a_list(value: Any) -> None:
    """The error says what is expected."""
    with pytest.raises(ParseError, match="expected a list of objects of class Column"):
        SlotType(datatype="mask", slot_type="blob", columns=value)
    with pytest.raises(ParseError, match="expected a list of objects of class SlotType"):
        SlotTypes(value)


@pytest.mark.parametrize("digits", [17, 301, 1000, 4299, 4300])
@pytest.mark.parametrize("suffix", ["json", "yaml", "toml"])
@pytest.mark.parametrize("sign", [1, -1])
def test_integers_that_are_written_are_read(sign: int, suffix: str, digits: int) -> None:
    """Up to the most digits that Python itself reads."""
    raw = {"params": {"a": sign * int("9" * digits)}}
    assert parse(text_for(raw, f"x.{suffix}"), f"x.{suffix}").raw == raw


@pytest.mark.parametrize("target", ["json", "yaml", "toml"])
@pytest.mark.parametrize("digits", ["f" * 3600, "1" + "0" * 5000])
def test_integers_of_more_digits_are_told_where_they_stand(
    digits: str, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """TOML can hold them in another base."""
    Path("a.toml").write_text(f"[params]\nx = [1, 0x{digits}]\n[outputs]\n")
    outcome = run(capsys, "convert", "a.toml", "--to", target)
    assert (outcome.exit_code, outcome.out) == (1, "")
    assert (
        "$.params.x[1]: the number has more than 4300 digits: it cannot be written" in outcome.err
    )
