"""Mappings of documents in files, each of which is read when it is asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from pathlib import Path
from typing import Any, Generic, TypeVar

import attrs

from cryosparc_spec.files.text import in_file
from cryosparc_spec.problems.errors import FileError, SpecError
from cryosparc_spec.problems.problem import Problem, ProblemKind

_T = TypeVar("_T")


@attrs.frozen(eq=False)
class ReadWhenAsked(Mapping[str, _T], Generic[_T]):
    """Documents by name. Each look-up reads the file, and nothing is kept.

    ``values`` and ``items`` pass over the documents that cannot be read; asking for one of them
    raises :class:`~cryosparc_spec.SpecError`.
    """

    files: Mapping[str, Path]
    """The file of each document."""

    @abstractmethod
    def read(self, path: Path) -> tuple[_T, list[Problem]]:
        """Return what is sound of a document, and what is not.

        Raises :class:`~cryosparc_spec.SpecError` where nothing can be read, and ``OSError``.
        """

    @abstractmethod
    def unknown(self, name: str) -> SpecError:
        """Return the error for a name that is not here, which is a ``KeyError`` as well."""

    def file(self, name: str) -> Path:
        """Return the file of a document."""
        if name not in self.files:
            raise self.unknown(name)
        return self.files[name]

    def if_readable(self, name: str) -> _T | None:
        """Return a document, or ``None`` where its file cannot be read."""
        try:
            return self[name]
        except SpecError:
            return None

    def problems_of(self, name: str) -> tuple[Problem, ...]:
        """Return what keeps a document, or parts of it, from being read."""
        try:
            return tuple(self._read(name)[1])
        except SpecError as error:
            return error.problems

    def _read(self, name: str) -> tuple[_T, list[Problem]]:
        path = self.file(name)
        try:
            return self.read(path)
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            problem = Problem((), message, kind=ProblemKind.UNREADABLE)
            raise FileError([in_file(problem, path)]) from None

    def __getitem__(self, name: str) -> _T:
        return self._read(name)[0]

    def __contains__(self, name: object) -> bool:
        return name in self.files

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def values(self) -> ValuesView[_T]:
        """Give the documents that can be read, each read when it is its turn."""
        return _Values(self)

    def items(self) -> ItemsView[str, _T]:
        """Give the documents that can be read with their names, each read when it is its turn."""
        return _Items(self)


class _Values(ValuesView[_T]):
    _mapping: ReadWhenAsked[_T]

    def __iter__(self) -> Iterator[_T]:
        return (document for _, document in self._mapping.items())


class _Items(ItemsView[str, _T]):
    _mapping: ReadWhenAsked[_T]

    def __iter__(self) -> Iterator[tuple[str, _T]]:
        found: Iterator[tuple[str, Any]] = (
            (name, self._mapping.if_readable(name)) for name in self._mapping
        )
        return ((name, document) for name, document in found if document is not None)
