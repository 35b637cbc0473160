"""Large JSON documents read a part at a time: a job of a list, a job type of a register, a field.

Where all of the text is parsed before objects are made, Python's garbage collector goes through
the parsed data again and again, which takes as long as the reading. Here each part is let go of
when its object is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, get_origin

from cryosparc_spec.columns.fields import Field, read_field
from cryosparc_spec.converters.annotations import COLLECTIONS, is_collection, item_of
from cryosparc_spec.documents.codec.codecs import Codec, codec_of, is_server_document
from cryosparc_spec.documents.codec.value_types import ListOf
from cryosparc_spec.files.syntax.fast_json import fast_parse
from cryosparc_spec.files.syntax.splitting import Splitter, fast_splitter
from cryosparc_spec.problems.errors import SpecError


def read_in_parts(text: str, cls: Any) -> Any:
    """Return the document of a class, or the list of such, in JSON text.

    ``None`` stands for what has to be read as a whole: another class, and a text with mistakes,
    which are told by reading it so.
    """
    if fast_splitter is None or fast_parse is None:
        return None
    with suppress(SpecError, ValueError):
        if is_collection(cls) and is_server_document(item_of(cls)):
            documents = _documents(text.encode(), codec_of(item_of(cls)), fast_splitter, fast_parse)
            return COLLECTIONS[get_origin(cls)](documents)
        if is_collection(cls) and item_of(cls) is Field:
            return COLLECTIONS[get_origin(cls)](_fields(text.encode(), fast_splitter, fast_parse))
        if is_server_document(cls):
            return _document(text.encode(), codec_of(cls), fast_splitter, fast_parse)
    return None


Parse = Callable[[bytes], Any]


def _documents(content: bytes, codec: Codec, split: Splitter, parse: Parse) -> Iterator[Any]:
    return (codec.load(parse(part)) for part in split.items(content))


_MOST_SHARED = 4096


def _fields(content: bytes, split: Splitter, parse: Parse) -> Iterator[Field]:
    """Read fields, of which those of equal text are one object.

    Raises ``ValueError`` where there are too many others: to read all at once then takes less time.
    """
    known: dict[bytes, Field] = {}
    for part in split.items(content):
        field = known.get(part)
        if field is None:
            if len(known) >= _MOST_SHARED:
                raise ValueError("fields that do not repeat")
            field = known[part] = read_field(parse(part))
        yield field


def _document(content: bytes, codec: Codec, split: Splitter, parse: Parse) -> Any:
    """Read a document that holds a list of others."""
    lists = {
        key: kind.item
        for key, kind in codec.kinds.items()
        if isinstance(kind, ListOf) and isinstance(kind.item, Codec)
    }
    if not lists:
        return None
    parts = _named_parts(content, split, parse)
    named: dict[str, Any] = {}
    for key, part in parts.items():
        is_list = key in lists and part.startswith(b"[")
        named[key] = [*_documents(part, lists[key], split, parse)] if is_list else parse(part)
    return codec.load(named)


def _named_parts(content: bytes, split: Splitter, parse: Parse) -> Mapping[str, bytes]:
    """Return the text of each value of a mapping; raises ``ValueError`` for a key given twice."""
    parts = split.entries(content)
    between: list[bytes] = []
    end = 0
    for part in parts.values():
        start = _index(content, part, end)
        between.append(content[end:start])
        end = start + len(part)
    without_values = b"0".join([*between, content[end:]])
    if [*parse(without_values)] != [*parts]:
        raise ValueError("a key is given twice, or a value stands in a key")
    return parts


def _index(content: bytes, part: bytes, start: int) -> int:
    """Return where a part begins; to look for all of a large one takes as long as reading it."""
    beginning = part[:100]
    at = content.index(beginning, start)
    while not content.startswith(part, at):
        at = content.index(beginning, at + 1)
    return at
