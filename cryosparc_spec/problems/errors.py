"""The ``SpecError`` family, which carries problems, and how several are gathered."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Self, TypeVar

from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind

_T = TypeVar("_T")

_MOST_SHOWN = 100


class SpecError(ValueError):
    """A value or document that is not valid; ``problems`` holds everything found wrong.

    >>> try:
    ...     raise SpecError.of("'3x4' is not a dtype", hint='write "3u4"')
    ... except SpecError as error:
    ...     print(error, len(error.problems))
    '3x4' is not a dtype; write "3u4" 1
    """

    problems: tuple[Problem, ...]
    """At least one problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    @classmethod
    def of(
        cls,
        message: str,
        *,
        path: DocumentPath = (),
        kind: ProblemKind = ProblemKind.INVALID_VALUE,
        hint: str | None = None,
        fix: Fix | None = None,
    ) -> Self:
        """Make an error with one problem."""
        problem = Problem(path, message, kind=kind, hint=hint)
        return cls([problem if fix is None else problem.with_fix(fix)])

    def under(self, *keys: str | int) -> Self:
        """Return the same error seen from further up the document."""
        return type(self)([problem.under(*keys) for problem in self.problems])

    def _render_traceback_(self) -> list[str]:
        """Return what IPython prints, which asks for it: no frames of generated code."""
        from cryosparc_spec.problems.tracebacks import lines_for_notebooks

        return lines_for_notebooks(self)

    def __rich__(self) -> Any:
        from cryosparc_spec.problems.for_rich import rich_problems

        return rich_problems(self.problems)

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return str(self.problems[0])
        lines = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        more = len(self.problems) - len(lines)
        lines += [f"and {more} more"] if more else []
        return "\n  ".join([f"{len(self.problems)} problems:", *lines])


class ParseError(SpecError):
    """Text or a value that cannot be read as what was asked for."""


class Problems:
    """Gathers problems, so that everything wrong is reported at once.

    >>> problems = Problems()
    >>> for index, word in enumerate(["ctf", "c t f"]):
    ...     with problems.at(index):
    ...         if not word.isidentifier():
    ...             raise ParseError.of("not a name")
    >>> problems.raise_if_any()
    Traceback (most recent call last):
    ...
    cryosparc_spec.problems.errors.ParseError: $[1]: not a name
    """

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def at(self, *keys: str | int) -> AbstractContextManager[None]:
        """Catch the :class:`SpecError` of the block, and keep its problems under ``keys``."""
        return _Kept(self.found, keys)

    def raise_if_any(self) -> None:
        """Raise a :class:`ParseError` with all problems found."""
        if self.found:
            raise ParseError(self.found)


class _Kept(AbstractContextManager[None]):
    """Keeps problems under keys; a generator, which is shorter, takes nearly twice as long."""

    __slots__ = ("found", "keys")

    def __init__(self, found: list[Problem], keys: DocumentPath) -> None:
        self.found, self.keys = found, keys

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: object
    ) -> bool:
        if not isinstance(error, SpecError):
            return False
        self.found += [problem.under(*self.keys) for problem in error.problems]
        return True


def read_each_item(values: Iterable[Any], read: Callable[[Any], _T]) -> list[_T]:
    """Read values one by one; raises :class:`ParseError` with all problems, each by its index."""
    items: list[_T] = []
    problems: list[Problem] = []
    for index, value in enumerate(values):
        try:
            items.append(read(value))
        except SpecError as error:
            problems += [problem.under(index) for problem in error.problems]
    if problems:
        raise ParseError(problems)
    return items


@contextmanager
def located_at(*keys: str | int) -> Generator[None]:
    """Put the problems of a :class:`SpecError` raised in the block under ``keys``."""
    try:
        yield
    except SpecError as error:
        raise error.under(*keys) from None


class StructureError(SpecError):
    """A document that does not have the structure of its kind."""


class FileError(SpecError):
    """A file that cannot be read, or is not in the format its name says."""
