from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import FileError, JobDefinition, Problem, SpecError, check_file, structure
from cryosparc_spec.checks.raw_definition import check_raw_definition
from cryosparc_spec.files.load_and_dump import read
from cryosparc_spec.files.syntax import json, toml, yaml
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.validators import is_list, is_mapping

FOLDER = Path(__file__).parents[2] / "docs" / "broken_examples"
SPELLINGS: Mapping[str, Callable[[str | None, Any], str]] = {
    ".json": json.spell,
    ".toml": toml.spell,
    ".yaml": yaml.spell,
}
DATA = re.compile(r"write (?!one of )(.+?)(?: if that is meant||, or a larger count_max)?")
LEAVE_OUT = re.compile(
    "leave (it|passthrough) out(, if the other is meant)?|keep name, leave prefix out"
)
ADVICE = re.compile("keep one of them|write one of .*|`cryosparc-spec slots --datatype .*")


def pasted(text: str, suffix: str) -> tuple[bool, Any]:
    """Read what a hint says to write, in the format of its file: whether it is an entry, and it."""
    match suffix:
        case ".json":
            is_entry = re.match(r'"\w+": ', text) is not None
            return is_entry, json.read(f"{{{text}}}" if is_entry else text).raw
        case ".toml":
            is_entry = re.match(r"\w+ = ", text) is not None
            raw = tomllib.loads(text if is_entry else f"data = {text}")
            return is_entry, raw if is_entry else raw["data"]
        case _:
            return re.match(r"\w+: ", text) is not None, yaml.read(text).raw


def changed(raw: Any, path: DocumentPath, change: Callable[[Any], Any]) -> Any:
    """Return data in which the value at a path is what ``change`` makes of it."""
    if not path:
        return change(raw)
    if is_list(raw):
        return [changed(v, path[1:], change) if i == path[0] else v for i, v in enumerate(raw)]
    return {k: changed(v, path[1:], change) if k == path[0] else v for k, v in raw.items()}


def with_entries(parent: Any, key: str | int, entries: Mapping[str, Any]) -> Any:
    """Return a mapping or list with other entries in the place of one; none leaves it out."""
    if is_list(parent):
        return [item for index, item in enumerate(parent) if index != key]
    items = ({name: item} if name != key else entries for name, item in parent.items())
    return {name: item for each in items for name, item in each.items()}


def names_a_key(problem: Problem) -> bool:
    of_side = problem.kind is ProblemKind.INVALID_NAME and len(problem.path) == 2
    return of_side or problem.kind is ProblemKind.UNKNOWN_KEY


def mended(raw: Any, problem: Problem, suffix: str) -> Any:
    """Return data with the hint of a problem followed, as by one who pastes it."""
    path, hint = problem.path, problem.hint or ""
    if LEAVE_OUT.fullmatch(hint):
        return changed(raw, path[:-1], lambda parent: with_entries(parent, path[-1], {}))
    match = DATA.fullmatch(hint)
    assert match, hint
    is_entry, data = pasted(match[1], suffix)
    if not is_entry and not names_a_key(problem):
        return changed(raw, path, lambda _: data)
    value = raw
    for key in path:
        value = value[key]
    if is_entry and is_mapping(value):
        return changed(raw, path, lambda mapping: {**mapping, **data})
    entries = data if is_entry else {data: value}
    return changed(raw, path[:-1], lambda parent: with_entries(parent, path[-1], entries))


def counted(problems: Iterable[Problem]) -> Counter[ProblemKind]:
    """Count problems, wherever they are: what is left out or renamed moves others."""
    return Counter(problem.kind for problem in problems)


def follow_each_hint(raw: Any, problems: Iterable[Problem], suffix: str) -> None:
    """Follow each hint by itself: its problem goes, and no other comes."""
    before = counted(check_raw_definition(raw))
    for problem in problems:
        if problem.hint is None or ADVICE.fullmatch(problem.hint):
            continue
        after = counted(check_raw_definition(mended(raw, problem, suffix)))
        assert after <= before - counted([problem]), problem


def readable(path: Path) -> bool:
    try:
        read(path)
    except FileError:
        return False
    return True


BROKEN = sorted(p.name for p in FOLDER.iterdir() if p.suffix != ".txt" and readable(p))


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_examples_say_to_write_mends_them(name: str) -> None:
    """Each hint is pasted where it belongs, as its format has it, and all is checked again."""
    problems = check_file(FOLDER / name)
    follow_each_hint(read(FOLDER / name).raw, problems, Path(name).suffix)


def test_most_examples_can_be_read() -> None:
    """The others are not in their format, and have no data to mend."""
    assert len(BROKEN) > 25


SLOTS = {
    "optional": "?ctf",
    "optional-of-another-type": "?background_blob",
    "optional-mistyped": "?pick_stat",
    "optional-of-an-unknown-type": "?zzz",
    "optional-of-a-series": "?components_mode_0",
    "optional-twice": "??ctf",
    "optional-after-a-space": " ?ctf",
    "optional-with-a-space": "?pick stats",
    "only-the-mark": "?",
    "empty": "",
    "mistyped": "ctff",
    "of-a-series": "alignments_class_3",
    "of-another-datatype": "?micrograph_blob",
    "full": {"name": "components_mode_0", "dtype": "components", "required": False},
    "full-mistyped": {"name": "ctf", "dtype": "ctff", "required": False},
    "full-mistyped-other-name": {"name": "mine", "dtype": "stat_blobb", "required": False},
    "full-with-its-own-name": {"name": "background_blob", "dtype": "background_blob"},
    "full-bad-name": {"name": "c t f", "dtype": "ctf", "required": False},
    "full-bad-dtype": {"name": "ctf", "dtype": "c-tf", "required": False},
    "required-as-text": {"name": "ctf", "dtype": "ctf", "required": "no"},
    "required-as-number": {"name": "ctf", "dtype": "ctf", "required": 0},
    "without-type": {"name": "ctf", "required": False},
    "without-type-of-a-series": {"name": "components_mode_1"},
    "without-type-mistyped": {"name": "pick_stat", "required": False},
    "without-type-unknown": {"name": "zzz", "required": False},
    "without-name": {"dtype": "ctf", "required": False},
    "mistyped-key": {"nam": "ctf", "dtype": "ctf", "required": False},
    "type-for-dtype": {"name": "ctf", "type": "ctf", "required": False},
    "key-too-many": {"name": "ctf", "dtype": "ctf", "dtyp": "ctf"},
    "deprecated": {"dtype": "ctf", "prefix": "ctf"},
    "deprecated-optional": {"dtype": "ctf", "prefix": "mine", "required": False},
    "deprecated-beside-the-name": {"dtype": "ctf", "name": "ctf", "prefix": "ctf"},
    "deprecated-other-than-the-name": {"dtype": "ctf", "name": "ctf", "prefix": "blob"},
    "text": '{"name": "ctf", "dtype": "ctf", "required": false}',
    "text-of-an-unknown-type": '{"name": "zzz", "dtype": "zzz", "required": false}',
    "text-without-type": '{"name": "ctf", "required": false}',
    "text-deprecated": '{"dtype": "ctf", "prefix": "ctf"}',
    "text-deprecated-optional": '{"dtype": "ctf", "prefix": "ctf", "required": false}',
    "text-that-is-no-json": '{"dtype": "ctf"',
}


@pytest.mark.parametrize("suffix", SPELLINGS)
@pytest.mark.parametrize("side", ["inputs", "outputs"])
@pytest.mark.parametrize("slot", SLOTS.values(), ids=SLOTS)
def test_what_to_write_for_a_slot_is_right_in_inputs_and_outputs(
    slot: Any, side: str, suffix: str
) -> None:
    """In an output nothing to paste is optional, and an unknown word is not kept for it."""
    raw = {side: {"a": {"type": "particle", "slots": ["blob", slot]}}}
    problems = [problem.spelled(SPELLINGS[suffix]) for problem in check_raw_definition(raw)]
    follow_each_hint(raw, problems, suffix)
    if side == "outputs":
        assert not [p for p in problems if p.hint and re.search('false|"[?]', p.hint)]


SPECS: Mapping[str, Mapping[str, Any]] = {
    "count-min-too-large": {"count_min": 600},
    "count-min-too-large-for-the-other": {"count_min": 600, "count_max": 2},
    "both-too-large": {"count_min": 600, "count_max": 700},
    "count-min-over-count-max": {"count_min": 3, "count_max": 1},
    "count-max-below-0": {"count_max": -1},
    "counts-as-text": {"count_min": "1", "count_max": "many"},
    "count-max-as-a-word": {"count_max": "infinity"},
    "count-max-true": {"count_max": True},
    "repeat-allowed-as-text": {"repeat_allowed": "yes"},
    "no-slots": {"slots": []},
    "slots-as-text": {"slots": "blob"},
    "slots-as-text-with-commas": {"slots": "blob, ctf"},
    "slots-as-text-mistyped": {"slots": "blop"},
    "optional-slots-as-text": {"slots": "?blob"},
    "datatype-mistyped": {"type": "particl"},
    "datatype-of-nothing": {"type": 3},
    "title-as-number": {"title": 3},
    "key-mistyped": {"titel": "a"},
    "key-mistyped-and-right": {"titel": "a", "title": "a"},
    "passthrough-mistyped": {"passthrough": "mic"},
    "passthrough-of-another-datatype": {"passthrough": "movies"},
}


@pytest.mark.parametrize("suffix", SPELLINGS)
@pytest.mark.parametrize("side", ["inputs", "outputs"])
@pytest.mark.parametrize("entries", SPECS.values(), ids=SPECS)
def test_what_to_write_for_an_input_or_output_mends_it(
    entries: Mapping[str, Any], side: str, suffix: str
) -> None:
    """What cannot be mended by data, such as a key that outputs do not have, has no hint."""
    mics = {"type": "particle", "slots": ["blob"]}
    inputs = {"mics": mics, "movies": {"type": "exposure", "slots": ["movie_blob"]}}
    spec = {"type": "particle", "slots": ["blob"], **entries}
    raw: dict[str, Any] = {"inputs": inputs}
    raw[side] = {**raw.get(side, {}), "a": spec}
    problems = [problem.spelled(SPELLINGS[suffix]) for problem in check_raw_definition(raw)]
    follow_each_hint(raw, problems, suffix)


@pytest.mark.parametrize(
    ("raw", "hints"),
    [
        pytest.param({"inputs": {"a": {}}}, [None], id="input"),
        pytest.param({"inputs": {"a": {"typ": "mask"}}}, ['write "type"', None], id="mistyped"),
    ],
)
def test_what_follows_from_a_mistake_is_not_told(raw: Any, hints: list[str | None]) -> None:
    """A key that is mistyped is not missing as well, and what is empty lacks no slots."""
    assert [problem.hint for problem in check_raw_definition(raw)] == hints


@pytest.mark.parametrize(
    ("fix", "suffix", "text"),
    [
        pytest.param(Fix.of(1, key="count_min"), ".json", 'write "count_min": 1', id="JSON"),
        pytest.param(Fix.of(1, key="count_min"), ".toml", "write count_min = 1", id="TOML"),
        pytest.param(Fix.of(1, key="count_min"), ".yaml", "write count_min: 1", id="YAML"),
        pytest.param(
            Fix.of({"a": ["b", {"c": True}]}),
            ".toml",
            'write { a = ["b", { c = true }] }',
            id="TOML-inline-table",
        ),
        pytest.param(Fix.of({"a": ["b", "?c"]}), ".yaml", "write {a: [b, '?c']}", id="YAML-flow"),
        pytest.param(Fix.of("b", remark=" or c"), ".yaml", 'write "b" or c', id="text"),
        pytest.param(
            Fix.of("my\nparts", key="passthrough"),
            ".toml",
            'write passthrough = "my\\nparts"',
            id="TOML-line-end",
        ),
        pytest.param(
            Fix.of("my parts", key="passthrough"),
            ".yaml",
            "write passthrough: my parts",
            id="YAML-plain",
        ),
        pytest.param(
            Fix.of("3", key="passthrough"), ".yaml", "write passthrough: '3'", id="number"
        ),
    ],
)
def test_a_fix_is_spelled_as_its_format_has_it(fix: Fix, suffix: str, text: str) -> None:
    """On one line, so that it can be pasted anywhere."""
    assert fix.spelled(SPELLINGS[suffix]) == text


def test_a_hint_that_was_put_in_other_words_stays() -> None:
    """Only a hint that is the fix is spelled anew."""
    fix = Fix.of({"a": 1})
    assert Problem((), "x", fix=fix).spelled(toml.spell).hint == "write { a = 1 }"
    assert Problem((), "x", fix=fix, hint="do it").spelled(toml.spell).hint == "do it"


def test_an_output_made_in_python_is_told_the_same() -> None:
    """Structuring, checks and the classes agree on what to write."""
    raw = {"outputs": {"a": {"type": "particle", "slots": ["?pick_stat"]}}}
    with pytest.raises(SpecError) as caught:
        structure(raw, JobDefinition)
    assert [problem.hint for problem in caught.value.problems] == ['write "pick_stats"']
    assert [problem.hint for problem in check_raw_definition(raw)] == [
        'write "pick_stats"',
        'write "pick_stats" if that is meant',
    ]
