"""What is pointed out in documents that CryoSPARC wrote, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import Job, JobDefinition, JobRegister, ParseError, Workflow, structure
from cryosparc_spec.checks import check_document
from cryosparc_spec.documents import LegacyJob
from cryosparc_spec.documents.codec.server_document import ServerDocument
from cryosparc_spec.problems import ProblemKind, Severity

NEWER = Severity.NOTE
SLIP = Severity.WARNING


def found(cls: type[ServerDocument], raw: Any) -> list[tuple[Severity, ProblemKind, str]]:
    """Check a document, and return what is pointed out."""
    return [(p.severity, p.kind, str(p)) for p in check_document(structure(raw, cls))]


JOB: dict[str, Any] = {"uid": "J1", "spec": {"type": "x"}}


@pytest.mark.parametrize(
    ("cls", "raw", "expected"),
    [
        pytest.param(Job, JOB, [], id="nothing"),
        pytest.param(Job, JOB | {"PID_main": 3, "_id": "x"}, [], id="keys known but not described"),
        pytest.param(
            Job,
            JOB | {"quantum": 1},
            [(NEWER, "unknown-key", '$.quantum: "quantum" is not a key that is known here')],
            id="newer key",
        ),
        pytest.param(
            LegacyJob,
            {"uid": "J1", "job_type": "x", "created": None, "queued_to_hostname": "a"},
            [],
            id="keys of CryoSPARC 4, which are not all described",
        ),
        pytest.param(
            Job,
            JOB | {"titel": "a"},
            [
                (NEWER, "unknown-key", '$.titel: "titel" is not a key that is known here'),
            ],
            id="misspelt key",
        ),
        *(
            pytest.param(
                Job,
                JOB | {key: "a"},
                [(NEWER, "unknown-key", f'$.{key}: "{key}" is not a key that is known here')],
                id=f"key of a newer server, {key}",
            )
            for key in ("summary_stats", "status_nums", "uid_number", "desc", "parent")
        ),
        pytest.param(
            Job,
            JOB | {"title": "b", "titel": "a"},
            [(NEWER, "unknown-key", '$.titel: "titel" is not a key that is known here')],
            id="the key that is meant is there",
        ),
        pytest.param(
            Job,
            JOB | {"_idd": "a"},
            [(NEWER, "unknown-key", '$._idd: "_idd" is not a key that is known here')],
            id="key with another name here",
        ),
        pytest.param(
            Job,
            JOB | {"status": "hibernating"},
            [
                (
                    NEWER,
                    "unknown-word",
                    '$.status: "hibernating" is not a word that is known here',
                )
            ],
            id="newer word",
        ),
        pytest.param(
            Job,
            {
                "uid": "J1",
                "spec": {
                    "type": "x",
                    "inputs": {"a": {"type": "particel", "slots": [{"name": "b", "dtype": "c"}]}},
                    "outputs": {"b": {"type": "mask", "results": [{"name": "m", "dtype": "blob"}]}},
                },
            },
            [
                (
                    SLIP,
                    "unknown-word",
                    '$.spec.inputs.a.type: "particel" is not a word that is known here; '
                    'write "particle"',
                )
            ],
            id="misspelt word, deep",
        ),
        pytest.param(
            JobRegister,
            {
                "specs": [
                    {"type": "x", "category": "import", "tags": ["gpuEnabled", "quantum"], "x": 1}
                ],
                "categories": {},
            },
            [
                (NEWER, "unknown-key", '$.specs[0].x: "x" is not a key that is known here'),
                (
                    NEWER,
                    "unknown-word",
                    '$.specs[0].tags[1]: "quantum" is not a word that is known here',
                ),
            ],
            id="register",
        ),
        pytest.param(
            Workflow,
            {"jobs": {"J1": {"jobType": "x", "parameters": {"a": {"value": {"type": "b"}}}}}},
            [],
            id="values are not looked into",
        ),
    ],
)
def test_what_is_not_known_is_pointed_out_and_no_more(
    cls: type[ServerDocument], raw: Any, expected: list[tuple[Severity, str, str]]
) -> None:
    """What a newer CryoSPARC may have written is a note, what is a letter away a warning."""
    assert found(cls, raw) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param(
            {}, "got a mapping; structure(data, Job) makes one of plain data", id="plain data"
        ),
        pytest.param(None, "got null", id="nothing"),
        pytest.param("J1/job.json", 'got "J1/job.json"', id="a path"),
        pytest.param([Job], "got a list", id="a list"),
        pytest.param(JobDefinition(), "got a value of type JobDefinition", id="a definition"),
    ],
)
def test_what_cryosparc_does_not_write_is_refused(value: object, message: str) -> None:
    """Anything else than a document of CryoSPARC is an error that says what is expected."""
    with pytest.raises(ParseError) as caught:
        check_document(value)
    assert str(caught.value) == (
        f"expected a document of CryoSPARC, such as an object of class Job, {message}"
    )


@pytest.mark.parametrize(
    ("number", "others"),
    [(1, ""), (2, ", here and in 1 other place"), (3, ", here and in 2 other places")],
)
def test_a_key_of_many_parts_is_told_once(number: int, others: str) -> None:
    """A newer client has it in each input; another key is told besides."""
    inputs: Any = {f"i{index}": {"type": "mask", "quantum": 1} for index in range(number)}
    inputs["i0"] |= {"other": 2}
    raw = {"uid": "J1", "spec": {"type": "x", "inputs": inputs}}
    assert sorted(text for _, _, text in found(Job, raw)) == [
        '$.spec.inputs.i0.other: "other" is not a key that is known here',
        f'$.spec.inputs.i0.quantum: "quantum" is not a key that is known here{others}',
    ]


def test_a_word_is_told_wherever_it_stands() -> None:
    """Words may be told as often as they stand, unlike keys."""
    inputs = {name: {"type": "odd"} for name in ("a", "b")}
    raw = {"uid": "J1", "spec": {"type": "x", "inputs": inputs}}
    assert [text for _, _, text in found(Job, raw)] == [
        f'$.spec.inputs.{name}.type: "odd" is not a word that is known here' for name in "ab"
    ]
