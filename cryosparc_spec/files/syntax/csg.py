"""Text of ``.csg`` files, as CryoSPARC writes them: PyYAML's own YAML, keys sorted."""

from __future__ import annotations

from typing import Any

import yaml

from cryosparc_spec.documents.codec.codecs import codec_of
from cryosparc_spec.documents.codec.quoted_text import QuotedText
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.documents.timestamps import moment
from cryosparc_spec.files.syntax import yaml as yaml_text
from cryosparc_spec.files.syntax.parsed import Parsed
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.validators import is_mapping

_LONGEST_NUMBER = 300


def to_csg_text(group: ResultsGroup) -> str:
    """Write a results group as CryoSPARC does: a file of its own comes back byte for byte.

    What YAML leaves to the writer is written in CryoSPARC's way, and so a file that others wrote
    may come back with other bytes, though with the same keys and values: without its comments,
    with its keys sorted, with quotes only where PyYAML puts them, text over 80 columns folded,
    other letters than ASCII escaped. A date has no quotes, unless it was read with some. Text such
    as ``1e3`` is text by the rules of YAML 1.1, which hold for these files, and has none.

    >>> from cryosparc_spec.documents import Group, SlotResult
    >>> stack = SlotResult(metafile=">stack.cs", num_items=9, type="particle.blob")
    >>> group = Group(name="particles", type="particle")
    >>> print(to_csg_text(ResultsGroup(group=group, results={"blob": stack})), end="")
    group:
      name: particles
      type: particle
    results:
      blob:
        metafile: '>stack.cs'
        num_items: 9
        type: particle.blob
    """
    return write(codec_of(ResultsGroup).write(group))


def write(raw: Any) -> str:
    """Write the plain data of a ``.csg`` file."""
    if is_mapping(raw):
        raw = {key: _date(raw[key]) if key == "created" else raw[key] for key in raw}
    untyped: Any = yaml
    text: str = untyped.dump(raw, Dumper=_Dumper, default_flow_style=False)
    return text


class _Date(str):
    """Text that is written without quotes."""

    __slots__ = ()


def _date(value: Any) -> Any:
    """Return a date that had no quotes as text that gets none."""
    if type(value) is str and _tag_of(value) == _TIMESTAMP and moment(value):
        return _Date(value)
    return value


class _Dumper(yaml.SafeDumper):
    """Writes as PyYAML does by itself."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write out what stands in several places."""
        return True

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """Choose how text is quoted. Raises ``UnicodeEncodeError`` for half a surrogate pair."""
        text.encode()  # Half a surrogate pair would be escaped, and then not be read.
        return self.represent_str(str(text))

    def represent_plain(self, text: str) -> yaml.ScalarNode:
        """Leave a date without quotes."""
        return yaml.ScalarNode(_TIMESTAMP, str(text))


_DUMPER: Any = _Dumper
_DUMPER.add_multi_representer(str, _Dumper.represent_text)
_DUMPER.add_representer(str, _Dumper.represent_text)
_DUMPER.add_representer(_Date, _Dumper.represent_plain)


def read(text: str) -> Parsed:
    """Read a ``.csg`` file by the rules of YAML 1.1, which PyYAML writes.

    What is text in a results group is read as it stands, a date too; a version that is a number
    as PyYAML writes it stays one.
    """
    return yaml_text.read(text, _read_scalar)


_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_NULL = "tag:yaml.org,2002:null"
_resolver: Any = yaml.SafeLoader("")


def _tag_of(text: str) -> str:
    tag: str = _resolver.resolve(yaml.ScalarNode, text, (True, False))
    return tag


def _read_scalar(text: str, path: DocumentPath, quoted: bool) -> Any:
    if quoted:
        is_date = path == ("created",) and _tag_of(text) == _TIMESTAMP
        return QuotedText(text) if is_date else text
    tag = _tag_of(text)
    if tag != _NULL and _is_text(path):
        return text
    value = _of_tag(tag, text)
    if path != ("version",) or tag == _NULL:
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and write(value).split("\n")[0] == text else text


def _is_text(path: DocumentPath) -> bool:
    match path:
        case ("created",) | ("group", "name" | "title" | "description" | "type"):
            return True
        case ("results", _, "metafile" | "type"):
            return True
        case _:
            return False


_MAKERS = {
    "tag:yaml.org,2002:bool": _resolver.construct_yaml_bool,
    "tag:yaml.org,2002:int": _resolver.construct_yaml_int,
    "tag:yaml.org,2002:float": _resolver.construct_yaml_float,
    _NULL: _resolver.construct_yaml_null,
}


def _of_tag(tag: str, text: str) -> Any:
    """Return what PyYAML makes of text without quotes; dates and other words stay text."""
    if tag not in _MAKERS or len(text) > _LONGEST_NUMBER:
        return text
    try:
        return _MAKERS[tag](yaml.ScalarNode(tag, text))
    except ValueError:  # As "0b" of no digits, which PyYAML does not take.
        return text
