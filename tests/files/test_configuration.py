from __future__ import annotations

import json
from pathlib import Path

import pytest

from cryosparc_spec import FileError, StructureError
from cryosparc_spec.files import configurations
from cryosparc_spec.files.catalogues import job_types_in, slot_types_in
from cryosparc_spec.files.configuration import Configuration, read_configuration
from cryosparc_spec.files.configurations import Configurations
from cryosparc_spec.problems import ProblemKind, Severity
from tests.command_line import write

pytestmark = pytest.mark.usefixtures("empty_folder")

WHOLE = """\
exclude = ["old", "J*/export"]
ignore = ["unknown-slot-type"]
slot-types = ["types.json"]
job-types = ["register.json"]
fail-on = "error"
[per-file-ignores]
"drafts/*" = ["no-slots", "missing-key"]
"""


def test_a_configuration_is_read() -> None:
    """Each key as what it is."""
    write(a__types_json="{}", a__register_json="{}")
    Path("a/cryosparc-spec.toml").write_text(WHOLE)
    assert read_configuration("a/cryosparc-spec.toml") == Configuration(
        folder=Path("a"),
        exclude=("old", "J*/export"),
        ignore=(ProblemKind.UNKNOWN_SLOT_TYPE,),
        per_file_ignores={"drafts/*": (ProblemKind.NO_SLOTS, ProblemKind.MISSING_KEY)},
        slot_types=("types.json",),
        job_types=("register.json",),
        fail_on=Severity.ERROR,
    )


def test_it_may_be_a_table_of_pyproject() -> None:
    """One without it has no configuration, whatever else is in it."""
    Path("pyproject.toml").write_text("[tool.ruff]\nline-length = 3\n")
    assert read_configuration("pyproject.toml") is None
    Path("pyproject.toml").write_text("dependencies = ['cryosparc-spec']\n[tool.ruff]\n")
    assert read_configuration("pyproject.toml") is None
    Path("pyproject.toml").write_text("tool = 3 # cryosparc-spec\n")
    assert read_configuration("pyproject.toml") is None
    Path("pyproject.toml").write_text('[tool.cryosparc-spec]\nexclude = ["a"]\n')
    assert read_configuration("pyproject.toml") == Configuration(exclude=("a",))


@pytest.mark.parametrize("text", ["[tool.ruff\n", "tool = \n", "a = cryosparc\n"])
def test_a_pyproject_of_others_may_be_broken(text: str) -> None:
    """Where none of our words is in it, it is none of our business."""
    Path("pyproject.toml").write_text(text)
    assert read_configuration("pyproject.toml") is None
    for word in ("cryosparc-spec", "cryosparc_spec"):
        Path("pyproject.toml").write_text(f"{text}# {word}\n")
        with pytest.raises(FileError, match=r"^pyproject\.toml:1:\d+: not TOML: "):
            read_configuration("pyproject.toml")


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_file_is_a_configuration_without_wishes(text: str) -> None:
    """So is an empty table of a pyproject."""
    Path("cryosparc-spec.toml").write_text(text)
    Path("pyproject.toml").write_text("[tool.cryosparc-spec]\n")
    empty = Configuration(folder=Path())
    assert read_configuration("cryosparc-spec.toml") == empty
    assert read_configuration("pyproject.toml") == empty
    assert (empty.exclude, empty.ignore, empty.slot_types, empty.job_types) == ((), (), (), ())
    assert (empty.per_file_ignores, empty.fail_on) == ({}, None)


def test_what_is_excluded_is_seen_from_the_folder() -> None:
    """A file for a folder that it is in, unless only itself is asked about."""
    wished = Configuration(folder=Path("a"), exclude=("old", "J*/x.cs"))
    assert wished.excludes("a/old")
    assert wished.excludes("a/old/b.cs")
    assert not wished.excludes("a/old/b.cs", itself=True)
    assert wished.excludes("a/J1/x.cs", itself=True)
    assert not wished.excludes("J1/x.cs")
    assert Configuration().excludes("a") is False


def test_what_is_ignored_goes_by_each_pattern() -> None:
    """Of several that a file matches, all count."""
    wished = Configuration(
        folder=Path("a"),
        ignore=(ProblemKind.SYNTAX,),
        per_file_ignores={
            "drafts/*": (ProblemKind.NO_SLOTS, ProblemKind.MISSING_KEY),
            "*.csg": (ProblemKind.NO_SLOTS, ProblemKind.UNKNOWN_KEY),
        },
    )
    both = {ProblemKind.NO_SLOTS, ProblemKind.MISSING_KEY, ProblemKind.UNKNOWN_KEY}
    assert wished.ignored_in("a/drafts/x.csg") == both
    assert wished.ignored_in("a/drafts/x.yaml") == both - {ProblemKind.UNKNOWN_KEY}
    assert wished.ignored_in("a/x.yaml") == frozenset()


MISTAKES = {
    "a key": (
        'exlude = ["a"]',
        'cryosparc-spec.toml:1:1: $.exlude: "exlude" is not a key of the configuration: expected '
        'exclude, ignore, per-file-ignores, slot-types, job-types, fail-on; write "exclude"',
    ),
    "one text": (
        'exclude = "a"',
        'cryosparc-spec.toml:1:11: $.exclude: expected a list of text, got "a"; write ["a"]',
    ),
    "a kind": (
        'ignore = ["no-slots", "no-slot"]',
        'cryosparc-spec.toml:1:23: $.ignore[1]: "no-slot" is not a kind of problem; '
        'write "no-slots"',
    ),
    "a kind of a file": (
        '[per-file-ignores]\n"a*" = ["sintax"]',
        'cryosparc-spec.toml:2:9: $["per-file-ignores"]["a*"][0]: "sintax" is not a kind of '
        'problem; write "syntax"',
    ),
    "no table": (
        "per-file-ignores = 3",
        'cryosparc-spec.toml:1:20: $["per-file-ignores"]: expected a table of patterns and the '
        "kinds that are ignored there, got 3",
    ),
    "a severity": (
        'fail-on = "warnings"',
        'cryosparc-spec.toml:1:11: $["fail-on"]: "warnings" is not a severity: expected one of '
        'error, warning, note; write "warning"',
    ),
    "a file": (
        'slot-types = ["no.json"]',
        'cryosparc-spec.toml:1:15: $["slot-types"][0]: "no.json" is not there: expected a file, '
        "seen from the folder of this one",
    ),
    "the table of another file": (
        '[tool.cryosparc-spec]\nexclude = ["a"]',
        'cryosparc-spec.toml:1:2: $.tool["cryosparc-spec"]: [tool.cryosparc-spec] is a table of '
        "pyproject.toml; write the keys of that table at the top: all of this file is the "
        "configuration",
    ),
    "not TOML": (
        "exclude = [",
        "cryosparc-spec.toml:1:12: not TOML: invalid value",
    ),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_told_as_in_documents(text: str, message: str) -> None:
    """With place, value, what was expected, and what to write."""
    Path("cryosparc-spec.toml").write_text(text)
    with pytest.raises(FileError) as caught:
        read_configuration("cryosparc-spec.toml")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[tool.cryosparc_spec]\nexclude = []\n", id="a table"),
        pytest.param("[tool]\ncryosparc_spec = {}\n", id="a table in the line"),
        pytest.param("[tool.cryosparc_spec]\n[tool.cryosparc-spec]\n", id="beside the right one"),
    ],
)
def test_a_table_under_the_name_that_python_has_is_told(text: str) -> None:
    """It would be passed over in silence; that word elsewhere in the file is no mistake."""
    Path("pyproject.toml").write_text(text)
    with pytest.raises(FileError) as caught:
        read_configuration("pyproject.toml")
    assert str(caught.value).partition(": ")[2] == (
        "$.tool.cryosparc_spec: the table is named cryosparc-spec, as the package is; "
        'write "cryosparc-spec"'
    )
    Path("pyproject.toml").write_text('[tool.ruff]\nsrc = ["cryosparc_spec"]\n')
    assert read_configuration("pyproject.toml") is None


def test_all_mistakes_are_told_at_once_and_in_their_order() -> None:
    """In a table of another file as well."""
    Path("pyproject.toml").write_text(
        '[tool.cryosparc-spec]\nfail-on = 3\nignore = ["a", "syntax", 3]\nexlude = []\n'
    )
    with pytest.raises(FileError) as caught:
        read_configuration("pyproject.toml")
    places = [(p.position and p.position.line, p.kind.value) for p in caught.value.problems]
    assert places == [(2, "wrong-type"), (3, "wrong-type"), (4, "unknown-key")]
    Path("pyproject.toml").write_text("[tool]\ncryosparc-spec = 3\n")
    with pytest.raises(FileError) as caught:
        read_configuration("pyproject.toml")
    assert str(caught.value) == (
        'pyproject.toml:2:18: $.tool["cryosparc-spec"]: expected a table with some of exclude, '
        "ignore, per-file-ignores, slot-types, job-types, fail-on, got 3"
    )


def test_all_mistakes_in_a_list_are_told() -> None:
    """Of kinds, of patterns, and of files that are not there; each is of a kind."""
    Path("cryosparc-spec.toml").write_text(
        'ignore = ["a1", "syntax", "a2"]\nslot-types = ["b1"]\njob-types = ["b2", "b3"]\n'
        '[per-file-ignores]\n"x" = ["a3"]\n"y" = ["a4"]\n'
    )
    with pytest.raises(FileError) as caught:
        read_configuration("cryosparc-spec.toml")
    told = [
        (problem.message.split('"')[1], problem.kind.value) for problem in caught.value.problems
    ]
    words = [(word, "unknown-word") for word in ("a1", "a2", "a3", "a4")]
    files = [(word, "missing-file") for word in ("b1", "b2", "b3")]
    assert told == [*words[:2], *files, *words[2:]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.cryosparc_spec]\n"),
        ("cryosparc-spec.toml", "[tool.cryosparc-spec]\n"),
    ],
)
def test_a_table_in_a_wrong_place_is_an_unknown_key(name: str, text: str) -> None:
    """That can be silenced as such."""
    Path(name).write_text(text)
    with pytest.raises(FileError) as caught:
        read_configuration(name)
    assert [problem.kind for problem in caught.value.problems] == [ProblemKind.UNKNOWN_KEY]


def test_the_nearest_configuration_counts() -> None:
    """Upward from a folder; one of its own counts before that of pyproject."""
    write(a__b__c__x_yaml="", a__d__x_yaml="")
    Path("a/pyproject.toml").write_text('[tool.cryosparc-spec]\nexclude = ["a"]\n')
    Path("a/b/pyproject.toml").write_text("[tool.ruff]\n")
    Path("a/d/pyproject.toml").write_text('[tool.cryosparc-spec]\nexclude = ["p"]\n')
    Path("a/d/cryosparc-spec.toml").write_text('exclude = ["d"]\n')
    known = Configurations()
    found = {folder: known.of_folder(folder) for folder in (".", "a", "a/b/c", "a/d", "a/b")}
    excluded = {folder: each.exclude if each else None for folder, each in found.items()}
    assert excluded == {".": None, "a": ("a",), "a/b/c": ("a",), "a/b": ("a",), "a/d": ("d",)}
    Path("a/d/cryosparc-spec.toml").unlink()
    assert known.of_folder("a/d") is found["a/d"]


def test_files_outside_of_the_working_directory_are_named_in_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A message has to lead to them."""
    write(a__x_yaml="")
    Path("cryosparc-spec.toml").write_text("fail-on = 3")
    above = Path.cwd()
    monkeypatch.chdir("a")
    with pytest.raises(FileError) as caught:
        Configurations().of_folder(".")
    assert str(caught.value).startswith(f"{above}/cryosparc-spec.toml:1:11: ")


def test_a_folder_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is one above it, whichever folder below was asked about."""
    write(a__b__x_yaml="", a__c__x_yaml="")
    Path("a/cryosparc-spec.toml").write_text("")
    looked: list[str] = []
    find = configurations._configuration_in

    def noted(folder: str) -> Configuration | None:
        looked.append(Path(folder).name)
        return find(folder)

    monkeypatch.setattr(configurations, "_configuration_in", noted)
    known = Configurations()
    found = [known.of_folder(folder) for folder in ("a/b", "a", "a/c", "a/b", "a/c")]
    assert found[0]
    assert all(each is found[0] for each in found)
    assert looked == ["b", "a", "c"]
    looked.clear()
    assert known.of_folder("/") is known.of_folder("/") is None
    assert looked == [""]


@pytest.mark.parametrize(
    ("wishes", "has"),
    [
        ("", (False, False)),
        ("exclude = ['a']\n", (False, False)),
        ("slot-types = ['types.json']\n", (True, False)),
        ("job-types = ['register.json']\n", (False, True)),
    ],
)
def test_catalogues_are_only_those_that_are_wished(wishes: str, has: tuple[bool, bool]) -> None:
    """Seen from the folder of the configuration."""
    write(a__types_json='{"slot_types": []}', a__register_json='{"specs": []}', a__b__x_yaml="")
    Path("a/cryosparc-spec.toml").write_text(wishes)
    found = Configurations().catalogues_of("a/b")
    assert tuple(each is not None for each in found) == has


def test_catalogues_of_several_files_are_put_together() -> None:
    """What a later one says counts, and nothing is warned of meanwhile."""
    scores = {"datatype": "particle", "slot_type": "scores", "names": ["mine"]}
    other = {"datatype": "particle", "slot_type": "other", "names": ["cft"]}
    write(a_json=json.dumps({"slot_types": [scores]}), b_json=json.dumps({"slot_types": [other]}))
    register = {"specs": [{"type": "x", "category": "import"}]}
    slots = {"a": {"type": "mask", "slots": ["cft"]}}
    types = {"specs": [{"type": "y", "category": "import", "inputs": slots}]}
    write(c_json=json.dumps(register), d_json=json.dumps(types))
    slot_types = slot_types_in(["a.json", "b.json"])
    assert slot_types is not None
    assert all(("particle", name) in slot_types for name in ("scores", "other", "blob"))
    job_types = job_types_in(["c.json", "d.json"])
    assert job_types is not None
    assert all(name in job_types for name in ("x", "y"))
    assert "x" not in (job_types_in(["d.json"]) or ())
    assert (slot_types_in([]), job_types_in([])) == (None, None)
    write(e_json='{"job_types": [{"type": "z", "basis": "register"}]}')
    assert "z" in (job_types_in(["e.json"]) or ())


def test_catalogues_are_read_once() -> None:
    """Of slot types and of job types, put together with those of the package."""
    types = '{"slot_types": [{"datatype": "particle", "slot_type": "scores", "names": ["scores"]}]}'
    write(types_json=types, register_json='{"specs": [{"type": "mine", "category": "import"}]}')
    Path("cryosparc-spec.toml").write_text(
        'slot-types = ["types.json"]\njob-types = ["register.json"]\n'
    )
    write(a__x_yaml="")
    known = Configurations()
    slot_types, job_types = known.catalogues_of("a")
    assert slot_types is not None
    assert job_types is not None
    assert ("particle", "scores") in slot_types
    assert ("particle", "blob") in slot_types
    assert "mine" in job_types
    assert known.catalogues_of(".") == (slot_types, job_types)
    assert known.catalogues_of(".")[0] is slot_types


def test_slot_types_of_another_kind_are_refused() -> None:
    """With the command that writes some; what is wrong in some is told as ever."""
    write(jobs_yaml="outputs: {a: {type: particle, slots: [blob]}}")
    write(types_json='{"slot_types": [{"datatype": "particl", "slot_type": "a"}]}')
    Path("cryosparc-spec.toml").write_text('slot-types = ["jobs.yaml"]\n')
    with pytest.raises(StructureError) as caught:
        Configurations().catalogues_of(".")
    assert str(caught.value) == (
        "jobs.yaml:1:1: expected a catalogue of slot types, and this is a job definition: it has "
        "outputs; `cryosparc-spec learn` writes one"
    )
    Path("cryosparc-spec.toml").write_text('slot-types = ["types.json"]\n')
    with pytest.raises(StructureError, match='is not a known datatype; write "particle"'):
        Configurations().catalogues_of(".")


def test_a_register_that_cannot_be_used_is_told_with_its_file() -> None:
    """What is wrong in it has no line: it is read as a whole."""
    inputs = '{"a": {"type": "mask", "slots": ["a b"]}}'
    write(bad_json=f'{{"specs": [{{"type": "a", "category": "import", "inputs": {inputs}}}]}}')
    Path("cryosparc-spec.toml").write_text('job-types = ["bad.json"]\n')
    with pytest.raises(FileError, match=r'^bad\.json: .*"a b" cannot be a name'):
        Configurations().catalogues_of(".")


def test_a_catalogue_of_another_kind_is_refused() -> None:
    """At its own file."""
    write(jobs_yaml="outputs: {a: {type: particle, slots: [blob]}}")
    Path("cryosparc-spec.toml").write_text('job-types = ["jobs.yaml"]\n')
    with pytest.raises(FileError) as caught:
        Configurations().catalogues_of(".")
    assert str(caught.value) == (
        "jobs.yaml: this is a job definition: expected a job register, or job types"
    )
    assert [problem.kind for problem in caught.value.problems] == [ProblemKind.WRONG_TYPE]
