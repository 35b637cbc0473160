"""A register of 200 job types and 2,000 jobs, side by side with cryosparc-tools and msgspec.

Times as fast as cryosparc-tools 5.0.3, whose models are written in Rust, drop unknown keys, and
load the garbage collector, which is most of their time on Python 3.11.
"""

from __future__ import annotations

import gc
import json
import sys
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, get_args, get_origin

import attrs
import msgspec
import pytest
from cryosparc.models.job import Job as ToolsJob
from cryosparc.models.job_register import JobRegister as ToolsRegister
from pytest_benchmark.fixture import BenchmarkFixture

from cryosparc_spec import Job, JobRegister, StructureError, loads, structure, unstructure
from cryosparc_spec.documents import JobType
from cryosparc_spec.documents.codec.server_document import KEY, attribute_types
from cryosparc_spec.files.syntax.fast_json import fast_parse
from cryosparc_spec.vocabulary.families import StrFamily
from tests.benchmarks.interleaving import interleaved_medians, promise, report
from tests.benchmarks.server_documents import Raw, jobs, lean_register, register

ROUNDS = 9
OLD = sys.version_info < (3, 12)
NAMES = ["cryosparc_spec", "cryosparc-tools", "msgspec Structs"]
Calls: TypeAlias = list[Callable[[], object]]


def _struct_of(cls: Any) -> Any:
    """Return the msgspec Struct of a document class, which drops what it does not know."""
    if cls not in _structs:
        types = attribute_types(cls)
        fields: list[Any] = [a for a in attrs.fields(cls) if a.name not in ("extras", "_keys_read")]
        _structs[cls] = msgspec.defstruct(
            cls.__name__,
            [(a.name, _as_plain(types[a.name]), *_default_of(a)) for a in fields],
            kw_only=True,
            rename={a.name: a.metadata.get(KEY, a.name) for a in fields},
            frozen=True,
        )
    return _structs[cls]


def _default_of(attribute: attrs.Attribute[Any]) -> tuple[Any, ...]:
    return () if attribute.default is attrs.NOTHING else (attribute.default,)


_structs: dict[Any, Any] = {}


def _as_plain(annotation: Any) -> Any:
    origin, members = get_origin(annotation), get_args(annotation)
    if origin is Mapping:
        return dict[str, _as_plain(members[1])]  # type: ignore[misc]  # made at run time
    if origin is tuple:
        return tuple[_as_plain(members[0]), ...]  # type: ignore[misc]  # made at run time
    if members:
        known = [m for m in members if not (isinstance(m, type) and issubclass(m, StrFamily))]
        union = _as_plain(known[0])
        for member in known[1:]:
            union = union | _as_plain(member)
        return union
    return _struct_of(annotation) if attrs.has(annotation) else annotation


@pytest.fixture(scope="module")
def raw_register() -> Raw:
    """A register of 200 job types as plain data."""
    return register(200)


@pytest.fixture(scope="module")
def raw_lean_register() -> Raw:
    """A register of 200 job types without the keys that are at their defaults."""
    return lean_register(200)


BOTH_REGISTERS = pytest.mark.parametrize(
    "fixture",
    [
        pytest.param("raw_register", id="every key"),
        pytest.param("raw_lean_register", id="without defaults"),
    ],
)


def _raw_jobs(count: int) -> list[Raw]:
    [job] = jobs(1, {})
    needed = dict.fromkeys(("project_uid", "job_dir"), "a") | dict.fromkeys(
        ("project_uid_num", "status_num"), 1
    )
    minimal = {**job, **needed, "build_errors": [], "job_dir_size_last_updated": "2026-01-01"}
    template = ToolsJob.model_validate(minimal).model_dump(mode="json", by_alias=True)
    return jobs(count, template)


@pytest.fixture(scope="module")
def raw_jobs() -> list[Raw]:
    """2,000 jobs as plain data."""
    return _raw_jobs(2000)


def run_once(benchmark: BenchmarkFixture, call: Callable[[], object]) -> None:
    """Let the plugin take one time, for its table: a run of many rounds would take minutes."""
    untyped: Any = benchmark
    untyped.pedantic(call, rounds=1)


def _compare(benchmark: BenchmarkFixture, title: str, calls: Calls, *, at_least: float) -> None:
    taken = interleaved_medians(benchmark, *calls, rounds=ROUNDS)
    report(title, NAMES[: len(calls)], taken)
    ratio = taken[1] / taken[0]
    benchmark.extra_info.update(cryosparc_tools=ratio)
    run_once(benchmark, calls[0])
    promise(benchmark, ratio, at_least=at_least)


def _compare_registers(
    benchmark: BenchmarkFixture, title: str, raw: Raw, *, at_least: float
) -> None:
    struct = _struct_of(JobRegister)
    calls: Calls = [
        lambda: structure(raw, JobRegister),
        lambda: ToolsRegister.model_validate(raw),
        lambda: msgspec.convert(raw, struct),
    ]
    assert unstructure(structure(raw, JobRegister)) == raw
    _compare(benchmark, title, calls, at_least=at_least)


def test_reading_a_register(benchmark: BenchmarkFixture, raw_register: Raw) -> None:
    """Where every key is written, it loads as fast as in cryosparc-tools from Python data."""
    _compare_registers(benchmark, "register, every key, Python data", raw_register, at_least=1)


def test_reading_a_lean_register(benchmark: BenchmarkFixture, raw_lean_register: Raw) -> None:
    """Where keys at their defaults are left out, it loads 1.6 times as fast from Python data."""
    title = "register, without defaults, Python data"
    _compare_registers(benchmark, title, raw_lean_register, at_least=1.6)


def test_reading_jobs(benchmark: BenchmarkFixture, raw_jobs: list[Raw]) -> None:
    """From Python data they load 2.3 times as fast on Python 3.11, and 1.1 times on 3.13."""
    struct = _struct_of(Job)
    calls: Calls = [
        lambda: [structure(raw, Job) for raw in raw_jobs],
        lambda: [ToolsJob.model_validate(raw) for raw in raw_jobs],
        lambda: [msgspec.convert(raw, struct) for raw in raw_jobs],
    ]
    assert [unstructure(structure(raw, Job)) for raw in raw_jobs] == raw_jobs
    _compare(benchmark, "2,000 jobs, Python data", calls, at_least=2.3 if OLD else 1.1)


def _compare_register_texts(
    benchmark: BenchmarkFixture, title: str, raw: Raw, *, at_least: float
) -> None:
    assert fast_parse is not None
    text = json.dumps(raw)
    calls: Calls = [
        lambda: loads(text, JobRegister),
        lambda: ToolsRegister.model_validate_json(text),
        lambda: msgspec.json.decode(text, type=_struct_of(JobRegister)),
    ]
    _compare(benchmark, title, calls, at_least=at_least)


def test_reading_the_text_of_a_register(benchmark: BenchmarkFixture, raw_register: Raw) -> None:
    """Where every key is written, it takes longer than in cryosparc-tools."""
    title = "register, every key, JSON text"
    _compare_register_texts(benchmark, title, raw_register, at_least=0.5)


def test_reading_the_text_of_a_lean_register(
    benchmark: BenchmarkFixture, raw_lean_register: Raw
) -> None:
    """Where keys at their defaults are left out, it loads 1.3 times as fast on Python 3.11."""
    title = "register, without defaults, JSON text"
    _compare_register_texts(benchmark, title, raw_lean_register, at_least=1.3 if OLD else 0.8)


def test_reading_the_text_of_jobs(benchmark: BenchmarkFixture, raw_jobs: list[Raw]) -> None:
    """They load 1.3 times as fast on Python 3.11, and take longer on 3.13."""
    texts = [json.dumps(raw) for raw in raw_jobs]
    calls: Calls = [
        lambda: [loads(text, Job) for text in texts],
        lambda: [ToolsJob.model_validate_json(text) for text in texts],
    ]
    _compare(benchmark, "2,000 jobs, JSON text", calls, at_least=1.3 if OLD else 0.5)


@BOTH_REGISTERS
def test_writing_a_register(
    benchmark: BenchmarkFixture, fixture: str, request: pytest.FixtureRequest
) -> None:
    """Plain data is written about as fast as by ``model_dump(mode="json")``."""
    data: Raw = request.getfixturevalue(fixture)
    ours, theirs = structure(data, JobRegister), ToolsRegister.model_validate(data)
    calls: Calls = [lambda: unstructure(ours), lambda: theirs.model_dump(mode="json")]
    _compare(benchmark, f"{fixture}, written", calls, at_least=0.9)


def test_writing_jobs(benchmark: BenchmarkFixture, raw_jobs: list[Raw]) -> None:
    """Plain data is written about as fast as by ``model_dump(mode="json")``."""
    ours = [structure(raw, Job) for raw in raw_jobs]
    theirs = [ToolsJob.model_validate(raw) for raw in raw_jobs]
    calls: Calls = [
        lambda: [unstructure(job) for job in ours],
        lambda: [job.model_dump(mode="json") for job in theirs],
    ]
    _compare(benchmark, "2,000 jobs, written", calls, at_least=0.9)


@pytest.mark.parametrize("every", [pytest.param(200, id="one"), pytest.param(1, id="all")])
def test_a_failing_load(benchmark: BenchmarkFixture, raw_register: Raw, every: int) -> None:
    """All mistakes are told, at most ten times as slowly as a sound register loads."""
    wrong = json.loads(json.dumps(raw_register))
    for spec in wrong["specs"][every - 1 :: every]:
        for param in spec["params"].values():
            param["advanced"] = "no"
    mistakes = 34 * 200 // every

    def fail() -> None:
        with pytest.raises(StructureError) as caught:
            structure(wrong, JobRegister)
        assert len(caught.value.problems) == mistakes

    taken = interleaved_medians(
        benchmark, fail, lambda: structure(raw_register, JobRegister), rounds=3
    )
    report(f"{mistakes} mistakes, and none", ["failing", "sound"], taken)
    run_once(benchmark, fail)
    promise(benchmark, taken[1] / taken[0], at_least=1 / 10)


def _kept(load: Callable[[Raw], object], text: str) -> int:
    """Return the bytes that a loaded document keeps when the plain data is gone."""
    load(json.loads(text))
    gc.collect()
    tracemalloc.start()
    try:
        loaded = load(json.loads(text))
        gc.collect()
        kept = tracemalloc.get_traced_memory()[0]
        del loaded
    finally:
        tracemalloc.stop()
    return kept


@BOTH_REGISTERS
def test_memory_of_a_register(fixture: str, request: pytest.FixtureRequest) -> None:
    """A loaded register keeps at most a third of what it keeps in cryosparc-tools."""
    text = json.dumps(request.getfixturevalue(fixture))
    ours = _kept(lambda raw: structure(raw, JobRegister), text)
    theirs = _kept(ToolsRegister.model_validate, text)
    sys.stdout.write(f"\n{fixture}: {ours / 1e6:.1f} MB, cryosparc-tools {theirs / 1e6:.1f} MB\n")
    assert ours <= theirs / 3


def test_growth_from_20_to_2000_jobs(benchmark: BenchmarkFixture, raw_jobs: list[Raw]) -> None:
    """The cost of a job grows less with their number than in cryosparc-tools."""
    few = raw_jobs[:20]
    calls: Calls = [
        lambda: [[structure(raw, Job) for raw in few] for _ in range(10)],
        lambda: [structure(raw, Job) for raw in raw_jobs],
        lambda: [[ToolsJob.model_validate(raw) for raw in few] for _ in range(10)],
        lambda: [ToolsJob.model_validate(raw) for raw in raw_jobs],
    ]
    taken = interleaved_medians(benchmark, *calls, rounds=ROUNDS)
    growth, theirs = taken[1] / taken[0] / 10, taken[3] / taken[2] / 10
    sys.stdout.write(f"\n20 to 2,000 jobs: {growth:.2f}, cryosparc-tools {theirs:.2f}\n")
    run_once(benchmark, calls[0])
    promise(benchmark, theirs / growth, at_least=1)


def test_one_job_type_of_a_register(benchmark: BenchmarkFixture, raw_register: Raw) -> None:
    """An entry is structured on its own, and does not cost what all of them cost."""
    [raw] = [spec for spec in raw_register["specs"] if spec["type"] == "job_7"]
    calls: Calls = [
        lambda: structure(raw, JobType),
        lambda: structure(raw_register, JobRegister),
    ]
    taken = interleaved_medians(benchmark, *calls, rounds=3)
    report("one job type, and all 200", ["one", "all"], taken)
    run_once(benchmark, calls[0])
    promise(benchmark, taken[1] / taken[0], at_least=20)
