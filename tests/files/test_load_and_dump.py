from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from stat import S_IMODE
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given

from cryosparc_spec import (
    DTypeSpec,
    FileError,
    InputSpec,
    JobDefinition,
    OutputSpec,
    Slot,
    SpecError,
    StructureError,
    UnknownSlotTypeWarning,
    check_file,
    dump,
    dumps,
    known_slot_types,
    load,
    loads,
    structure,
)
from cryosparc_spec.catalogue import SlotType
from cryosparc_spec.files import load_and_dump, text, writing
from cryosparc_spec.files.load_and_dump import text_for
from cryosparc_spec.files.suffixes import SUFFIXES
from cryosparc_spec.files.writing import write_text
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.testing.definitions import job_definitions
from tests.files.syntax.plain_data import plain_data
from tests.strategies import public_values

PICKER = JobDefinition(
    title="Custom picker",
    inputs={"micrographs": InputSpec(type="exposure", slots=["micrograph_blob", "?ctf"])},
    outputs={"picked": OutputSpec(type="particle", slots=["location"])},
    params={"threshold": 0.5, "limits": [1, 2]},
)


@given(job_definitions(values=plain_data(nan=False)))
def test_a_dumped_definition_loads_as_it_was(definition: JobDefinition) -> None:
    """Everything survives JSON and YAML, the order of inputs and outputs included."""
    with TemporaryDirectory() as folder:
        for suffix in (".json", ".yaml", ".yml"):
            dump(definition, f"{folder}/job{suffix}")
            loaded = load(f"{folder}/job{suffix}", JobDefinition)
            assert loaded == definition
            assert list(loaded.inputs) == list(definition.inputs)
            assert list(loaded.outputs) == list(definition.outputs)
            assert list(loaded.params) == list(definition.params)


@given(job_definitions(values=plain_data(nulls=False, nan=False)))
def test_a_dumped_definition_without_nulls_loads_from_toml_as_it_was(
    definition: JobDefinition,
) -> None:
    """Everything but null survives TOML, the order of inputs and outputs included."""
    with TemporaryDirectory() as folder:
        dump(definition, f"{folder}/job.toml")
        loaded = load(f"{folder}/job.toml", JobDefinition)
        assert loaded == definition
        assert list(loaded.inputs) == list(definition.inputs)
        assert list(loaded.outputs) == list(definition.outputs)


@given(public_values())
def test_what_dumps_writes_loads_reads(value: Any) -> None:
    """Text of one object, in one line or in many, is that object again."""
    assert loads(dumps(value), type(value)) == value


def test_dumps_writes_json_without_a_line_end() -> None:
    """It is text to print or to put into other text."""
    assert dumps(DTypeSpec("<u4", (3,))) == '"3u4"'


@pytest.mark.parametrize(
    "suffix", [".json", ".yaml", ".yml", ".toml", ".JSON", ".Yaml", ".Yml", ".tOML"]
)
def test_the_format_goes_by_the_suffix_in_any_case(suffix: str, tmp_path: Path) -> None:
    """Paths may be text or path objects."""
    path = tmp_path / f"job.v1{suffix}"
    dump(PICKER, str(path))
    first = path.read_text("utf-8")
    assert first.startswith({"j": "{", "y": "title:", "t": "title ="}[suffix[1].lower()])
    assert load(path) == PICKER
    assert check_file(str(path)) == ()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("job.yamll", '".yamll" is not', id="misspelt"),
        pytest.param("job.yaml.bak", '".bak" is not', id="other"),
        pytest.param("job.jsn", '".jsn" is not', id="near json"),
    ],
)
@pytest.mark.parametrize("act", [load, lambda path: dump(PICKER, path)], ids=["reading", "writing"])
def test_other_suffixes_are_refused(
    name: str, message: str, act: Callable[[Path], object], tmp_path: Path
) -> None:
    """Those that are read are named, of which none is meant, and nothing is written."""
    path = tmp_path / name
    with pytest.raises(FileError) as caught:
        act(path)
    found, _, hint = message.partition("; ")
    expected = f"{found} a suffix that is read: expected one of {', '.join(SUFFIXES)}"
    assert str(caught.value) == f"{path}: {expected}{'; ' + hint if hint else ''}"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("act", [load, lambda path: dump(PICKER, path)], ids=["reading", "writing"])
@pytest.mark.parametrize("name", ["job", ".json"])
def test_a_name_without_a_suffix_is_refused(
    name: str, act: Callable[[Path], object], tmp_path: Path
) -> None:
    """What begins with a point has none either."""
    with pytest.raises(FileError) as caught:
        act(tmp_path / name)
    expected = f"the name has no suffix: expected one of {', '.join(SUFFIXES)}"
    assert str(caught.value) == f"{tmp_path / name}: {expected}"


@pytest.mark.parametrize("name", ["picker.py", "picker.PYI", "picker.ipynb"])
def test_code_is_read_by_another_function(name: str, tmp_path: Path) -> None:
    """Which is named; a file of that name cannot be written."""
    with pytest.raises(FileError) as caught:
        load(tmp_path / name)
    assert str(caught.value).removeprefix(f"{tmp_path / name}: ") == (
        "code is not a document; cryosparc_spec.scripts.read_script reads what it declares"
    )
    with pytest.raises(FileError, match="is not a suffix that is read"):
        dump(PICKER, tmp_path / name)


def file_with(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


MISTAKES = {
    "job.yaml": "inputs:\n  a:\n    type: particl\n    type: particle\n    slot: [blob]\n",
    "job.json": '{"inputs": {"a": {\n"type": "particle",\n"slot": [],\n"type": "particl"}}}',
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(
            "job.yaml",
            [
                ':3:11: $.inputs.a.type: "particl" is not a known datatype',
                ':4:5: $.inputs.a.type: the key "type" stands here twice; keep one of them',
                ':5:5: $.inputs.a.slot: "slot" is not a key of an input',
            ],
            id="yaml",
        ),
        pytest.param(
            "job.json",
            [
                ':3:1: $.inputs.a.slot: "slot" is not a key of an input',
                ':4:1: $.inputs.a.type: the key "type" stands here twice; keep one of them',
                ':4:9: $.inputs.a.type: "particl" is not a known datatype',
            ],
            id="json",
        ),
    ],
)
def test_load_tells_repeated_keys_and_wrong_structure_at_once(
    name: str, expected: list[str], tmp_path: Path
) -> None:
    """One error holds all problems, in the order of the file, and `check_file` has the same."""
    path = file_with(tmp_path, name, MISTAKES[name])
    with pytest.raises(StructureError) as caught:
        load(path)
    told = [str(problem) for problem in caught.value.problems]
    cut = [text.partition(": expected")[0].partition("; write")[0] for text in told]
    assert cut == [f"{path}{e}" for e in expected]
    assert [str(problem) for problem in check_file(path)] == told


def test_keys_given_twice_alone_are_an_error_of_the_file(tmp_path: Path) -> None:
    """Even where the rest is sound, no value wins silently."""
    path = file_with(tmp_path, "job.yaml", "title: a\ntitle: b\n")
    with pytest.raises(FileError) as caught:
        load(path)
    assert str(caught.value) == (
        f'{path}:2:1: $.title: the key "title" stands here twice; keep one of them'
    )


def test_loads_tells_repeated_keys_and_wrong_structure_at_once() -> None:
    """Text without a file has lines and columns for what the parser finds."""
    with pytest.raises(StructureError) as caught:
        loads('{"name": "ctf",\n"name": "ctf", "dtype": 3}', Slot)
    assert str(caught.value) == (
        "2 problems:\n"
        '  2:1: $.name: the key "name" stands here twice; keep one of them\n'
        "  $.dtype: expected text, got 3"
    )
    with pytest.raises(FileError) as caught_alone:
        loads('{"name": "ctf", "name": "ctf", "dtype": "ctf"}', Slot)
    assert [problem.kind for problem in caught_alone.value.problems] == [ProblemKind.DUPLICATE_KEY]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param(
            *("a.json", "{"),
            ":1:2: not JSON: expecting property name enclosed in double quotes",
            id="not json",
        ),
        pytest.param(
            *("a.yaml", "a: 'b"),
            ":1:6: not YAML: found unexpected end of stream while scanning a quoted scalar",
            id="not yaml",
        ),
        pytest.param(
            *("a.toml", "a"),
            ":1:2: not TOML: expected '=' after a key in a key/value pair",
            id="not toml",
        ),
        pytest.param(
            *("a.yaml", b"\x93NUMPY\x01\x00v\x00"),
            ": the file is a dataset: expected a document; give it a name that ends in .cs",
            id="a dataset",
        ),
        pytest.param(
            "a.yaml",
            b"a: 1\nb: x\xff",
            ":2:5: the file is not UTF-8 text: byte 0xff cannot be read",
            id="not UTF-8",
        ),
        pytest.param(
            "a.json",
            b"\xef\xbb\xbf\xe9",
            ":1:1: the file is not UTF-8 text: byte 0xe9 cannot be read",
            id="not UTF-8 after a byte order mark",
        ),
        pytest.param(
            "a.toml",
            "a = 'x'".encode("utf-16"),
            ":1:1: the file is not UTF-8 text: byte 0xff cannot be read",
            id="UTF-16",
        ),
        pytest.param("a.json", "[" * 300 + "]" * 300, ": nested more than 200 deep", id="too deep"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_with_its_place(
    name: str, content: str | bytes, message: str, tmp_path: Path
) -> None:
    """`load` raises it, and `check_file` returns it."""
    path = file_with(tmp_path, name, content)
    with pytest.raises(FileError) as caught:
        load(path)
    assert str(caught.value) == f"{path}{message}"
    assert {problem.kind for problem in caught.value.problems} <= {
        ProblemKind.SYNTAX,
        ProblemKind.UNREADABLE,
    }
    assert check_file(path) == caught.value.problems


def test_a_byte_order_mark_and_windows_line_ends_change_no_position(tmp_path: Path) -> None:
    """A file saved on Windows has the same problems in the same places."""
    for name, content in MISTAKES.items():
        expected = check_file(file_with(tmp_path, name, content))
        windows = b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode()
        assert check_file(file_with(tmp_path, name, windows)) == expected


@pytest.mark.parametrize("size", [10, 11])
def test_a_file_may_be_so_large_and_no_larger(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte."""
    monkeypatch.setattr(text, "LARGEST_FILE", 10)
    path = file_with(tmp_path, "a.yaml", " " * size)
    told = [str(problem) for problem in check_file(path)]
    too_large = f"{path}: the file is too large: expected at most 10 bytes"
    assert (told == [too_large]) == (size == 11)


def test_a_file_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than is allowed."""
    monkeypatch.setattr(text, "LARGEST_FILE", 1000)
    path = file_with(tmp_path, "large.json", " " * 1001)
    with pytest.raises(FileError, match="the file is too large: expected at most 1000 bytes"):
        load(path)


@pytest.mark.parametrize("act", [load, check_file, load_and_dump.read])
def test_a_file_that_cannot_be_opened_raises_what_python_does(
    act: Callable[[Path], object], tmp_path: Path
) -> None:
    """Whether it is missing or a folder: the caller knows the file system better."""
    with pytest.raises(FileNotFoundError):
        act(tmp_path / "missing.yaml")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(IsADirectoryError):
        act(tmp_path / "folder.yaml")


def test_slot_types_of_the_users_own_are_used(tmp_path: Path) -> None:
    """Shorthands take their slot type from the given catalogue, and nothing is doubted."""
    types = known_slot_types().with_types(
        [SlotType(datatype="exposure", slot_type="noise", names=("noise_model",))]
    )
    path = file_with(tmp_path, "a.yaml", "inputs: {a: {type: exposure, slots: [noise_model]}}\n")
    definition = load(path, JobDefinition, slot_types=types)
    assert definition.inputs["a"].slots == (Slot("noise_model", "noise"),)
    assert check_file(path, slot_types=types) == ()
    assert loads('"noise_model"', Slot, slot_types=types) == Slot("noise_model", "noise")
    with pytest.warns(UnknownSlotTypeWarning, match="noise_model"):
        load(path)
    assert [problem.kind for problem in check_file(path)] == [ProblemKind.UNKNOWN_SLOT_TYPE]


@pytest.mark.parametrize(
    ("value", "name", "message"),
    [
        pytest.param(
            JobDefinition(params={"a": {"b": [None]}}),
            "a.toml",
            "$.params.a.b[0]: TOML has no null; leave the key out",
            id="null in TOML",
        ),
        pytest.param(
            DTypeSpec("<u4"), "a.toml", 'TOML can only hold a mapping, not "u4"', id="TOML text"
        ),
        pytest.param(
            JobDefinition(title="\ud800"),
            "a.yaml",
            "$.title: '\\ud800' is half a character: it cannot be written",
            id="surrogate in YAML",
        ),
        pytest.param(
            JobDefinition(title="\ud800"),
            "a.toml",
            "$.title: '\\ud800' is half a character: it cannot be written",
            id="surrogate in TOML",
        ),
    ],
)
def test_what_a_format_cannot_hold_is_refused_and_nothing_written(
    value: object, name: str, message: str, tmp_path: Path
) -> None:
    """What stood in the file before stands there still."""
    path = file_with(tmp_path, name, "before")
    with pytest.raises(FileError) as caught:
        dump(value, path)
    assert str(caught.value) == f"{path}: {message}"
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_half_a_character_survives_json(tmp_path: Path) -> None:
    """JSON can escape it, so a file that has one can be written back."""
    definition = structure({"title": "\ud800"}, JobDefinition)
    dump(definition, tmp_path / "a.json")
    assert load(tmp_path / "a.json") == definition


@pytest.mark.parametrize("step", ["open", "chmod", "fsync", "replace"])
@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()], ids=repr)
def test_a_failure_half_way_leaves_what_stood_there(
    step: str, failure: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old file is whole, and no temporary file stays behind."""

    def fail(*_: object) -> None:
        raise failure

    path = file_with(tmp_path, "a.json", "before")
    monkeypatch.setattr(os if step in ("open", "fsync") else Path, step, fail)
    with pytest.raises(type(failure)):
        dump(PICKER, path)
    monkeypatch.undo()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    """No folder is made, and the error is the system's own."""
    with pytest.raises(FileNotFoundError):
        dump(PICKER, tmp_path / "missing" / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    """Nothing is left behind beside it."""
    (tmp_path / "a.json").mkdir()
    with pytest.raises(IsADirectoryError):
        dump(PICKER, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == [tmp_path / "a.json"]


def test_other_readers_see_the_old_file_until_the_new_one_is_whole(tmp_path: Path) -> None:
    """The file is replaced, not written over: who has it open reads on."""
    path = file_with(tmp_path, "a.json", "before")
    with path.open() as open_file:
        dump(PICKER, path)
        assert open_file.read() == "before"
    assert load(path) == PICKER


@pytest.mark.parametrize(
    "target", ["a.json", "sub/b.json", "missing.json"], ids=["beside", "elsewhere", "dangling"]
)
def test_a_link_stays_a_link(target: str, tmp_path: Path) -> None:
    """The file that it leads to is written, through a chain of links too."""
    (tmp_path / "sub").mkdir()
    file_with(tmp_path, "a.json", "before")
    file_with(tmp_path / "sub", "b.json", "before")
    (tmp_path / "link.json").symlink_to(target)
    (tmp_path / "chain.json").symlink_to("link.json")
    dump(PICKER, tmp_path / "chain.json")
    assert (tmp_path / "chain.json").is_symlink()
    assert (tmp_path / "link.json").is_symlink()
    assert not (tmp_path / target).is_symlink()
    assert load(tmp_path / target) == PICKER


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o200, 0o4755], ids=oct)
def test_permissions_stay(mode: int, tmp_path: Path) -> None:
    """A private file stays private, a shared one shared."""
    path = file_with(tmp_path, "a.json", "before")
    path.chmod(mode)
    dump(PICKER, path)
    assert S_IMODE(path.stat().st_mode) == mode


def test_a_private_file_is_private_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary file has the permissions before it has content."""
    path = file_with(tmp_path, "a.json", "before")
    path.chmod(0o600)
    sizes = []
    chmod = Path.chmod

    def note_size(self: Path, mode: int) -> None:
        sizes.append((self.stat().st_size, oct(mode)))
        chmod(self, mode)

    monkeypatch.setattr(Path, "chmod", note_size)
    dump(PICKER, path)
    assert sizes == [(0, "0o600")]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_permissions_that_new_files_have(
    mask: int, mode: int, tmp_path: Path
) -> None:
    """They go by the user's mask, which is left alone."""
    before = os.umask(mask)
    try:
        dump(PICKER, tmp_path / "a.json")
    finally:
        after = os.umask(before)
    assert S_IMODE((tmp_path / "a.json").stat().st_mode) == mode
    assert after == mask


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    """UTF-8, with the line ends it has, on every system, under names of any length."""
    path = tmp_path / f"{'x' * 250}.json"
    write_text(path, "é\n\r\n")
    assert path.read_bytes() == b"\xc3\xa9\n\r\n"


def test_errors_are_of_one_family(tmp_path: Path) -> None:
    """One `except` catches whatever is wrong with the content of a file."""
    for name, content in (("a.json", "{"), ("b.json", "[]"), ("c.txt", "")):
        with pytest.raises(SpecError):
            load(file_with(tmp_path, name, content))


def test_loading_warns_with_the_place_in_the_file(tmp_path: Path) -> None:
    """What is doubtful is told where a person can mend it, spelled as the file spells it."""
    file = tmp_path / "picker.yaml"
    file.write_text(
        "outputs:\n  a:\n    type: particle\n    slots:\n"
        "      - blob\n      - cft\n      - {dtype: ctf, prefix: mine}\n"
    )
    with pytest.warns() as caught:
        load(file)
    assert [str(warning.message) for warning in caught] == [
        f'{file}:6:9: $.outputs.a.slots[1]: "cft" is not a slot type that the catalogue knows; '
        'write "ctf" if that is meant',
        f'{file}:7:22: $.outputs.a.slots[2].prefix: "prefix" is the deprecated name of "name"; '
        "write name: mine",
    ]
    assert {warning.filename for warning in caught} == {__file__}


def test_text_of_json_may_begin_with_a_byte_order_mark_and_must_be_text() -> None:
    """Some editors write one; bytes have an encoding that nobody said."""
    assert loads('\ufeff"ctf"', Slot) == Slot("ctf", "ctf")
    raw: Any = b'"ctf"'
    with pytest.raises(SpecError, match="expected text, got a value of type bytes"):
        loads(raw, Slot)


@pytest.mark.parametrize("suffix", [".json", ".yaml", ".toml"])
def test_what_no_format_holds_is_told_with_its_path(suffix: str, tmp_path: Path) -> None:
    """The writers of the formats each have an error of their own, and none says where."""
    with pytest.raises(SpecError) as caught:
        dump({"a": [1, object()]}, tmp_path / f"a{suffix}")
    assert str(caught.value) == (
        f"{tmp_path / f'a{suffix}'}: $.a[1]: expected text, a number, true, false, null, a list or "
        "a mapping, got a value of type object"
    )
    assert not list(tmp_path.iterdir())


def test_text_for_what_json_cannot_hold_is_told() -> None:
    """Not as Python tells it."""
    with pytest.raises(SpecError, match="true, false, null, a list or a mapping, got a value of"):
        dumps(object())


def test_a_mapping_within_itself_is_left_to_the_writer() -> None:
    """Plain data of a file has no circles, and so they have no words of ours."""
    circle: dict[str, Any] = {}
    circle["a"] = circle
    with pytest.raises((SpecError, RecursionError)):
        dumps(circle)


def test_a_folder_that_is_missing_is_told_by_the_name_that_was_given(tmp_path: Path) -> None:
    """Not by that of the temporary file."""
    with pytest.raises(FileNotFoundError) as caught:
        dump(JobDefinition(), tmp_path / "missing" / "a.json")
    assert caught.value.filename == str(tmp_path / "missing" / "a.json")


def test_a_dataset_is_not_loaded_as_a_document(tmp_path: Path) -> None:
    """The error says what reads it."""
    with pytest.raises(FileError) as caught:
        load(tmp_path / "a.cs")
    assert str(caught.value) == (
        f"{tmp_path / 'a.cs'}: a dataset is not a document; read_header reads what it holds"
    )


def test_what_is_no_file_stays_what_it_is(tmp_path: Path) -> None:
    """A pipe or a device is written to, and no file takes its place."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_text(pipe, "text")
        assert os.read(reader, 9) == b"text"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    with pytest.raises(IsADirectoryError):
        write_text(tmp_path, "text")


def test_a_failure_to_write_that_the_data_does_not_explain_is_not_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is a fault of the library, and its traceback is what is of use then."""

    def fail(_: object) -> str:
        raise MemoryError

    monkeypatch.setattr("cryosparc_spec.files.syntax.json.write", fail)
    with pytest.raises(MemoryError):
        text_for({"a": 1}, "a.json")


def test_a_file_that_comes_in_pieces_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system may give less at a time than was asked for."""

    class Pieces(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 3))

    monkeypatch.setattr(text, "opened", lambda _: Pieces(b'{"inputs": {}}'))
    assert text.text_in(tmp_path / "a.json") == '{"inputs": {}}'


def test_a_pipe_that_is_gone_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As the system tells it."""
    with pytest.raises(FileNotFoundError):
        writing._write_into(tmp_path / "gone" / "pipe", b"")


def test_a_pipe_that_nobody_reads_is_not_waited_for(tmp_path: Path) -> None:
    """It would take for ever."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="it is a pipe or a socket that nobody reads"):
        writing._write_into(tmp_path / "pipe", b"a")


@pytest.mark.parametrize(
    ("path", "raw", "message"),
    [
        pytest.param(
            *("a.toml", {"a": [1, 10**4300]}),
            "$.a[1]: the number has more than 4300 digits: it cannot be written",
            id="a number in TOML",
        ),
        pytest.param(
            *("a.json", {"a": {"b": -(10**4300)}, "c": 10**5000}),
            "2 problems:\n  {0}: $.a.b: {1}\n  {0}: $.c: {1}",
            id="numbers in JSON",
        ),
        pytest.param(
            *("a.yaml", [{"a\udfff": 1}, "b\ud800\ud801", "c"]),
            "2 problems:\n  {0}: $[0][\"a\\udfff\"]: '\\udfff' is half a character: it cannot be "
            "written\n  {0}: $[1]: '\\ud800' is half a character: it cannot be written",
            id="a key and a text in YAML",
        ),
    ],
)
def test_all_that_cannot_be_written_is_told(path: str, raw: Any, message: str) -> None:
    """Each at its place."""
    with pytest.raises(FileError) as caught:
        text_for(raw, path)
    digits = "the number has more than 4300 digits: it cannot be written"
    expected = message.replace("{0}", path).replace("{1}", digits)
    assert str(caught.value) == (expected if "\n" in expected else f"{path}: {expected}")


@pytest.mark.parametrize("suffix", [".json", ".yaml", ".toml"])
@pytest.mark.parametrize("number", [10**4300 - 1, -(10**4300) + 1])
def test_a_number_of_as_many_digits_as_are_read_is_written(suffix: str, number: int) -> None:
    """And comes back."""
    written = text_for({"a": number}, f"x{suffix}")
    assert load_and_dump.parse(written, "", suffix=suffix).raw == {"a": number}


def test_the_format_may_be_another_than_the_name_says() -> None:
    """As that of standard input."""
    assert load_and_dump.parse("a: 1", "a.json", suffix=".yaml").raw == {"a": 1}
    assert load_and_dump.parse('\ufeff{\r\n"a": 1}', "a.json").raw == {"a": 1}
    with pytest.raises(FileError) as caught:
        load_and_dump.parse("{", "mine", suffix=".json")
    assert str(caught.value).startswith("mine:1:2: not JSON: ")


@pytest.mark.parametrize("indent", [None, 2, 4])
def test_dumps_indents_as_it_is_told(indent: int | None) -> None:
    """By so many spaces a level, or not at all."""
    lines = dumps({"a": [1]}, indent=indent).split("\n")
    blank = " " * (indent or 0)
    assert lines == (
        ["{", f'{blank}"a": [', f"{blank * 2}1", f"{blank}]", "}"]
        if indent
        else [dumps({"a": [1]})]
    )
    assert '"a"' in lines[0 if indent is None else 1]


def test_a_file_of_json_is_indented_and_ends_with_a_line_end(tmp_path: Path) -> None:
    """As people write it."""
    dump({"a": [1]}, tmp_path / "a.json")
    assert (tmp_path / "a.json").read_text() == '{\n  "a": [\n    1\n  ]\n}\n'
