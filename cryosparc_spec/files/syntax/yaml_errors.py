"""What is wrong with text that is not YAML, in the same words whichever loader PyYAML has.

PyYAML has a parser written in C (libyaml) and one in Python, which say the same in other words, and
in others again from release to release. Here a sign in their words stands for ours.
"""

from __future__ import annotations

import re
from typing import Any

from cryosparc_spec.files.syntax.parsed import TextPlaces, in_our_words, syntax_error
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.value_text import show_value

_SAY_ALL = {"scanning a block scalar", "scanning a directive"}
"""Where whatever is wrong is put in the same words."""

_WRONG = {
    "scanning a block scalar": "expected the end of the line after | or >",
    "scanning a directive": "found a directive that cannot be read",
    "end of stream": "found unexpected end of stream",
    "mapping values": "mapping values are not allowed in this context",
    "sequence entries": "block sequence entries are not allowed in this context",
    "',' or ']'": "expected ',' or ']'",
    "',' or '}'": "expected ',' or '}'",
    "document start": "expected one document, and nothing more",
    "document indicator": "found a new document",
    "expected ':'": "expected ':' after a key",
    "expected key|expected '-'|<block end>": "expected another entry, in the same column",
    "node content": "expected a value",
    "tag handle": "found undefined tag handle",
    "escape character": "found an escape that YAML does not have",
    "hexa?decimal": "expected hexadecimal digits in an escape",
    "alphabetic or numeric": "expected a name of letters and digits",
    "expected ' '|line ?break|whitespace": "expected a space or the end of the line",
}
"""Signs in the words of a parser, and what is wrong where they stand."""

_WITHIN = {
    "quoted scalar": "scanning a quoted scalar",
    "flow sequence": "parsing a flow sequence",
    "flow mapping": "parsing a flow mapping",
    "block mapping": "parsing a block mapping",
    "block (?:collection|sequence)": "parsing a block sequence",
    "simple key": "scanning a simple key",
    "block scalar": "scanning a block scalar",
    "plain scalar": "scanning a plain scalar",
    "anchor|alias": "scanning an anchor or alias",
    "tag": "scanning a tag",
    "directive": "scanning a directive",
}
"""Signs in what a parser says that it was doing, and our words for it."""


def not_yaml(error: Any, text: str) -> FileError:
    """Make the error for text that is not YAML, of what PyYAML raised."""
    mark, beginning = error.problem_mark, error.context_mark
    if re.search("tab character|cannot start any token", error.problem):
        return _misplaced(text[mark.index], mark.line + 1, mark.column + 1)
    line, column = _place(mark, text)
    within = in_our_words(_WITHIN, error.context or "")
    wrong = in_our_words(_WRONG, f"{error.problem} {within if within in _SAY_ALL else ''}")
    message = f"not YAML: {wrong or 'it cannot be read from here'}"
    if within:
        message += f" while {within}"
        if beginning and beginning.line + 1 < line:
            message += f" from line {beginning.line + 1}"
    return syntax_error(message, line, column)


def _place(mark: Any, text: str) -> tuple[int, int]:
    """Return line and column, where the parsers differ: at the end, and in an escape."""
    if mark.index >= len(text.rstrip()):
        return TextPlaces(text).place(len(text))
    is_after_backslash = mark.index and text[mark.index - 1] == "\\"
    return mark.line + 1, mark.column + (0 if is_after_backslash else 1)


def _misplaced(character: str, line: int, column: int) -> FileError:
    if character == "\t":
        message = "not YAML: a tab stands where only spaces can"
        hint = "indent with spaces: YAML does not take tabs"
    else:
        message = f"not YAML: text that begins with {show_value(character)} needs quotes"
        hint = "put it in quotes"
    return syntax_error(message, line, column, hint=hint)
