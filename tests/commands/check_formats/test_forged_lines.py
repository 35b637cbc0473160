"""Whatever files are called and hold, they forge no line, in any format."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.command_line import run
from tests.commands.check_formats.sarif_rules import RULES
from tests.commands.check_formats.test_github_format import commands_in
from tests.commands.check_formats.test_json_format import CLOSED

Capture = pytest.CaptureFixture[str]

PARTS = (
    *("\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00", "\x7f"),
    *("\x1b[2J", "\x1b]0;x\x07", "\x9b2J", "\u202e", "\u2066", "\u200f", "\u061c"),
    *("::", "::error file=x::y", "::add-mask::a", "##[error]x", "##[set-env name=A;]b", "%0A"),
    *("%", "%25", ":", ",", "=", "{0}", "{{", "[a](http://x.example)", "](", "<b>", '"', "'"),
    *("a.yaml:1:1: error: $: no", "é", "\U0001f52c", "\udcff", "\ud800", " ", "\t", "x"),
)
"""What ends lines, steers terminals, or means something in a format."""

hostile = st.lists(st.sampled_from(PARTS), min_size=1, max_size=6).map("".join)


def as_name(text: str) -> str:
    """What of a text can be the name of a file."""
    kept = re.sub("[/\0\ud800-\udbff]|[\udc00-\udc7f\udd00-\udfff]", "", text)
    return (
        f"{kept.encode('utf-8', 'surrogateescape')[:100].decode('utf-8', 'surrogateescape')}.json"
    )


def is_safe(text: str) -> bool:
    """Whether text is on its line, steers no terminal and turns no text round."""
    return not any(
        unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs")
        or unicodedata.bidirectional(character)
        in ("RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI")
        or character in "\u061c\u200e\u200f"
        for character in text
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(hostile, hostile, hostile)
@example("\n::error::x", "\n::error::x", "##[error]x")
@example("\r::stop-commands::x", "](x)", "{0}")
@example("\udcff", "\ud800", "\u202e")
def test_no_line_is_forged(
    tmp_path_factory: pytest.TempPathFactory,
    capsys: Capture,
    name: str,
    value: str,
    key: str,
) -> None:
    """There are as many problems in each format, each where it belongs, and nothing else."""
    folder = tmp_path_factory.mktemp("forged")
    path = folder / as_name(name)
    outputs = {key: {"type": value, "slots": ["blob", value]}}
    path.write_text(json.dumps({"outputs": outputs, value: key}))
    (folder / "gone.yaml").symlink_to(as_name(value))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        told = {
            word: run(capsys, "check", ".", "--format", word)
            for word in ("text", "json", "github", "sarif")
        }
    report = json.loads(told["json"].out)
    CLOSED.validate(report)
    json.dumps(report, ensure_ascii=False).encode()
    problems = report["problems"]

    text = told["text"].out.split("\n")[:-1]
    assert all(map(is_safe, text))
    heads = [line for line in text if not line.startswith("    ")]
    kinds, files = len(report["summary"]["kinds"]), bool(report["files"])
    assert len(heads) - kinds - 1 in (len(problems), len(problems) + files)

    commands = commands_in(told["github"].out)
    assert len(commands) == len(problems) + len(report["unreadable"])
    assert {command.name for command in commands} <= {"error", "warning", "notice"}
    assert all(is_safe(line) for line in told["github"].out.split("\n"))
    assert told["github"].err == ""

    log = json.loads(told["sarif"].out)
    RULES.validate(log)
    assert len(log["runs"][0]["results"]) == len(problems)
    for word in ("text", "json", "sarif"):
        assert told[word].err.count("\n") == len(report["unreadable"])
        assert is_safe(told[word].err.replace("\n", ""))
