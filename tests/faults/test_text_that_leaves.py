"""What is the content of a file leaves as UTF-8; what is for reading may be escaped."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cryosparc_spec import Job, load, loads
from cryosparc_spec.files.load_and_dump import parse
from cryosparc_spec.schemas.shipped import schema_text
from tests.command_line import run
from tests.tables import write_table

pytestmark = pytest.mark.usefixtures("empty_folder")

TITLE = "日本 é \U0001f52c Ελλ"
DEFINITION = json.dumps(
    {"title": TITLE, "outputs": {"a": {"type": "mask", "title": TITLE, "slots": ["mask"]}}}
)
ENCODINGS = ["cp1252", "utf-16", "ascii", "shift_jis"]


def printed(encoding: str, *arguments: str) -> bytes:
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "cryosparc_spec", *arguments]
    return subprocess.run(command, capture_output=True, check=True, env=env).stdout


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_document_that_is_printed_is_utf8(encoding: str) -> None:
    """Whatever the terminal takes, what is redirected to a file can be read again."""
    Path("j.json").write_text(DEFINITION, encoding="utf-8")
    for suffix in (".yaml", ".json", ".toml"):
        text = printed(encoding, "convert", "j.json", "--to", suffix[1:]).decode()
        assert parse(text, f"k{suffix}").raw["title"] == TITLE
    assert TITLE in printed(encoding, "graph", "j.json").decode()
    assert printed(encoding, "schema", "definition").decode() == schema_text("definition")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_made_of_tables_is_utf8(encoding: str) -> None:
    """Definitions, code, results groups and catalogues; JSON for programs as well."""
    write_table(Path("é.cs"), ("blob/path", "S9"), ("blob/idx", "u4"))
    command = ["csg", "build", "é.cs", "--output-name", "a", "--datatype", "particle"]
    assert (
        parse(printed(encoding, *command).decode(), "a.csg").raw["results"]["blob"]["metafile"]
        == ">é.cs"
    )
    for target in ("definition", "python", "output"):
        assert "blob" in printed(encoding, "infer", "é.cs", "--to", target).decode()
    Path("x.yaml").write_text("outputs: {é: {type: mask, slots: [mask]}}", encoding="utf-8")
    found = subprocess.run(
        [sys.executable, "-m", "cryosparc_spec", "check", "--format", "json", "x.yaml"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert json.loads(found.stdout)["problems"][0]["path"] == '$.outputs["é"]'


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_for_reading_is_in_the_encoding_of_the_reader(encoding: str) -> None:
    """With escapes for what that does not have, and without a failure."""
    Path("j.json").write_text(DEFINITION, encoding="utf-8")
    name, _, _ = encoding.partition(":")
    shown = printed(encoding, "show", "j.json")
    if name != "ascii":  # which click takes for a system that is not set up
        assert TITLE.encode(name, "backslashreplace").removeprefix(b"\xff\xfe") in shown


def test_an_object_in_the_place_of_standard_output_gets_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Programs put their own there, which take no bytes."""
    Path("j.json").write_text(DEFINITION, encoding="utf-8")
    output = io.StringIO()
    monkeypatch.setattr(sys, "stdout", output)
    run(capsys, "convert", "j.json", "--to", "json")
    assert json.loads(output.getvalue())["title"] == TITLE


@pytest.mark.parametrize("target", ["csg", "yaml", "toml"])
@pytest.mark.parametrize("out", [False, True], ids=["printed", "written"])
def test_half_a_character_is_not_written(
    target: str, out: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """UTF-8 does not have it: JSON alone can escape it."""
    table = {"versions": [0], "metafiles": ["J1/a.cs"], "num_items": [1]}
    results = [{"name": "mask", "dtype": "blob", **table}]
    outputs = {"a": {"type": "mask", "title": "\udfff", "results": results}}
    job = {"uid": "J1", "title": "\ud800", "spec": {"type": "x", "outputs": outputs}}
    Path("j.json").write_text(json.dumps(job))
    assert load("j.json", Job) == loads(json.dumps(job), Job)
    arguments = ["--output-name", "a"] if target == "csg" else []
    arguments += ["-o", f"x.{target}"] if out else []
    outcome = run(capsys, "convert", "j.json", "--to", target, *arguments)
    assert (outcome.exit_code, outcome.out) == (1, "")
    assert "is half a character: it cannot be written" in outcome.err
    assert not Path(f"x.{target}").exists()
