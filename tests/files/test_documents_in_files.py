"""Documents that CryoSPARC wrote, from their files and back: nothing lost, all mistakes told."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import check_file, dump, load
from cryosparc_spec.files.load_and_dump import read
from cryosparc_spec.problems import Severity
from tests.document_strategies import first_loss

REMARKS = {
    "reichow_subunit_enrichment_10gated__snippet.csg": [
        (Severity.NOTE, 1, "$.created"),
        (Severity.ERROR, 9, "$.results.alignments2D.metafile"),
    ],
    "reichow_subunit_enrichment_J350_exported__snippet.csg": [
        (Severity.NOTE, 1, "$.created"),
        (Severity.ERROR, 9, "$.results.alignments2D.metafile"),
        (Severity.WARNING, 29, "$.results.pick_stats.metafile"),
        (Severity.ERROR, 29, "$.results.pick_stats.metafile"),
    ],
}
"""What is wrong with files of the corpus: placeholders for dates, and a slip in a metafile.

The tables that the groups name are not in the corpus: those are the errors.
"""


def documents_in(corpus: Path) -> list[Path]:
    """The documents of the corpus."""
    return [path for path in sorted(corpus.rglob("*")) if path.suffix in (".json", ".csg")]


def test_all_documents_of_the_corpus_load_and_what_is_wrong_with_them_is_told(
    corpus: Path,
) -> None:
    """No more and no less; the tables of groups are not there."""
    paths = documents_in(corpus)
    assert len(paths) == 9
    told = {
        path.name: [(p.severity, p.position and p.position.line, p.place) for p in check_file(path)]
        for path in paths
    }
    assert {name: remarks for name, remarks in told.items() if remarks} == REMARKS


@pytest.mark.parametrize("suffix", [".json", ".yaml", ".csg"])
def test_nothing_in_the_corpus_is_lost_when_it_is_written(
    suffix: str, corpus: Path, tmp_path: Path
) -> None:
    """Every key and value is in what is written, in every format, and again after that."""
    for path in documents_in(corpus):
        document = load(path)
        dump(document, tmp_path / f"once{suffix}")
        assert first_loss(read(path).raw, read(tmp_path / f"once{suffix}").raw) is None
        again = load(tmp_path / f"once{suffix}", type(document))
        assert again == document
        dump(again, tmp_path / f"twice{suffix}")
        once, twice = (tmp_path / f"{name}{suffix}" for name in ("once", "twice"))
        assert once.read_bytes() == twice.read_bytes()


SOUND: dict[str, Any] = {
    "_id": "67292e95282b26b45d0e8fee",
    "uid": "J42",
    "project_uid": "P1",
    "workspace_uids": ["W1"],
    "uid_num": 42,
    "title": "Ab-initio",
    "status": "completed",
    "has_error": False,
    "parents": ["J41"],
    "tags": [],
    "spec": {
        "type": "homo_abinit",
        "params": {"abinit_K": 1},
        "inputs": {
            "particles": {
                "type": "particle",
                "title": "Particles",
                "slots": [
                    {"name": "blob", "dtype": "blob", "required": True},
                    {"name": "ctf", "dtype": "ctf", "required": True},
                ],
                "count_min": 1,
                "count_max": "inf",
                "repeat_allowed": False,
                "connections": [
                    {
                        "job_uid": "J41",
                        "output": "particles",
                        "results": [
                            {
                                "name": "blob",
                                "dtype": "blob",
                                "job_uid": "J41",
                                "output": "particles",
                                "result": "blob",
                                "version": "F",
                            }
                        ],
                    }
                ],
            }
        },
        "outputs": {
            "volume": {
                "type": "volume",
                "slots": [],
                "passthrough": None,
                "results": [
                    {
                        "name": "map",
                        "dtype": "blob",
                        "versions": [0],
                        "metafiles": ["J42/a.cs"],
                        "num_items": [1],
                        "passthrough": False,
                    }
                ],
                "num_items": 1,
            }
        },
        "resource_spec": {"cpu": 4, "gpu": 1, "ram": 3, "ssd": False},
    },
}
"""A job of CryoSPARC 5 in which nothing is wrong."""

_PARTICLES = ("spec", "inputs", "particles")
_VOLUME = ("spec", "outputs", "volume")
_RESULT = (*_PARTICLES, "connections", 0, "results", 0)
_MAP = (*_VOLUME, "results", 0)
GONE = object()
MISTAKES: dict[tuple[str | int, ...], object] = {
    ("uid",): 42,
    ("workspace_uids",): "W1",
    ("uid_num",): "42",
    ("status",): "complete",
    ("has_error",): "no",
    ("parents", 0): None,
    ("titel",): "misspelt, and the title is missing",
    ("spec", "params"): [],
    (*_PARTICLES, "type"): "particles",
    (*_PARTICLES, "slots", 0, "dtype"): None,
    (*_PARTICLES, "slots", 1, "required"): 1,
    (*_PARTICLES, "count_min"): 1.5,
    (*_PARTICLES, "repeat_allowed"): None,
    (*_RESULT, "job_uid"): GONE,
    (*_RESULT, "version"): False,
    (*_VOLUME, "passthrough"): True,
    (*_MAP, "versions", 0): "0",
    (*_MAP, "metafiles"): "J42/a.cs",
    (*_MAP, "num_items", 0): 1.0,
    ("spec", "resource_spec", "gpu"): "1",
}
"""Twenty mistakes, by their places."""


def planted(raw: dict[str, Any]) -> dict[str, Any]:
    """Return a document with all mistakes in it."""
    wrong = copy.deepcopy(raw)
    del wrong["title"]
    for (*way, last), value in MISTAKES.items():
        holder: Any = wrong
        for key in way:
            holder = holder[key]
        if value is GONE:
            del holder[last]
        else:
            holder[last] = value
    return wrong


def test_the_job_without_mistakes_is_clean(tmp_path: Path) -> None:
    """So that what is found below is what was planted."""
    path = tmp_path / "job.json"
    path.write_text(json.dumps(SOUND), "utf-8")
    assert check_file(path) == ()


def test_twenty_planted_mistakes_are_twenty_problems_in_one_run(tmp_path: Path) -> None:
    """Each with its path, and the line and column where it stands in the file."""
    path = tmp_path / "job.json"
    path.write_text(json.dumps(planted(SOUND), indent=2), "utf-8")
    lines = path.read_text("utf-8").split("\n")
    problems = check_file(path)
    expected = {way[:-1] if value is GONE else way for way, value in MISTAKES.items()}
    assert len(MISTAKES) == len(problems) == 20
    assert {problem.path for problem in problems} == expected
    for problem in problems:
        position = problem.position
        assert position is not None
        assert position.line is not None
        assert position.column is not None
        assert position.file == str(path)
        rest = lines[position.line - 1][position.column - 1 :]
        value = MISTAKES.get(problem.path, GONE)
        if problem.path == ("titel",):
            assert rest.startswith('"titel": ')
        elif value is GONE:
            assert rest == "{"
        else:
            start = json.dumps(value).replace("[]", "[")
            assert rest.startswith(start) or rest.startswith(f'"{problem.path[-1]}": {start}')
    assert [p.position.line for p in problems if p.position] == sorted(
        p.position.line or 0 for p in problems if p.position
    )
