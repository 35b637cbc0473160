"""Suffixes of the files that are read, in any case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import AnyPath
from cryosparc_spec.problems.words import unknown_word

SUFFIXES = (".json", ".yaml", ".yml", ".toml", ".csg")
"""Suffixes of documents, which can be read and written."""

DATASET_SUFFIX = ".cs"
"""Suffix of datasets, which are checked and not loaded."""

PYTHON_SUFFIXES = (".py", ".pyi")
"""Suffixes of files of Python code."""

NOTEBOOK_SUFFIX = ".ipynb"
"""Suffix of Jupyter notebooks."""

CODE_SUFFIXES = (*PYTHON_SUFFIXES, NOTEBOOK_SUFFIX)
"""Suffixes of files with code."""

CHECKED = (*SUFFIXES, DATASET_SUFFIX, *CODE_SUFFIXES)
"""Suffixes of the files that are looked at in a folder."""


def is_code(path: AnyPath) -> bool:
    """Whether a file is Python code or a notebook, by its suffix."""
    return Path(path).suffix.lower() in CODE_SUFFIXES


def unknown_suffix(suffix: str, known: Sequence[str]) -> list[Problem]:
    """Return the problem of a suffix that is not read: another name does not change a format."""
    if not suffix:
        message = f"the name has no suffix: expected one of {', '.join(known)}"
        return [Problem((), message, kind=ProblemKind.UNKNOWN_WORD)]
    problems = unknown_word(suffix, known, what="a suffix that is read").problems
    return [problem.with_fix(None) for problem in problems]
