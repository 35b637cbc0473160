"""Tests of the dtypes of columns that code makes, in the words that numpy has for them."""

from __future__ import annotations

from pathlib import Path
from sys import platform

import pytest
from cryosparc.dataset import Dataset

from cryosparc_spec.columns.dtypes import DTypeSpec
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.scripts import read_script
from cryosparc_spec.scripts.column_checks import _DTYPES  # pyright: ignore[reportPrivateUsage]

HEAD = "from cryosparc.dataset import Dataset\n\ntable = Dataset(3)\n"


def problems(code: str, folder: Path) -> list[Problem]:
    """Return the problems of a script that has a table."""
    script = folder / "a.py"
    script.write_text(HEAD + code)
    return list(read_script(script).problems)


@pytest.mark.skipif(platform != "linux", reason="some of them have another size elsewhere")
@pytest.mark.parametrize("word", _DTYPES)
def test_words_of_numpy_are_those_of_the_client(word: str) -> None:
    """The client makes the same column of the word and of its code."""
    made = Dataset.allocate(1, [("ours/score", word)])
    assert DTypeSpec.parse(made.descr()[1][1]) == DTypeSpec.parse(_DTYPES[word])


@pytest.mark.parametrize(
    "call",
    [
        *(
            pytest.param(f'table.add_fields([("ours/score", "{word}")])', id=word)
            for word in _DTYPES
        ),
        pytest.param('table.add_fields(["ours/a", "ours/b"], ["float", "int"])', id="apart"),
        pytest.param('table.add_fields([("ours/a", ("float", (2,)))])', id="with a shape inside"),
        pytest.param('table.add_fields([("ours/a", "single", (2,))])', id="with a shape"),
        pytest.param('Dataset.allocate(5, [("ours/a", "double"), ("ours/b", "str")])', id="two"),
        pytest.param('table.add_fields(["ours/a"], [float])', id="a type"),
    ],
)
def test_dtypes_in_words_are_right(call: str, tmp_path: Path) -> None:
    """What numpy takes is no error, alone or with a shape."""
    assert problems(f"{call}\n", tmp_path) == []


@pytest.mark.parametrize(
    ("call", "column", "message", "hint"),
    [
        pytest.param(
            'table.add_fields([("ctf/df1_A", "float")])',
            19,
            '"ctf/df1_A" is "f8": the column was seen as "f4"',
            'write ("ctf/df1_A", "f4")',
            id="pair",
        ),
        pytest.param(
            'table.add_fields(["ctf/df1_A"], ["float"])',
            19,
            '"ctf/df1_A" is "f8": the column was seen as "f4"',
            'write "f4" for it',
            id="apart",
        ),
        pytest.param(
            'table.add_fields([("ours/a", "flot")])',
            19,
            '"flot" is not a dtype of a column',
            'write "',
            id="no word at all",
        ),
        pytest.param('table.add_fields([("ours/a",)])', 19, "a field of 1", "", id="no dtype"),
    ],
)
def test_dtypes_that_are_wrong(
    call: str, column: int, message: str, hint: str, tmp_path: Path
) -> None:
    """Another size than the tables of CryoSPARC have is told as it is written."""
    [problem] = problems(f"{call}\n", tmp_path)
    assert problem.position is not None
    assert (problem.position.line, problem.position.column) == (4, column)
    assert problem.message.startswith(message)
    assert str(problem.hint or "").startswith(hint)
