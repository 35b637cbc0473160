"""Scripts are mended where a literal is what is wrong, and nothing else in them changes."""

from __future__ import annotations

from pathlib import Path
from random import Random

import attrs
import pytest

from cryosparc_spec import FileError, Problem
from cryosparc_spec.files import FixedText
from cryosparc_spec.problems import Position, ProblemKind, TextEdit
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.scripts import fix_script, read_script
from cryosparc_spec.scripts.fixing import fixed_code
from tests.scripts.generated import Writer, random_definition
from tests.scripts.planted import MISTAKES, Mistake
from tests.scripts.written import notebook

BEFORE = """from cryosparc.tools import CryoSPARC

cs = CryoSPARC("http://localhost:39000")  # größer
job = cs.create_external_job("P3", "W1")
"""


def fix(code: str, *, name: str = "a.py", unsafe: bool = False) -> FixedText:
    """Mend code in a file, and hold what is returned to what stands in the file."""
    path = Path(name)
    path.write_bytes(code.encode())
    done = fix_script(path, unsafe=unsafe)
    assert (done.before, done.after) == (code, path.read_bytes().decode())
    return done


pytestmark = pytest.mark.usefixtures("empty_folder")

MENDED = [
    pytest.param(
        'job.add_output("particl", "a", ["blob"])',
        'job.add_output("particle", "a", ["blob"])',
        id="word",
    ),
    pytest.param(
        "'é'; job.add_output('particle', 'p', slots=[ 'blob' , '?ctf' ])  # mine",
        "'é'; job.add_output('particle', 'p', slots=[ 'blob' , 'ctf' ])  # mine",
        id="quotes and columns",
    ),
    pytest.param(
        'x = "é"; job.add_input("exposure", "m", count_min=0, slots=["ctf"])',
        'x = "é"; job.add_input("exposure", "m", min=0, slots=["ctf"])',
        id="argument",
    ),
    pytest.param(
        "job.add_input('particle', 'p', slots=[{'prefix': 'ctf', 'dtype': 'ctf'}])",
        "job.add_input('particle', 'p', slots=[{'name': 'ctf', 'dtype': 'ctf'}])",
        id="key",
    ),
    pytest.param(
        "job.add_input('particle', 'p', slots=[dict(prefix='ctf', dtype='ctf')])",
        "job.add_input('particle', 'p', slots=[dict(name='ctf', dtype='ctf')])",
        id="key of dict()",
    ),
    pytest.param(
        "job.add_input('particle', 'p', slots='blob')",
        "job.add_input('particle', 'p', slots=['blob'])",
        id="list",
    ),
    pytest.param(
        "job.add_input('exposure', 'p', slots=['background_blob'])",
        "job.add_input('exposure', 'p', slots=[{'name': 'background_blob', 'dtype': 'stat_blob'}])",
        id="slot in full",
    ),
    pytest.param(
        "job.add_output('particle', 'p', ['ctf', 'ctf'])",
        "job.add_output('particle', 'p', ['ctf'])",
        id="last item",
    ),
    pytest.param(
        "job.add_output('particle', 'p', ['ctf', 'ctf',\n    'blob'])",
        "job.add_output('particle', 'p', ['ctf', 'blob'])",
        id="item before another",
    ),
    pytest.param(
        "job.add_output('particle', 'p', slots=['blob'])\njob.save_output(r'pp', None)",
        "job.add_output('particle', 'p', slots=['blob'])\njob.save_output('p', None)",
        id="name that is used",
    ),
    pytest.param(
        "job.add_input('mask', 'm', slots=[{'name': 'mask', 'dtype': 'blob', 'optional': True}])",
        "job.add_input('mask', 'm', slots=[{'name': 'mask', 'dtype': 'blob', 'required': False}])",
        id="key and value",
    ),
    pytest.param(
        "job.add_input('mask', 'm', slots=[{'name': 'mask', 'prefix': 'mask', 'dtype': 'blob'}])",
        "job.add_input('mask', 'm', slots=[{'name': 'mask', 'dtype': 'blob'}])",
        id="key left out",
    ),
    pytest.param(
        "job.add_input('mask', 'm', slots=[{'name': '?mask', 'dtype': 'blob'}])",
        "job.add_input('mask', 'm', slots=[{'name': 'mask', 'dtype': 'blob', 'required': False}])",
        id="key added",
    ),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
@pytest.mark.parametrize(("wrong", "right"), MENDED)
def test_what_mends_a_problem_is_written_and_nothing_else(
    wrong: str, right: str, mark: str, end: str
) -> None:
    """All other bytes stay; nothing is left to tell, and a second run changes nothing."""
    code, expected = (f"{mark}{BEFORE}{text}\n".replace("\n", end) for text in (wrong, right))
    done = fix(code)
    assert (done.after, done.left) == (expected, ())
    assert fix(done.after, unsafe=True).fixed == ()


NOT_CERTAIN = [
    pytest.param("job.add_output('particle', 'p', slots=['blop'])", id="guess"),
    pytest.param("S = ['?ctf']\njob.add_output('particle', 'p', slots=S)", id="behind a name"),
    pytest.param(
        "def add(slots):\n    job.add_output('particle', 'p', slots=slots)\nadd(['?ctf'])",
        id="argument of another function",
    ),
    pytest.param(
        "for s in ['blob', '?ctf']:\n    job.add_output('particle', s.strip('?'), slots=[s])",
        id="loop",
    ),
]


@pytest.mark.parametrize("code", NOT_CERTAIN)
def test_what_a_person_decides_is_left(code: str) -> None:
    """Unless it is wanted."""
    code = f"{BEFORE}{code}\n"
    done = fix(code)
    assert (done.after, len(done.left)) == (code, 1)
    assert fix(code, unsafe=True).left == ()


LEFT = [
    pytest.param("job.add_output('parti'\n    'cl', 'p', ['blob'])", id="two lines"),
    pytest.param("job.add_output('particle', 'p', ['ctf', # one\n 'ctf'])", id="comment"),
    pytest.param("job.add_output('particle', 'p', [f'alignments_class_{0}'])", id="f-string"),
    pytest.param(
        "job.add_input('mask', 'm', [{**{'prefix': 'mask'}, 'name': '?mask', 'dtype': 'blob'}])",
        id="dict of dicts",
    ),
    pytest.param(
        "X = 'background_blob'\n"
        "job.add_input('exposure', 'p', [{'name': X, 'dtype': 'background_blob'}])",
        id="name in it",
    ),
    pytest.param("T = ('ctf', 'ctf')\njob.add_output('particle', 'p', slots=T)", id="tuple"),
    pytest.param("x = 1\rjob.add_output('particl', 'p', ['blob'])", id="lone line end"),
]


@pytest.mark.parametrize("code", LEFT)
def test_what_has_no_place_of_its_own_is_told_and_left(code: str) -> None:
    """Also where guesses are wanted."""
    code = f"{BEFORE}{code}\n"
    done = fix(code, unsafe=True)
    assert done.after == code
    assert done.left != ()


def test_other_encodings_are_left() -> None:
    """What is written would not be what the file says that it is."""
    code = f"# coding: latin-1\n{BEFORE}job.add_output('particl', 'p', ['blob'])\n".encode(
        "latin-1"
    )
    Path("a.py").write_bytes(code)
    assert read_script("a.py").problems[0].edits == ()
    with pytest.raises(FileError):
        fix_script("a.py")
    assert Path("a.py").read_bytes() == code
    plain = code.replace(b"\xf6\xdf", b"o")
    Path("a.py").write_bytes(plain)
    assert fix_script("a.py", unsafe=True).after.encode() == plain


def test_notebooks_are_left() -> None:
    """Their problems are told."""
    text = notebook(f"{BEFORE}job.add_output('particl', 'p', ['blob'])")
    assert len(fix(text, name="a.ipynb").left) == 1


def test_a_dry_run_writes_nothing() -> None:
    """The change is returned, and can be shown."""
    path = Path("a.py")
    path.write_text(f"{BEFORE}job.add_output('particl', 'p', slots=['blob'])\n", "utf-8")
    done = fix_script(path, dry_run=True)
    assert done.diff("a.py").endswith(
        "-job.add_output('particl', 'p', slots=['blob'])\n"
        "+job.add_output('particle', 'p', slots=['blob'])\n"
    )
    assert path.read_text("utf-8") == done.before


def test_only_what_is_wanted_is_mended() -> None:
    """The rest is left."""
    path = Path("a.py")
    path.write_text(f"{BEFORE}job.add_output('particl', 'p', slots=['?ctf'])\n", "utf-8")
    done = fix_script(path, wanted=lambda problem: problem.kind is ProblemKind.UNKNOWN_WORD)
    assert done.after == f"{BEFORE}job.add_output('particle', 'p', slots=['?ctf'])\n"
    assert [problem.kind for problem in done.left] == [ProblemKind.OPTIONAL_OUTPUT_SLOT]


def test_a_change_that_makes_another_mistake_is_not_made() -> None:
    """The literal is right for one job, and wrong for the other."""
    code = f"""{BEFORE}other = cs.create_external_job("P3", "W1")
job.add_output("particle", "picked", ["blob"])
other.add_output("particle", "taken", ["blob"])
for each in (job, other):
    each.save_output("taken", None)
"""
    done = fix(code, unsafe=True)
    assert (done.after, len(done.left)) == (code, 1)
    assert [len(problem.edits) for problem in done.left] == [1]


def test_changes_that_do_not_go_together_are_not_made_together() -> None:
    """Each is right by itself; the second is not, after the first."""

    def wrong(column: int) -> Problem:
        edit = TextEdit((1, column), (1, column + 1), "b")
        fix = Fix((attrs.evolve(Fix.of("b").edits[0], in_text=edit),))
        return Problem(("slots", column), "is no b", fix=fix)

    others = [Problem((), "both are b"), Problem((), "twice")]
    found = {"a a": [wrong(1), wrong(3)], "b a": [wrong(3)], "a b": [wrong(1)], "b b": others}
    done = fixed_code("a a", found.__getitem__, unsafe=False, wanted=None)
    assert (done.after, done.left) == ("b a", (wrong(3),))


def _in_line(line: int, *, fixed_at: int | None = None) -> Problem:
    """Make a problem of a line, which the letter b at a column mends where that is given."""
    edit = TextEdit((1, fixed_at), (1, fixed_at + 1), "b") if fixed_at else None
    fix = Fix((attrs.evolve(Fix.of("b").edits[0], in_text=edit),)) if edit else None
    return Problem((), "is no b", fix=fix, position=Position("a.py", line, 1))


@pytest.mark.parametrize(
    ("after", "is_made"),
    [
        pytest.param([], True, id="both are gone"),
        pytest.param([_in_line(2)], True, id="the other one is left"),
        pytest.param([_in_line(1)], True, id="one of the same line is left"),
        pytest.param([_in_line(3)], False, id="there is one in another line"),
    ],
)
def test_a_change_makes_no_mistake_of_the_same_kind_elsewhere(
    after: list[Problem], is_made: bool
) -> None:
    """Not even where it mends more than it makes."""
    found = {"a": [_in_line(1, fixed_at=1), _in_line(2)], "b": after}
    done = fixed_code("a", found.__getitem__, unsafe=False, wanted=None)
    assert done.after == ("b" if is_made else "a")


@pytest.mark.parametrize(
    ("length", "is_made"), [(2 * 2**20, True), (4 * 2**20, True), (4 * 2**20 + 1, False)]
)
def test_what_is_not_tried_is_not_done(length: int, is_made: bool) -> None:
    """So many characters of a script are read again."""
    text = "a" * length
    mended = "b" + text[1:]
    problem = _in_line(1, fixed_at=1)
    done = fixed_code(text, {text: [problem], mended: []}.__getitem__, unsafe=False, wanted=None)
    assert (done.after == mended, done.left == (problem,)) == (is_made, not is_made)


def test_one_mistake_in_many_calls_is_mended_where_they_stand() -> None:
    """All at once, however many there are; of neighbours one after the other."""
    lines = [f"job.add_output('particl', 'p{i}', ['ctf', 'ctf', '?blob'])\n" for i in range(40)]
    done = fix(f"{BEFORE}{''.join(lines)}", unsafe=True)
    assert done.left == ()
    assert done.after.count("particle") == 40


def mend(code: str, path: Path) -> FixedText:
    """Mend code, and hold that to what was wrong before, and to a second run."""
    path.write_text(code, "utf-8")
    before = read_script(path).problems
    done = fix_script(path, unsafe=True)
    after = read_script(path).problems
    assert after == done.left
    assert len(after) == len(before) - len(done.fixed), code
    assert {(p.kind, p.message) for p in after} <= {(p.kind, p.message) for p in before}, code
    again = fix_script(path, unsafe=True)
    assert (again.fixed, again.after) == ((), done.after)
    old, new = code.splitlines(), done.after.splitlines()
    if len(old) == len(new):
        changed = sum(a != b for a, b in zip(old, new, strict=True))
        assert changed == len(done.fixed), code
    return done


MOSTLY_MENDED = {
    *("listed_twice", "no_such_argument", "no_such_datatype", "no_such_key", "optional_output"),
    "old_key",
}


def mend_generated(mistake: Mistake, number: int) -> int:
    """Mend scripts with one mistake, and return how many of the mistakes are gone."""
    mended = done = 0
    for seed in range(20 * number):
        random = Random(f"fix {mistake.__name__} {seed}")
        planted = mistake(random_definition(random), random)
        if planted is None:
            continue
        definition, text, _, line = planted
        code = Writer(random, text).script(definition, *([line] if line else []))
        mended += bool(mend(code, Path(f"script_{seed}.py")).fixed)
        done += 1
        if done == number:
            return mended
    raise AssertionError("too few scripts")


@pytest.mark.parametrize("mistake", MISTAKES, ids=[each.__name__ for each in MISTAKES])
def test_generated_scripts_are_mended(mistake: Mistake) -> None:
    """A mistake goes away or is left as it is; none comes, and no other line changes."""
    mended = mend_generated(mistake, 10)
    assert (mended > 4) >= (mistake.__name__ in MOSTLY_MENDED)


@pytest.mark.thorough
@pytest.mark.parametrize("mistake", MISTAKES, ids=[each.__name__ for each in MISTAKES])
def test_many_generated_scripts_are_mended(mistake: Mistake) -> None:
    """The same for 1,050 scripts in all."""
    mend_generated(mistake, 70)
