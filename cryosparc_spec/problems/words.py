"""Words and keys that are not known, and the nearest ones that are."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.synonyms import synonym
from cryosparc_spec.problems.value_text import show_value

_P = ParamSpec("_P")
_T = TypeVar("_T")

_LONGEST_COMPARED = 64
_MOST_BESIDE_A_FIX = 10
"""Most words that are listed where the one that is meant is told."""

_MOST_COMPARED = 20_000
"""Most comparisons of two words in one call; a document with hundreds of slips has as many."""

_MOST_REMEMBERED = 500
"""Most words of a vocabulary with which a slip is compared once, however often it comes again."""


class _Comparisons:
    """The comparisons of one call: how many are left, and what those before have found."""

    def __init__(self) -> None:
        self.left = _MOST_COMPARED
        self.found: dict[tuple[str, tuple[str, ...], float], str | None] = {}

    def nearest(self, word: str, words: tuple[str, ...], cutoff: float) -> str | None:
        """Return the nearest word; ``None`` too where there are no comparisons left."""
        if len(words) > _MOST_REMEMBERED:
            return self._compared(word, words, cutoff)
        if word in words:
            return word
        key = word, words, cutoff
        if key not in self.found:
            found = self._compared(word, words, cutoff)
            if self.left < 0:
                return None
            self.found[key] = found
        return self.found[key]

    def _compared(self, word: str, words: tuple[str, ...], cutoff: float) -> str | None:
        self.left -= len(words)
        return _nearest(word, words, cutoff) if self.left >= 0 else None


_comparisons: ContextVar[_Comparisons | None] = ContextVar("_comparisons", default=None)


def few_near_words(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Look for near words only so often in a call: a document may have very many wrong ones."""

    @wraps(function)
    def bounded(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        if _comparisons.get() is not None:
            return function(*args, **kwargs)
        token = _comparisons.set(_Comparisons())
        try:
            return function(*args, **kwargs)
        finally:
            _comparisons.reset(token)

    return bounded


SLIP = 0.8
"""How alike two words are, from 0 to 1, where one is most likely the other mistyped."""


def nearest_word(word: str, words: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Find the known word that a mistyped one most likely stands for, at least as alike.

    >>> nearest_word("particl", ["particle", "volume"])
    'particle'
    """
    if not 0 < len(word) <= _LONGEST_COMPARED:
        return None
    known = tuple(words)
    comparisons = _comparisons.get()
    if comparisons is None:
        return _nearest(word, known, cutoff)
    return comparisons.nearest(word, known, cutoff)


def _nearest(word: str, words: tuple[str, ...], cutoff: float) -> str | None:
    from difflib import get_close_matches

    by_folded = {known.casefold(): known for known in words}
    matches = get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[matches[0]] if matches else None


def word_meant(word: str, words: Iterable[str]) -> str | None:
    """Find the known word that another stands for: by what it means, and then by its spelling.

    >>> word_meant("min", ["count_min", "title"]), word_meant("titel", ["count_min", "title"])
    ('count_min', 'title')
    """
    known = list(words)
    return synonym(word, known) or nearest_word(word, known)


def unknown_word(value: object, words: Iterable[str], *, what: str) -> ParseError:
    """Make the error for a word that is not in a vocabulary, with the nearest one that is."""
    known = list(words)
    meant = word_meant(value, known) if isinstance(value, str) else None
    expected = f": expected one of {', '.join(known)}" if known else ": there are none"
    if meant and len(known) > _MOST_BESIDE_A_FIX:
        expected = ""
    return ParseError.of(
        f"{show_value(value)} is not {what}{expected}",
        kind=ProblemKind.UNKNOWN_WORD,
        fix=Fix.of(meant) if meant else None,
    )


def unknown_key(key: object, known: Sequence[str], given: Container[object], *, of: str) -> Problem:
    """Make the problem of a key that a mapping cannot have, with the nearest one that it can.

    ``given`` are the keys that it has: what stands there already cannot be written once more.
    """
    meant = word_meant(str(key), known)
    fix = None
    if meant is not None:
        fix = Fix.remove() if meant in given else Fix.rename(meant)
    if meant == "required" and key == "optional" and meant not in given:
        fix = _required_for(given)
    return Problem(
        (str(key),),
        f"{show_value(key)} is not a key of {of}: expected {', '.join(known)}",
        kind=ProblemKind.UNKNOWN_KEY,
        fix=fix,
    )


def _required_for(given: Container[object]) -> Fix:
    """Say what stands for ``optional``, whose value is the other way round."""
    mapping = isinstance(given, Mapping)
    optional = cast("Mapping[str, object]", given)["optional"] if mapping else True
    return Fix.rename("required", value=optional is False)


def keys_meant(unknown: Iterable[object], known: Sequence[str]) -> set[str | None]:
    """Return the keys that mistyped ones most likely stand for."""
    return {word_meant(str(key), known) for key in unknown}


def mistyped_as(key: str, unknown: Iterable[object]) -> Fix | None:
    """Say which of the unknown keys stands for one that is missing, most likely.

    >>> print(mistyped_as("job_uid", ["output", "job_id"]))
    rename "job_id" to "job_uid"
    """
    words = [word for word in unknown if isinstance(word, str)]
    found = next((word for word in words if synonym(word, (key,))), None)
    found = found or nearest_word(key, words)
    if found is None:
        return None
    return Fix.rename(key, at=(found,), words=f"rename {show_value(found)} to {show_value(key)}")
