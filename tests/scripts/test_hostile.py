"""Files that are not what their names say, or are made to do harm: a clear line each."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from cryosparc_spec.scripts.script import NO_CALLS, examine_script, read_script
from cryosparc_spec.scripts.source import LARGEST_CODE
from tests.scripts.written import cases, notebook

MENTION = b"# cryosparc\n"
NOT_PYTHON = "this is not Python of the version in use: it was not looked through"
NOT_TEXT = "the code is not text in the encoding that it names, or UTF-8 where it names none"
HOSTILE = {
    "deep parentheses": (MENTION + b"(" * 5000 + b")" * 5000, NOT_PYTHON),
    "deep lists": (MENTION + b"x = " + b"[" * 500 + b"]" * 500, NOT_PYTHON),
    "syntax of no version": (MENTION + b"x = y |> f\nexcept: match\n", NOT_PYTHON),
    "Python 2": (MENTION + b"print 'x'\n", NOT_PYTHON),
    "mixed indentation": (MENTION + b"if 1:\n\tx\n        y\n", NOT_PYTHON),
    "NUL": (MENTION + b"x = '\0'\n", "the code has a NUL byte in it, which Python refuses"),
    "not UTF-8": (MENTION + b"x = '\xff'\n", NOT_TEXT),
    "unknown encoding": (b"# coding: klingon\n" + MENTION, NOT_TEXT),
    "too large": (
        MENTION + b"#" * LARGEST_CODE,
        f"the code is too large: expected at most {LARGEST_CODE} bytes",
    ),
    "only a sign": (MENTION + b"\\", NOT_PYTHON),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_one_clear_line(name: str, tmp_path: Path) -> None:
    """What cannot be looked through is told once, with nothing else."""
    content, message = HOSTILE[name]
    path = tmp_path / "script.py"
    path.write_bytes(content)
    [problem] = examine_script(path).problems
    assert problem.message == message


@pytest.mark.parametrize("name", HOSTILE)
def test_files_that_do_not_name_the_client_are_passed_over(name: str, tmp_path: Path) -> None:
    """What is in them does not matter, and is not looked at."""
    path = tmp_path / "script.py"
    path.write_bytes(HOSTILE[name][0].replace(MENTION, b""))
    examined = examine_script(path)
    assert (examined.problems, examined.remark) == ((), NO_CALLS)
    assert examine_script(path, skip_foreign=True).is_foreign


CALL = 'job.add_output("particle", "out", slots=["blob", "bloob"])  # cryosparc\n'
SOUND = {
    "latin-1": ("# coding: latin-1\n# \xe4\n" + CALL).encode("latin-1"),
    "byte order mark": b"\xef\xbb\xbf" + CALL.encode(),
    "CRLF": ("x = 1\r\n" + CALL.replace("\n", "\r\n")).encode(),
    "CR": ("x = 1\r" + CALL.replace("\n", "\r")).encode(),
    "form feed": ("x = 1\n\f\n" + CALL).encode(),
    "line separator in text": ('x = "\u2028"\n' + CALL).encode(),
    "no line end": CALL.strip().encode(),
    "long sum": ("x = " + " + ".join(["'a'"] * 900) + "\n" + CALL).encode(),
    "many names": ("\n".join(f"x{i} = x{i - 1}" for i in range(3000)) + "\n" + CALL).encode(),
    "huge numbers": ("x = 9 ** 99999999\ny = 'a' * 10 ** 10\n" + CALL).encode(),
    "wide formats": ("x = '%999999999d' % 1\ny = f'{1:999999999}'\n" + CALL).encode(),
    "wide format calls": (
        "x = '{:999999999}'.format(1)\ny = '{:{}}'.format(1, 999999999)\n" + CALL
    ).encode(),
    "endless loop": ("while True:\n    x = [x, x]\n" + CALL).encode(),
    "loops in loops": (
        "for a in range(99):\n for b in range(99):\n  for c in range(99):\n   x = a\n" + CALL
    ).encode(),
    "doubling": (
        "x = ['a']\n" + "x = x + x\n" * 60 + "y = 'a'\n" + "y = y + y\n" * 60 + CALL
    ).encode(),
    "doubling choices": (
        "x = 'a' if q else 'b'\n" + "x = x + ('a' if q else 'b')\n" * 60 + CALL
    ).encode(),
    "a list in itself": ("x = []\nx.append(x)\njob.add_input('mask', slots=x)\n" + CALL).encode(),
    "classes of each other": (
        "class A(B): pass\nclass B(A): pass\nclass A(B): pass\nA().f()\n" + CALL
    ).encode(),
    "recursion": (
        "def f(n):\n    return f(n) + g(n)\ndef g(n):\n    return f(n)\nf(1)\n" + CALL
    ).encode(),
    "calls that double": (
        "def f0(): pass\n"
        + "".join(f"def f{i}():\n    f{i - 1}(); f{i - 1}()\n" for i in range(1, 40))
        + "f39()\n"
        + CALL
    ).encode(),
    "odd keys": ("x = {1: 2, None: 3, b'a': 4, **y, (1, 2): 5}\n" + CALL).encode(),
    "odd assignments": (
        "a = b = (c, *d) = e.f = g[0] = h[:] = 1, 2, 3\n(a, b), c = 1\n" + CALL
    ).encode(),
}


@pytest.mark.parametrize("name", SOUND)
def test_the_call_is_found_all_the_same(name: str, tmp_path: Path) -> None:
    """Neither encodings nor what stands around it hide a call, and its place is right."""
    path = tmp_path / "script.py"
    path.write_bytes(SOUND[name])
    problem = read_script(path).problems[-1]
    assert problem.message == '"bloob" is not a slot type that the catalogue knows'
    assert problem.position is not None
    assert problem.position.column == CALL.index('"bloob"') + 1


CODE = [case["code"] for case in cases("plain.yaml", "values.yaml", "flow.yaml", "classes.yaml")]


@pytest.mark.parametrize("seed", range(20))
def test_broken_scripts_never_raise(seed: int, tmp_path: Path) -> None:
    """Scripts with lines and words left out, doubled and swapped are read, or are not Python."""
    random = Random(seed)
    for number in range(40):
        words = random.choice(CODE).split(" ")
        for _ in range(random.randint(1, 6)):
            at, other = random.randrange(len(words)), random.randrange(len(words))
            match random.randrange(4):
                case 0:
                    words[at], words[other] = words[other], words[at]
                case 1:
                    words.insert(at, words[other])
                case 2 if len(words) > 1:
                    del words[at]
                case _:
                    words[at] = words[at].replace('"', random.choice(["", "x", "f'"]), 1)
        path = tmp_path / f"script_{number}.py"
        path.write_text(" ".join(words), "utf-8")
        read_script(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", NO_CALLS),
        ('{"cells": {"cryosparc": 1}}', NO_CALLS),
        ('{"cells": [1, {"cell_type": "code", "source": [1, "cryosparc"]}]}', NO_CALLS),
        ('{"cells": [{"cell_type": "code", "source": ["cryosparc", ""]}]}', NO_CALLS),
        ('{"cryosparc": ', "not JSON"),
    ],
)
def test_notebooks_that_are_none(text: str, expected: str, tmp_path: Path) -> None:
    """Nothing fails, whatever is in the file."""
    path = tmp_path / "a.ipynb"
    path.write_text(text, "utf-8")
    examined = examine_script(path)
    messages = [problem.message for problem in examined.problems]
    assert expected in (examined.remark or messages[0])


def test_a_cell_that_is_too_large_is_passed_over(tmp_path: Path) -> None:
    """The others are read."""
    path = tmp_path / "a.ipynb"
    path.write_text(notebook("#" * (LARGEST_CODE + 1), CALL), "utf-8")
    [problem] = read_script(path).problems
    assert problem.message.startswith("cell 2: ")


def test_pictures_in_a_notebook_are_not_looked_at(tmp_path: Path) -> None:
    """A notebook is as large as what its cells show, which is no code."""
    path = tmp_path / "a.ipynb"
    document = json.loads(notebook(CALL))
    document["cells"][0]["outputs"] = [{"data": {"image/png": "A" * 2 * LARGEST_CODE}}]
    path.write_text(json.dumps(document), "utf-8")
    assert len(read_script(path).problems) == 1


def test_lists_of_the_same_lists_are_looked_at_in_part(tmp_path: Path) -> None:
    """Nine levels of ten would be a thousand million values."""
    lines = ["from cryosparc.tools import CryoSPARC", "x0 = ['ctf']"]
    lines += [f"x{n + 1} = [{', '.join([f'x{n}'] * 10)}]" for n in range(9)]
    lines += ["job = CryoSPARC().create_external_job('P1', 'W1')"]
    lines += ["job.add_input('exposure', 'm', slots=x9)"]
    file = tmp_path / "script.py"
    file.write_text("\n".join(lines), "utf-8")
    assert {problem.message[-10:] for problem in examine_script(file).problems} == {"got a list"}


def test_dicts_within_dicts_are_looked_at_so_far(tmp_path: Path) -> None:
    """Nothing of CryoSPARC is so deep."""
    slot = '{"name": ' * 20 + '"ctf"' + "}" * 20
    file = tmp_path / "script.py"
    file.write_text(
        "from cryosparc.tools import CryoSPARC\n"
        "job = CryoSPARC().create_external_job('P1', 'W1')\n"
        f"job.add_input('exposure', 'm', slots=[{slot}, '?cft'])\n",
        "utf-8",
    )
    assert any("cft" in problem.message for problem in examine_script(file).problems)
