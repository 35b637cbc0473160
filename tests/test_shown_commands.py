"""What runs the commands of README and the site tells when they do something else."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from sybil import Document, Example, Region

from cryosparc_spec.cli import main
from tests.shown_commands import (
    Shown,
    command_words,
    evaluate_shown_commands,
    parse_named_blocks,
    parse_shown_commands,
    shown_in,
)

_ROOT = Path(__file__).parents[1]
_PAGES = [_ROOT / "README.md", *sorted((_ROOT / "docs").rglob("*.md"))]


def _run(page: str) -> list[str | None]:
    document = Document(page, "page.md")
    regions = [*parse_named_blocks(document), *parse_shown_commands(document)]
    for region in sorted(regions, key=lambda region: region.start):
        document.add(region)
    return [example.region.evaluator(example) for example in document if example.region.evaluator]


def _evaluate(block: str) -> str:
    region = Region(0, len(block), block)
    return evaluate_shown_commands(Example(Document(block, "page.md"), 1, 1, region, {}))


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        pytest.param("$ ls\n", [Shown("ls\n", "")], id="no output"),
        pytest.param("$ ls\na\nb\n", [Shown("ls\n", "a\nb\n")], id="output"),
        pytest.param("$ ls\na\n$ id\n", [Shown("ls\n", "a\n"), Shown("id\n", "")], id="two"),
        pytest.param("$ ls \\\n  -l\na\n", [Shown("ls \\\n  -l\n", "a\n")], id="goes on"),
    ],
)
def test_a_block_is_taken_apart(block: str, shown: list[Shown]) -> None:
    """Commands begin with a dollar, and what follows is their output."""
    assert shown_in(block) == shown


@pytest.mark.parametrize("block", ["ls\n", "", "a\n$ ls\n"])
def test_a_block_begins_with_a_command(block: str) -> None:
    """Output that nobody can tell the command of is a mistake of the page."""
    with pytest.raises(ValueError, match="expected a block that begins with a command"):
        shown_in(block)


@pytest.mark.parametrize(
    ("block", "told"),
    [
        pytest.param("$ echo a\na\n", "", id="same"),
        pytest.param("$ echo a\nb\n", "$ echo a\na\n(exit code 0)\n", id="other"),
        pytest.param("$ echo a; echo b\na\n", "$ echo a; echo b\na\nb\n(exit code 0)\n", id="more"),
        pytest.param("$ echo a >&2\na\n", "", id="standard error"),
        pytest.param("$ echo a; false\na\n", "", id="shown failure"),
        pytest.param("$ echo a\n", "", id="not shown"),
        pytest.param("$ false\n", "$ false\n(exit code 1)\n", id="failure not shown"),
        pytest.param("$ seq 9\n1\n...\n9\n", "", id="left out"),
        pytest.param("$ export A=1\n$ echo $A\n1\n", "", id="one shell"),
        pytest.param("$ echo a\n$ echo b\nb\n", "$ echo a\na\n(exit code 0)\n", id="one is bare"),
        pytest.param("$ cryosparc-spec --version\ncryosparc-spec, ...\n", "", id="the program"),
    ],
)
def test_commands_are_run(block: str, told: str) -> None:
    """What is printed is what is shown, or it is told."""
    assert _evaluate(block) == told


def test_a_named_block_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command can read the file that the page shows before it, also within a list."""
    monkeypatch.chdir(tmp_path)
    page = "<!-- file: a/b.txt -->\n<!-- skip: next -->\n```yaml\nb: 1\n```\n"
    page += "- x\n\n  ```console\n  $ cat a/b.txt\n  b: 1\n  ```\n"
    assert _run(page) == [None, ""]


def _options(command: click.Command) -> set[str]:
    return {"--help", "-h", *(name for option in command.params for name in option.opts)}


@pytest.mark.parametrize(
    "page", [pytest.param(page, id=page.relative_to(_ROOT).as_posix()) for page in _PAGES]
)
def test_commands_in_sentences_exist(page: Path) -> None:
    """Where a sentence names a command, there is one, with these options."""
    for text in re.findall(r"`cryosparc-spec ([^`]*)`", page.read_text("utf-8")):
        name, *words = command_words(text.replace("\n", " "))
        if name.startswith("-"):
            continue
        command = main.get_command(click.Context(main), name)
        assert command is not None, text
        options = {word.partition("=")[0] for word in words if re.match("--?[a-z]", word)}
        if not isinstance(command, click.Group):
            assert options <= _options(command), text
