"""Time and memory grow in proportion to an input, for every format and every hostile shape."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cryosparc_spec import Field, check_dataset, check_file
from cryosparc_spec.datasets import DatasetHeader
from cryosparc_spec.documents.codec.codecs import codec_of
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.files.checks import examine_text
from cryosparc_spec.scripts.deprecated_slots import deprecated_slots_in
from tests.command_line import run
from tests.faults.growth import peak, time_growth
from tests.tables import write_table

pytestmark = pytest.mark.usefixtures("empty_folder")


def numbered(text: str, number: int, between: str = "") -> str:
    return between.join(text.replace("#", str(index)) for index in range(number))


SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "JSON line ends": (".json", lambda n: '{"inputs": 3}' + "\n" * 100 * n),
    "YAML line ends": (".yaml", lambda n: "inputs: 3" + "\n" * 100 * n),
    "TOML line ends": (".toml", lambda n: "inputs = 3" + "\n" * 100 * n),
    "TOML comments": (".toml", lambda n: "inputs = 3\n" + "# x\n" * 20 * n),
    "TOML numbers": (".toml", lambda n: f"inputs = 3\na = [{'1, ' * 10 * n}]"),
    "TOML texts": (".toml", lambda n: f"inputs = 3\na = [{chr(34) * 2 + ', '} {'1, ' * n}]"),
    "TOML tables": (".toml", lambda n: numbered("[inputs.a#]\ntypee = 3\n", n // 4)),
    "TOML escapes": (".toml", lambda n: 'inputs = """' + "\\\\" * 50 * n + '"""'),
    "JSON unknown keys": (
        ".json",
        lambda n: f"{{{numbered(chr(34) + 'k#' + chr(34) + ':1', n, ',')}}}",
    ),
    "JSON keys in jobs": (
        ".json",
        lambda n: json.dumps({"uid": "J1", "spec": {}, **{f"key_{i}": 1 for i in range(n)}}),
    ),
    "JSON wrong slots": (
        ".json",
        lambda n: json.dumps(
            {"inputs": {"a": {"type": "mask", "slots": [f"x {i}" for i in range(n)]}}}
        ),
    ),
    "JSON slots not known": (
        ".json",
        lambda n: json.dumps(
            {"inputs": {"a": {"type": "mask", "slots": [f"slot_{i}" for i in range(n)]}}}
        ),
    ),
    "JSON long names": (
        ".json",
        lambda n: json.dumps({"inputs": {f"{'a' * 200}{i}": {} for i in range(n // 4)}}),
    ),
    "YAML wrong inputs": (".yaml", lambda n: "inputs:\n" + numbered("  k#: {typ: 1}\n", n // 4)),
    "YAML one line": (".yaml", lambda n: "inputs: [" + "1, " * n + "1]"),
    "JSON numbers": (".json", lambda n: '{"inputs": [' + "1, " * 20 * n + "1]}"),
}


@pytest.mark.parametrize(("suffix", "make"), SHAPES.values(), ids=SHAPES)
def test_time_grows_in_proportion(suffix: str, make: Callable[[int], str]) -> None:
    """Four times as much takes at most twelve times as long: the square would be sixteen."""

    def examining(size: int) -> Callable[[], object]:
        content = make(size).encode()
        return lambda: examine_text(content, "x", suffix=suffix)

    assert time_growth(examining, 1000) < 12


@pytest.mark.parametrize(
    "name", [name for name in SHAPES if "line ends" in name or "numbers" in name or "TOML" in name]
)
def test_memory_is_a_small_multiple_of_the_text(name: str) -> None:
    """A few copies of it, and what it holds as data."""
    suffix, make = SHAPES[name]
    small, large = (make(size).encode() for size in (1000, 4000))

    def examining(content: bytes) -> int:
        return peak(lambda: examine_text(content, "x", suffix=suffix))

    assert examining(large) < 6 * examining(small) + 40 * len(large)


@pytest.mark.parametrize(
    "slot",
    ["x y", 3, {"name": "a"}, {"nam": "a", "dtype": "b"}, "??ctf", "ctf?", None, [], {"name": 3}],
    ids=str,
)
def test_a_wrong_slot_costs_a_few_kilobytes(slot: object) -> None:
    """What is kept of it is what is told, and not how it was found."""

    def examining(number: int) -> int:
        content = json.dumps({"inputs": {"a": {"type": "mask", "slots": [slot] * number}}})
        return peak(lambda: examine_text(content.encode(), "x", suffix=".json"))

    examining(10)
    assert examining(2000) - examining(1000) < 1000 * 6000


@pytest.mark.parametrize(
    "make",
    [
        lambda n: ")\n" + " " * n,
        lambda n: ")\n" + " \n" * n,
        lambda n: ")\n" + "a, " * n,
        lambda n: ")\n" + "a." * n,
        lambda n: ")\n" + "a?" * n,
        lambda n: ")\n" + "\t " * n + "?",
    ],
    ids=["spaces", "lines", "names", "dots", "marks", "tabs"],
)
def test_scripts_that_are_not_python_take_time_in_proportion(make: Callable[[int], str]) -> None:
    """IPython's commands are looked for in them."""

    def looking(size: int) -> Callable[[], object]:
        path = Path(f"{size}.py")
        path.write_text(make(size))
        return partial(deprecated_slots_in, path)

    assert time_growth(looking, 50_000) < 12


def test_missing_slots_of_a_large_table_take_time_in_proportion() -> None:
    """Near words are looked for only so often, and no other slot is looked at for one."""

    def checking(size: int) -> Callable[[], object]:
        folder = Path(str(size))
        write_table(folder / "t.cs", *((f"s{i}/x", "<f4") for i in range(size)))
        results = {
            f"{'s' if i % 2 else 'missing'}{i}": {
                "metafile": ">t.cs",
                "num_items": 3,
                "type": "particle.blob",
            }
            for i in range(size)
        }
        group = {"group": {"name": "a", "type": "particle"}, "results": results}
        (folder / "g.csg").write_text(json.dumps(group))
        return partial(check_file, folder / "g.csg")

    assert time_growth(checking, 250) < 12


@pytest.mark.parametrize("number", [0, 1, 7, 30, 99, 100, 1000])
@pytest.mark.parametrize("output_format", ["text", "json"])
def test_check_prints_as_many_problems_as_asked_for(
    output_format: str, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """All are counted, and what is left out is told."""
    slots = [f"x {index}" for index in range(50)]
    for name in ("a.json", "b.json"):
        document = {"inputs": {"a": {"type": "mask", "slots": slots}}}
        Path(name).write_text(json.dumps(document))
    command = ["check", "a.json", "b.json", "--format", output_format]
    outcome = run(capsys, *command, "--max-problems", str(number))
    left = max(0, 100 - number)
    assert outcome.exit_code == 1
    if output_format == "json":
        report = json.loads(outcome.out)
        assert len(report["problems"]) == 100 - left
        assert report["summary"]["left_out"] == left
        return
    lines = outcome.out.splitlines()
    assert sum(": error: " in line for line in lines) == 100 - left
    assert lines[-1] == "2 files checked: 100 errors"
    assert (f"and {left} more" in lines) == (left > 0)


@pytest.mark.parametrize(
    "make",
    [
        lambda i: {f"key_{i}_{j}": 1 for j in range(2000)},
        lambda i: {f"{i}{'k' * 100_000}": 1},
        lambda i: {f"{'k' * 50}{i}_{j}": None for j in range(300)},
        lambda i: {f"{i}_{j}" * 20: [] for j in range(250)},
        lambda i: {"uid": f"{i}" * 100_000, f"new{i}": 1},
    ],
    ids=["many", "long", "many long", "lists", "long text"],
)
def test_what_is_kept_of_documents_is_bounded_in_bytes(
    make: Callable[[int], dict[str, object]],
) -> None:
    """Ever new documents leave no more behind than a few megabytes."""
    load = codec_of(LegacyJob).load
    assert kept_of(lambda number: load({"uid": "J1", **make(number)}), times=300) < 10_000_000


@pytest.mark.parametrize(
    "names",
    [
        lambda i: [f"a/{'n' * 240}{i}_{j}" for j in range(190)],
        lambda i: [f"a/n{i}_{j}" for j in range(1000)],
        lambda i: [f"slot_{i}_{j}/n" for j in range(150)],
    ],
    ids=["long", "very many", "slots"],
)
def test_what_is_kept_of_tables_is_bounded_in_bytes(names: Callable[[int], list[str]]) -> None:
    """Ever new tables in which nothing is wrong leave no more behind than a few megabytes."""

    def look_at(number: int) -> object:
        fields = [Field(name, "f4") for name in names(number)]
        fields.append(Field("uid", "u8"))
        return check_dataset(
            DatasetHeader(rows=1, fields=fields, format="NPY 1.0", header_size=128)
        )

    assert kept_of(look_at, times=80) < 10_000_000


def kept_of(look_at: Callable[[int], object], *, times: int) -> int:
    """Return the bytes that are kept after so many different things were looked at."""
    tracemalloc.start()
    try:
        for number in range(times):
            look_at(number)
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
