"""What is checked: a document or a table, with the files beside it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any, TypeAlias

import attrs
import numpy as np
from cryosparc.dataset import CSDAT_FORMAT, NUMPY_FORMAT, Dataset

from cryosparc_spec import FileError, OutputSpec, Problem, check_file, structure
from cryosparc_spec.checks import check_output
from tests.soundness.facts import ColumnFact
from tests.soundness.texts import Text, json_text, toml_text, yaml_text


@attrs.frozen
class Document:
    """Plain data, and how it is written."""

    data: Any
    suffix: str
    indent: int = 2
    flow: bool | None = None
    comment: str = ""

    def text(self) -> Text:
        """Return the text, and where each value stands in it."""
        match self.suffix:
            case ".json":
                return json_text(self.data, indent=self.indent)
            case ".toml":
                return toml_text(self.data)
            case ".csg":
                return yaml_text(self.data, flow=False, sort=True)
            case _:
                return yaml_text(self.data, flow=self.flow, comment=self.comment)

    def written(self) -> bytes:
        return self.text().text.encode()


@attrs.frozen
class Table:
    """Columns of a ``.cs`` file, all zeros, and who writes it."""

    columns: tuple[ColumnFact, ...]
    rows: int
    writer: str = "numpy"
    """``numpy``, or what cryosparc-tools writes: ``npy`` and ``csdat``."""
    text: int = 24
    """Length of the longest text."""
    objects: frozenset[str] = frozenset()
    """Columns that numpy writes as Python objects."""

    def written(self) -> bytes:
        """Return the bytes of the file; numpy warns of headers over 64 kB."""
        file = io.BytesIO()
        with warnings.catch_warnings(action="ignore"):
            if self.writer == "numpy":
                np.save(file, np.zeros(self.rows, self._dtype()))
            else:
                fields: Any = list(self.columns[1:])
                table: Any = Dataset.allocate(self.rows, fields)
                table.save(file, format=CSDAT_FORMAT if self.writer == "csdat" else NUMPY_FORMAT)
        return file.getvalue()

    def _dtype(self) -> Any:
        dtypes: list[Any] = []
        for name, code, shape in self.columns:
            written = f"S{self.text}" if code == "O" else code
            dtypes.append((name, "O" if name in self.objects else written, shape))
        return dtypes


Content: TypeAlias = Document | Table | bytes


@attrs.frozen
class Sample:
    """Files, of which one is checked."""

    kind: str
    main: str
    """Name of the file that is checked."""
    files: Mapping[str, Content]
    held_to: Mapping[str, Any] | None = None
    """Output that a table is held to."""
    expected: frozenset[str] = frozenset()
    """Kinds of the warnings that are right to come."""
    datatype: str | None = None
    """What is in a table."""

    @property
    def document(self) -> Document:
        content = self.files[self.main]
        assert isinstance(content, Document)
        return content

    @property
    def table(self) -> Table:
        content = self.files[self.main]
        assert isinstance(content, Table)
        return content

    def with_main(self, content: Content) -> Sample:
        """Return the same with another content of the file that is checked."""
        return attrs.evolve(self, files={**self.files, self.main: content})

    def with_data(self, data: Any) -> Sample:
        return self.with_main(attrs.evolve(self.document, data=data))

    def write(self, folder: FilePath) -> FilePath:
        """Write the files into a folder, in the place of all others; return the one to check."""
        for old in folder.iterdir():
            old.unlink()
        for name, content in self.files.items():
            data = content if isinstance(content, bytes) else content.written()
            (folder / name).write_bytes(data)
        return folder / self.main

    def problems(self, folder: FilePath) -> tuple[Problem, ...]:
        """Write the files into a folder, and return what is said of the one that is checked."""
        path = self.write(folder)
        if self.held_to is None:
            return tuple(check_file(path))
        try:
            return check_output(path, structure(dict(self.held_to), OutputSpec)).problems
        except FileError as error:
            return error.problems
