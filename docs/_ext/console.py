"""Colours in blocks of the console, as a terminal shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from pygments.lexer import RegexLexer
from pygments.lexer import bygroups as _bygroups
from pygments.token import Generic, Text
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

_groups: Callable[..., Any] = _bygroups  # which has no types


class ConsoleLexer(RegexLexer):
    """Commands after ``$``, and what ``cryosparc-spec check`` prints."""

    name = "Console"
    aliases = ("console",)
    tokens: ClassVar = {
        "root": [
            (r"^(\$ )((?:.*\\\n)*.*\n)", _groups(Generic.Prompt, Generic.Strong)),
            (r"^(\S+: )(error)(: )", _groups(Text, Generic.Error, Text)),
            (r"^(\S+: )(warning)(: )", _groups(Text, Generic.Emph, Text)),
            (r"^(\S+: )(note)(: )", _groups(Text, Generic.Subheading, Text)),
            (r"^    (?:write|leave|is) .*\n", Generic.Inserted),
            (r".*\n", Text),
        ]
    }


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tell Sphinx of the lexer."""
    app.add_lexer("console", ConsoleLexer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
