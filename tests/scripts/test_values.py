"""Values are followed as Python computes them, or are not known: never anything else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec.scripts import Script, read_script
from cryosparc_spec.scripts.python_text import python_text
from tests.scripts.written import cases

BEFORE = (
    "from cryosparc.tools import CryoSPARC\njob = CryoSPARC().create_external_job('P1', 'W1')\n"
)
CALL = "\njob.add_output('particle', 'out', slots=x)\n"

COMPUTED = cases("computed.yaml")
NOT_KNOWN = cases("not_known.yaml")


def read(code: str, folder: Path) -> Script:
    """Read a script that declares an output with the slots ``x``."""
    path = folder / "script.py"
    path.write_text(BEFORE + code + CALL, "utf-8")
    return read_script(path)


@pytest.mark.parametrize("case", COMPUTED, ids=[case["name"] for case in COMPUTED])
def test_values_are_those_that_python_computes(case: dict[str, Any], tmp_path: Path) -> None:
    """All of a value that is written out is known, and is what running the code gives."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(case["code"], names)
    call = read(case["code"], tmp_path).calls[-1]
    assert (call.slots, call.is_complete) == (tuple(names["x"]), True)


@pytest.mark.parametrize("case", NOT_KNOWN, ids=[case["name"] for case in NOT_KNOWN])
def test_what_is_not_known_is_left_out(case: dict[str, Any], tmp_path: Path) -> None:
    """Part by part: what is written out is known all the same."""
    call = read(case["code"], tmp_path).calls[-1]
    assert [slot for slot in call.slots if isinstance(slot, str)] == case["known"].split()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(
            ["ctf", {"name": "a", "required": False}],
            '["ctf", {"name": "a", "required": False}]',
            id="list",
        ),
        pytest.param((), "[]", id="tuple"),
        pytest.param({"a": [1, None]}, '{"a": [1, None]}', id="mapping"),
    ],
)
def test_data_in_a_fix_is_spelled_as_python(value: object, text: str) -> None:
    """It reads back as the data, with text in double quotes."""
    assert python_text(value) == text
