"""Text of ``.csg`` files, as CryoSPARC writes them: PyYAML's own YAML, keys sorted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import yaml

from cryosparc_spec.documents.codec.codecs import codec_of
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.files.syntax.yaml import Dumper
from cryosparc_spec.problems.validators import is_mapping


def to_csg_text(group: ResultsGroup) -> str:
    """Write a results group as CryoSPARC does: a file of its own comes back byte for byte.

    What YAML leaves to the writer is written in CryoSPARC's way, and so a file that others wrote
    may come back with other bytes, though with the same keys and values: without its comments,
    with its keys sorted, with quotes only where PyYAML puts them, text over 80 columns folded,
    other letters than ASCII escaped. ``created`` loses its quotes where it is a date in
    CryoSPARC's form, and a date in another form gets quotes. Text such as ``1e3``, which PyYAML
    leaves without quotes, is a number by YAML 1.2, and stays one; as a key it gets quotes.

    >>> from cryosparc_spec.documents.results_group import Group, SlotResult
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


def _date(value: Any) -> Any:
    """Return a date for text that PyYAML writes for it, so that it is written without quotes."""
    try:
        date = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return date if date.isoformat(" ") == value else value


class _Dumper(Dumper):
    """Writes text as PyYAML does by itself."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        text.encode()  # Half a surrogate pair would be escaped, and then not be read.
        return self.represent_str(text)


_DUMPER: Any = _Dumper
_DUMPER.add_representer(str, _Dumper.represent_text)
