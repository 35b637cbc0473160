"""Tests of jobs that get inputs and outputs in ways that cannot be followed, or only in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryosparc_spec.scripts import read_script

HEAD = """\
import sys
from cryosparc.tools import CryoSPARC

cs = CryoSPARC()
job = cs.create_external_job("P1", "W1", "t")
"""
SAVES = '\njob.save_output("x3", None)\n'
TELLS = '"x3" is not an output that the script adds to the job'


def told(code: str, folder: Path) -> list[str]:
    """Return what is told of a script that makes a job, and saves an output at its end."""
    script = folder / "a.py"
    script.write_text(HEAD + code + SAVES)
    compile(script.read_text(), "a.py", "exec")
    return [problem.message.partition(": ")[0] for problem in read_script(script).problems]


ADDS = 'add_output("particle", "x3", slots=["blob"])'


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f'getattr(job, "{ADDS[:10]}"){ADDS[10:]}', id="getattr"),
        pytest.param(f'getattr(job, "add_" + sys.argv[1]){ADDS[10:]}', id="getattr, not known"),
        pytest.param(
            "from functools import partial\nadd = partial(job.add_output)\nadd()", id="partial"
        ),
        pytest.param('list(map(job.add_output, ["particle"], ["x3"]))', id="map of a method"),
        pytest.param('pool.submit(job.add_output, "particle", "x3")', id="method handed on"),
        pytest.param(f'box = Box()\nsetattr(box, "job", job)\nbox.job.{ADDS}', id="setattr"),
        pytest.param(f'globals()["job"].{ADDS}', id="globals"),
        pytest.param('exec("job.add_output(1)")', id="exec"),
        pytest.param(f"[job][int(sys.argv[1])].{ADDS}", id="index not known"),
        pytest.param(f"next(iter([job])).{ADDS}", id="next"),
        pytest.param(f'cs.find_external_job("P1", str(job.uid)).{ADDS}', id="uid as text"),
        pytest.param(f'cs.find_external_job("P1", f"{{job.uid}}").{ADDS}', id="uid in text"),
        pytest.param(
            f'open("u", "w").write(job.uid)\ncs.find_external_job("P1", input()).{ADDS}',
            id="uid kept elsewhere",
        ),
        pytest.param(
            "def add(n):\n"
            '    job.add_output("particle", f"x{n}", slots=["blob"])\n'
            "    if n < 3:\n"
            "        add(n + 1)\n"
            "add(0)",
            id="recursion",
        ),
        pytest.param(
            "i = 0\n"
            "for row in rows():\n"
            "    i += 1\n"
            '    job.add_output("particle", f"x{i}", slots=["blob"])',
            id="counted in a loop",
        ),
        pytest.param(
            "i = 0\n"
            "while more():\n"
            '    name = "x%d" % i\n'
            "    i = i + 1\n"
            '    job.add_output("particle", name, slots=["blob"])',
            id="counted in a loop under a condition",
        ),
        pytest.param(
            "i = 0\n"
            "while True:\n"
            '    job.add_output("particle", f"x{i}", slots=["blob"])\n'
            "    i += 1\n"
            "    if i > input():\n"
            "        break",
            id="counted in an endless loop",
        ),
        pytest.param(
            "i = 0\n"
            "while i < 4:\n"
            '    job.add_output("particle", f"x{i}", slots=["blob"])\n'
            "    i += 1",
            id="counted to an end",
        ),
        pytest.param(
            "i = 0\n"
            "while i < 400:\n"
            '    job.add_output("particle", f"y{i}", slots=["blob"])\n'
            "    i += 1",
            id="counted for long",
        ),
        pytest.param(
            "class Counter:\n"
            "    def __init__(self):\n"
            "        self.count = 0\n"
            "    def go(self):\n"
            "        for row in rows():\n"
            "            self.count += 1\n"
            '            job.add_output("particle", f"x{self.count}", slots=["blob"])\n'
            "Counter().go()",
            id="counted in an attribute",
        ),
        pytest.param(
            "names = []\n"
            "for row in rows():\n"
            '    job.add_output("particle", f"x{len(names)}", slots=["blob"])\n'
            "    names.append(row)",
            id="counted by a list",
        ),
        pytest.param(
            'state = {"n": 0}\n'
            "while more():\n"
            '    job.add_output("particle", "x" + str(state["n"]), slots=["blob"])\n'
            '    state["n"] += 1',
            id="counted in a dict",
        ),
        pytest.param(
            "n = 0\n"
            "def add():\n"
            "    global n\n"
            "    n += 1\n"
            '    job.connect(f"x{n}", "J1", "particles", slots=["blob"])\n'
            '    job.add_output("particle", f"x{n}", slots=["blob"])\n'
            "for row in rows():\n"
            "    add()",
            id="counted in a function",
        ),
        pytest.param(
            "def add(name):\n"
            '    job.add_output("particle", name, slots=["blob"])\n'
            'add("a")\n'
            "on_event(add)",
            id="function handed on",
        ),
        pytest.param(
            'def main(name="a"):\n'
            '    job.add_output("particle", name, slots=["blob"])\n'
            "main(*sys.argv[1:])",
            id="arguments not known",
        ),
        pytest.param(
            'todo = ["x3", "x4"]\n'
            "while todo:\n"
            '    job.add_output("particle", todo.pop(), slots=["blob"])',
            id="taken from a list",
        ),
        pytest.param(
            'names = {"a": "x1", "b": "x2", "c": "c", "d": "d", "e": "e", "f": "f", "g": "g", '
            '"h": "h", "i": "x3"}\n'
            'job.add_output("particle", names[sys.argv[1]], slots=["blob"])',
            id="one of many",
        ),
        pytest.param(
            "for i in range(150):\n"
            "    for j in range(150):\n"
            "        k = str(i) + str(j)\n"
            f"job.{ADDS}",
            id="too much to follow",
        ),
    ],
)
def test_nothing_is_told_of_a_job_that_may_have_more(code: str, tmp_path: Path) -> None:
    """What is saved may have been added in a way that was not followed."""
    assert told(code, tmp_path) == []


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("print(job, job.uid)", id="print"),
        pytest.param('log = str(job.uid) + f"{job.uid}"', id="uid as text"),
        pytest.param('folder = getattr(job, "dir")', id="attribute"),
        pytest.param('notify(job.title, job.log("a"))', id="title handed on"),
        pytest.param('other = cs.find_external_job("P1", "J7")', id="another job"),
        pytest.param("def walk(n):\n    walk(n - 1)\nwalk(3)", id="recursion for another end"),
        pytest.param("i = 0\nwhile i < 2:\n    i += 1\n    break", id="loop that is left"),
        pytest.param("for row in rows():\n    i = 1", id="loop that adds nothing"),
        pytest.param(
            "on_event(print)\ndef log(text):\n    print(text)\non_event(log)", id="functions"
        ),
        pytest.param(
            'for row in rows():\n    job.add_output("particle", "a", slots=["blob"])\n'
            '    job.add_input("particle", slots=["blob"])\n    job.log(f"{row}")',
            id="the same name in each round",
        ),
        pytest.param(
            'for name in ["a", "b"]:\n    job.add_output("particle", f"x_{name}", slots=["blob"])',
            id="a loop that is known",
        ),
        pytest.param(
            'todo = ["a", "b"]\nwhile todo:\n'
            '    job.add_output("particle", todo.pop(), slots=["blob"])',
            id="others from a list",
        ),
        pytest.param(
            'i = 0\nwhile i < 2:\n    job.add_output("particle", f"x{i}", slots=["blob"])\n'
            "    i += 1\nelse:\n    print(i)",
            id="counted to an end",
        ),
        pytest.param(
            "def go():\n    while 1 < 2:\n        return\ngo()", id="loop that a function ends in"
        ),
    ],
)
def test_a_job_of_which_all_is_known_is_told(code: str, tmp_path: Path) -> None:
    """Looking at a job, and what a loop does otherwise, add nothing to it."""
    assert told(code, tmp_path) == [TELLS]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [('"a"', True), ('sys.argv[1] if len(sys.argv) > 1 else "a"', False), ("sys.argv[1]", False)],
)
def test_what_is_passed_through_may_be_an_input_whose_name_is_not_known(
    name: str, wrong: bool, tmp_path: Path
) -> None:
    """Only where the names of all inputs are known is another one no input."""
    script = tmp_path / "a.py"
    script.write_text(
        f'{HEAD}job.add_input("particle", {name}, slots=["blob"])\n'
        'job.add_output("particle", "b", slots=["blob"], passthrough="e")\n'
    )
    kinds = [problem.kind.value for problem in read_script(script).problems]
    assert kinds == ["passthrough"] * wrong
