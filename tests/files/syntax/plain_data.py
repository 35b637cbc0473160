"""Plain data for the tests of all text formats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cryosparc_spec import Problem
from cryosparc_spec.files.syntax.parsed import Parsed
from cryosparc_spec.problems.places import DocumentPath

TRICKY_TEXTS = (
    *("", " ", " x", "x ", "\t", "a\tb", "é", "😀", "\ufeffa", "\x00", "\x1b[2J", "\x7f"),
    *("no", "Yes", "on", "y", "~", "null", "Null", "true", "FALSE", ".nan", "-.inf", "nan", "inf"),
    *("1", "-1", "+1", "007", "09", "0o17", "0x1f", "0b1", "1_000", "1e3", "1E+3", ".5", "5.", "."),
    *(
        "12:30:00",
        "2026-03-14",
        "2026-03-14 12:30:00",
        "3D map",
        "1e",
        "-",
        "--",
        "---",
        "...",
        "?",
    ),
    *(
        "?ctf",
        "? a",
        "- a",
        "a: b",
        "a:",
        ": a",
        "a #b",
        "#a",
        "<<",
        "=",
        "*a",
        "&a",
        "!a",
        "!!str a",
    ),
    *("%a", "@a", "`a`", "|", ">", "[", "]", "{}", ",", "'", "''", '"', '"""', "'''", "\\", "\\n"),
    *("a\nb", "a\n\nb\n", "a\n", "\na", "\n", " a\nb", "a \nb", "a\n b", "a\n---\nb", "a\n# b"),
    *("a\r\nb", "a\rb", "a\x85b", "a\u2028b", "a\u2029", "a\x0bb", "word " * 40, "x" * 200),
)
"""Text that one format or another could take for something else."""


def plain_texts() -> SearchStrategy[str]:
    """Any text, and often tricky text."""
    return st.text(max_size=20) | st.sampled_from(TRICKY_TEXTS)


def plain_data(*, nulls: bool = True, nan: bool = True) -> SearchStrategy[Any]:
    """What JSON can hold, infinity and NaN included, or, without nulls, what TOML can."""
    floats = st.floats(allow_nan=nan, allow_infinity=nan)
    scalars = st.booleans() | st.integers() | floats | plain_texts()
    return st.recursive(
        scalars | st.none() if nulls else scalars,
        lambda inner: st.lists(inner, max_size=4) | plain_mappings(inner),
        max_leaves=12,
    )


def plain_mappings(values: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """Mappings with tricky keys."""
    return st.dictionaries(plain_texts(), values, max_size=4)


def paths_in(raw: Any, above: DocumentPath = ()) -> Iterator[tuple[DocumentPath, Any]]:
    """Give every value in plain data with its path, that of the whole included."""
    yield above, raw
    items = (
        raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    )
    for key, item in items:
        yield from paths_in(item, (*above, key))


def is_scalar(value: object) -> bool:
    return not isinstance(value, dict | list)


def index_of(text: str, line: int, column: int) -> int:
    """Return the index of a place in a text."""
    return sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1


def place_of(text: str, index: int) -> tuple[int, int]:
    """Return line and column of an index of a text, counted in the plainest way."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def text_at(text: str, parsed: Parsed, path: DocumentPath) -> str:
    """Return the text from where a value was found."""
    line, column = parsed.marks([path]).find(path, at_key=False)
    return text[index_of(text, line, column) :]


def told(problem: Problem) -> tuple[int | None, int | None, str]:
    """Return line, column and path of a problem."""
    assert problem.position is not None
    return problem.position.line, problem.position.column, problem.place
