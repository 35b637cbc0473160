"""What docstrings say, as Markdown for people who write JSON and YAML.

The source is read, since Python keeps no docstrings of attributes: only when schemas are made.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Sequence
from typing import Any

from cryosparc_spec.problems.validators import is_mapping

_ROLE = re.compile(r":\w+:`~?(?:\w+\.)*(\w+)`")
_SOURCE = re.compile(r" \(``[^)]*\)")
_RAISES = re.compile(r" ?Raises [^.]*\.(?=\s|$)")
_LITERAL = re.compile(r"``([^`]+)``")
_EXAMPLES = re.compile(r":\s+(``[^`]+``(?:,\s+``[^`]+``)*)")
_WORDS = {"`None`": "`null`", "`True`": "`true`", "`False`": "`false`"}


def title_of(cls: Any) -> str:
    """Return what a class is, in one line.

    >>> from cryosparc_spec.documents.job_definition import InputSpec
    >>> title_of(InputSpec)
    'What one input of a job takes'
    """
    first_line = (inspect.getdoc(cls) or "").partition("\n")[0]
    return markdown(_SOURCE.sub("", first_line)).removesuffix(".")


def description_of(cls: Any) -> str:
    """Return what a class is at length, without its examples and what it raises.

    >>> from cryosparc_spec.documents.job_definition import OutputSpec
    >>> description_of(OutputSpec)
    'What one output of a job holds (`cryosparc.models.job_spec.OutputSpec`).'
    """
    paragraphs = (inspect.getdoc(cls) or "").split("\n\n")
    prose = [
        _RAISES.sub("", markdown(text)).strip() for text in paragraphs if not text.startswith(">>>")
    ]
    return "\n\n".join(text for text in prose if text)


def described_class(cls: Any) -> dict[str, Any]:
    """Return what a schema says of a class for people."""
    return {"title": title_of(cls), "description": description_of(cls)}


def described(text: str) -> dict[str, Any]:
    """Return what a schema says of an attribute with this docstring, for people.

    >>> described('Job type: ``"homo_abinit"``.')
    {'description': 'Job type: `"homo_abinit"`.', 'examples': ['homo_abinit']}
    """
    return {"description": markdown(text), **shown(examples_in(text), label="example")}


def shown(examples: Sequence[Any], *, label: str) -> dict[str, Any]:
    """Return examples as editors show them, which label each by its text: objects by the label.

    >>> shown(["ctf", {"name": "ctf"}], label="a slot")
    {'examples': ['ctf'], 'defaultSnippets': [{'label': 'a slot', 'body': {'name': 'ctf'}}]}
    """
    snippets = [{"label": label, "body": each} for each in examples if is_mapping(each)]
    plain = [example for example in examples if not is_mapping(example)]
    found = {"examples": plain, "defaultSnippets": snippets}
    return {key: value for key, value in found.items() if value}


def examples_in(text: str) -> list[Any]:
    """Return the JSON that a docstring gives after a colon.

    >>> examples_in('Job type: ``"homo_abinit"``.')
    ['homo_abinit']
    """
    literals = [text for found in _EXAMPLES.findall(text) for text in _LITERAL.findall(found)]
    return [json.loads(literal) for literal in literals if _is_json(literal)]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def markdown(text: str) -> str:
    """Return one paragraph of a docstring as Markdown, with the words of JSON for Python's.

    >>> markdown("A ``float`` as in :class:`~cryosparc_spec.Slot`; ``None`` for nothing.")
    'A `float` as in `Slot`; `null` for nothing.'
    """
    plain = " ".join(_ROLE.sub(r"`\1`", text).replace("``", "`").split())
    for word, meant in _WORDS.items():
        plain = plain.replace(word, meant)
    return plain
