"""The same definition written in random ways is read back; one planted mistake is told."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from cryosparc_spec.scripts import read_script
from tests.scripts.generated import Writer, random_definition
from tests.scripts.planted import MISTAKES, Mistake
from tests.scripts.written import problem_lines

BATCHES, EACH = 30, 10


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_definition_is_read_back(batch: int, tmp_path: Path) -> None:
    """Whatever way it is written, nothing is unknown in it, and nothing wrong is told."""
    for seed in range(batch * EACH, (batch + 1) * EACH):
        random = Random(seed)
        definition = random_definition(random)
        path = tmp_path / f"script_{seed}.py"
        path.write_text(Writer(random).script(definition), "utf-8")
        script = read_script(path)
        assert script.problems == (), path.read_text("utf-8")
        [job] = script.jobs
        assert (job.definition, job.unknown) == (definition, ()), path.read_text("utf-8")


@pytest.mark.parametrize("mistake", MISTAKES, ids=[each.__name__ for each in MISTAKES])
def test_one_planted_mistake_is_told(mistake: Mistake, tmp_path: Path) -> None:
    """That one, at its place, and nothing else; 20 scripts for each of 15 mistakes."""
    done = 0
    for seed in range(1000):
        random = Random(f"{mistake.__name__} {seed}")
        planted = mistake(random_definition(random), random)
        if planted is None:
            continue
        definition, text, kind, line = planted
        code = Writer(random, text).script(definition, *([line] if line else []))
        path = tmp_path / f"script_{seed}.py"
        path.write_text(code, "utf-8")
        problems = read_script(path).problems
        [(found, at)] = problem_lines(problems, code)
        assert (found, at.strip('"?').startswith(text.strip('"?'))) == (kind, True), (code, at)
        done += 1
        if done == 300 // len(MISTAKES):
            return
    raise AssertionError("too few scripts")
