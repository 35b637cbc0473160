"""Whatever is in a file or on the command line: no exception that is not ours, and not for long.

`pytest tests/faults/test_any_input.py --hypothesis-profile=many` tries more of it, and
`CRYOSPARC_SPEC_FUZZ=100000` sets how many inputs are made of each kind.
"""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from cryosparc_spec import SpecError, check_file, load, read_header
from cryosparc_spec.cli import main
from cryosparc_spec.files.fixing import FixedText, fix_file
from cryosparc_spec.files.upgrades import upgrade_file
from cryosparc_spec.scripts.deprecated_slots import deprecated_slots_in
from cryosparc_spec.scripts.script import examine_script, read_script
from tests.tables import write_table

pytestmark = [
    pytest.mark.usefixtures("empty_folder"),
    pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning"),
]

NUMBER = int(os.environ.get("CRYOSPARC_SPEC_FUZZ", "300"))
ROOT = Path(__file__).parents[2]
WORDS = [
    "inputs",
    "outputs",
    "slots",
    "type",
    "particle",
    "ctf",
    "?blob",
    "name",
    "dtype",
    "prefix",
    "required",
    "null",
    "true",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    '"',
    "'",
    "\n",
    "#",
    "-",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "=",
    ".",
    "1e999",
    "0x1f",
    "-0",
    ".nan",
    "<<:",
    "&a",
    "*a",
    "[[a]]",
    "\\u0000",
    "\\ud800",
    "\x00",
    "\x85",
    "\u2028",
    "results",
    "group",
    "metafile",
    ">a.cs",
    "num_items",
    "uid",
    "spec",
    "$schema",
    "passthrough",
    "count_max",
    "inf",
]


def seeds() -> list[tuple[str, bytes]]:
    """Sound and broken documents of the project."""
    folders = (ROOT / "docs" / "examples", ROOT / "docs" / "broken_examples")
    files = sorted(path for folder in folders for path in folder.iterdir() if path.is_file())
    found = [(p.suffix, p.read_bytes()) for p in files if p.suffix in (".json", ".yaml", ".toml")]
    assert len(found) > 20
    table = write_table(Path("seed.cs"), ("blob/path", "S9"), ("ctf/type", "S9")).read_bytes()
    code = b'x = {"prefix": "ctf", "dtype": "ctf"}\n%time f()\n'
    script = (ROOT / "docs" / "examples" / "scripts" / "picker.py").read_bytes()
    return [*found, (".cs", table), (".py", code), (".py", script), (".csg", found[0][1])]


def mended(path: Path) -> FixedText:
    """Do all fixes, also those that are only guesses, without writing."""
    return fix_file(path, unsafe=True, dry_run=True)


def changed(content: bytes, chance: random.Random) -> bytes:
    """Return content with some of it cut out, doubled, replaced or put in."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice((0, 1, 2, 8, 40)))
        new = chance.choice(
            (
                b"",
                bytes([chance.randrange(256)]),
                content[start:end] * chance.choice((2, 3, 50)),
                chance.choice(WORDS).encode("utf-8", "surrogatepass"),
                bytes(chance.randrange(256) for _ in range(4)),
            )
        )
        content = content[:start] + new + content[end:]
    return content[:10_000]


READERS: dict[str, tuple[Callable[[Path], object], ...]] = {
    ".cs": (read_header, check_file),
    ".py": (deprecated_slots_in, read_script, examine_script),
}


@pytest.mark.parametrize("seed", range(4))
def test_no_content_of_a_file_raises_anything_but_errors_of_ours(seed: int) -> None:
    """In all that reads a file."""
    chance, sources = random.Random(seed), seeds()
    for _ in range(NUMBER):
        suffix, content = chance.choice(sources)
        if suffix not in (".cs", ".py") and chance.random() < 0.1:
            suffix = chance.choice((".json", ".yaml", ".toml", ".csg"))
        path = Path(f"x{suffix}")
        path.write_bytes(changed(content, chance))
        for read in READERS.get(suffix, (load, check_file, upgrade_file, mended)):
            try:
                read(path)
            except SpecError:
                continue


WRITING = {"--force", "--write", "--fix"}
"""With these, a command may write over a file that is there."""
STARTING_PROCESSES = {"-j", "--processes"}
VALUES = [
    *("x.yaml", "x.json", "x.cs", "x.csg", "x.py", "missing.yaml", "out.yaml", "out.csg"),
    *(".", "-", "--", "x.yaml:outputs.a", "x.yaml:outputs.picked", "J1", "J1:a"),
    *("json", "yaml", "csg", "definition", "job", "text", "sarif", "github", "mermaid"),
    *("a", "particle", "ctf", "blob", "extraction", "unknown-key", "note", "never", "always"),
    *("3", "-1", "0", "1e9", "??", "�", "\x1b", "é", "", "*", "**/*.yaml"),
]


def arguments() -> list[str]:
    """Names of all commands, their options, and values: commands come as often as options."""
    context = click.Context(main)
    commands = [*main.list_commands(context)]
    known = [main.get_command(context, name) for name in commands]
    parameters = [parameter for command in known if command for parameter in command.params]
    options = {o for p in parameters if isinstance(p, click.Option) for o in p.opts}
    assert len(commands) > 12
    assert len(options) > 25
    return [*commands, *commands, *sorted(options - STARTING_PROCESSES), *VALUES, *VALUES]


def write_inputs() -> dict[str, bytes]:
    """Write what the commands read, and return it."""
    text = (ROOT / "docs" / "examples" / "picker.yaml").read_bytes()
    script = (ROOT / "docs" / "examples" / "scripts" / "picker.py").read_bytes()
    contents = {"x.yaml": text, "x.json": text, "x.csg": text, "x.py": script}
    for name, content in contents.items():
        Path(name).write_bytes(content)
    table = write_table(Path("x.cs"), ("blob/path", "S9")).read_bytes()
    return {**contents, "x.cs": table}


@pytest.mark.parametrize("seed", range(2))
def test_no_command_line_raises_anything(
    seed: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code is 0, 1 or 2, and nothing that is there is written over unless asked for."""
    chance, choices = random.Random(seed), arguments()
    contents = write_inputs()
    for _ in range(NUMBER):
        command = [chance.choice(choices) for _ in range(chance.randint(1, 6))]
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(contents["x.yaml"])))
        with pytest.raises(SystemExit) as ended:
            main.main(command, prog_name="cryosparc-spec")
        assert ended.value.code in (0, 1, 2), command
        capsys.readouterr()
        if WRITING.isdisjoint(command):
            assert {name: Path(name).read_bytes() for name in contents} == contents, command
        else:
            write_inputs()
