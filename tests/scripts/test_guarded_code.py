"""Tests of code that is made to fail, or that works with several versions of the client."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryosparc_spec.scripts import read_script
from tests.interop.tools_versions import only_5

HEAD = "from cryosparc.tools import CryoSPARC\n\ncs = CryoSPARC()\n"
JOB = 'job = cs.create_external_job("P3", "W1")\n'
WRONG = 'job.add_output("particle", "a b", slots=["location"])'
OTHER_IMPORT = "    from cryosparc.controllers.job import JobController as Job\n"


def told(code: str, folder: Path) -> list[tuple[str, int | None]]:
    """Return the kinds and lines of the problems of a script."""
    script = folder / "a.py"
    script.write_text(code)
    return [
        (problem.kind.value, problem.position.line)
        for problem in read_script(script).problems
        if problem.position
    ]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("with pytest.raises(ValueError):", id="pytest"),
        pytest.param("with raises(ValueError, match='name') as caught:", id="by its name"),
        pytest.param("with self.assertRaises(ValueError):", id="unittest"),
        pytest.param("with lock, pytest.raises(ValueError):", id="second item"),
        pytest.param("async def test():\n  async with pytest.raises(ValueError):", id="async"),
    ],
)
def test_an_error_that_is_asked_for_is_none(statement: str, tmp_path: Path) -> None:
    """A test that expects an exception is not told of its cause."""
    assert told(f"{HEAD}{JOB}{statement}\n    {WRONG}\n", tmp_path) == []


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("with job.run():", id="another call"),
        pytest.param("with raises:", id="no call"),
        pytest.param("with open(job.log(raises(1))):", id="another call outside"),
        pytest.param("if hasattr(job, 'add_output'):", id="not of versions"),
        pytest.param("for raises in (ValueError,):", id="no with"),
    ],
)
def test_other_blocks_expect_no_error(statement: str, tmp_path: Path) -> None:
    """Only what asks for an exception is taken so."""
    found = told(f"{HEAD}{JOB}{statement}\n    {WRONG}\n", tmp_path)
    assert found == [("invalid-name", 6)]


@only_5
@pytest.mark.parametrize(
    ("code", "lines"),
    [
        pytest.param(
            f"try:\n{OTHER_IMPORT}except ImportError:\n    from cryosparc.job import Job\n",
            [],
            id="import of each version",
        ),
        pytest.param(
            "try:\n    from cryosparc.job import Job\nexcept:\n" + OTHER_IMPORT,
            [],
            id="old import first",
        ),
        pytest.param(
            "try:\n    from cryosparc.job import Job\nexcept (ModuleNotFoundError, OSError):\n"
            + OTHER_IMPORT,
            [],
            id="one of two exceptions",
        ),
        pytest.param(
            "try:\n    from cryosparc.job import Job\nexcept ValueError:\n    pass\n",
            [5],
            id="import with another exception",
        ),
        pytest.param("from cryosparc.job import Job\n", [4], id="import alone"),
        pytest.param(
            "if hasattr(cs, 'cli'):\n    cs.cli.x()\nelse:\n    cs.api.x()\n", [], id="hasattr"
        ),
        pytest.param(
            "if not hasattr(cs, 'api') and 1:\n    cs.cli.x()\n", [], id="part of a condition"
        ),
        pytest.param("core = cs.cli if hasattr(cs, 'cli') else cs.api\n", [], id="expression"),
        pytest.param("if cs:\n    cs.cli.x()\n", [5], id="another condition"),
        pytest.param(
            "try:\n    cs.cli.x()\nexcept AttributeError:\n    cs.api.x()\n", [], id="attribute"
        ),
        pytest.param(
            "import builtins\ntry:\n    cs.print_job_types(section='a')\n"
            "except builtins.TypeError:\n    cs.print_job_types('a')\n",
            [],
            id="argument of a version",
        ),
        pytest.param(
            "try:\n    cs.find_project('P3', refres=1)\nexcept TypeError:\n    pass\n",
            [],
            id="argument of none",
        ),
        pytest.param(
            "try:\n    cs.cli.x()\n    cs.vis.x()\nexcept Exception:\n    pass\n",
            [5, 6],
            id="any exception, which is no trial",
        ),
    ],
)
def test_what_is_tried_is_not_told(code: str, lines: list[int], tmp_path: Path) -> None:
    """Where a script is made for several versions, each part is right with one of them."""
    assert [line for _, line in told(HEAD + code, tmp_path)] == lines
