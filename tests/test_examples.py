from __future__ import annotations

from pathlib import Path

import pytest

from cryosparc_spec import InputSpec, JobDefinition, OutputSpec, check_file, dump, load
from cryosparc_spec.problems import ProblemKind, Severity
from tests.command_line import run

DOCS = Path(__file__).parents[1] / "docs"
FOLDER = DOCS / "examples"
BROKEN_FOLDER = DOCS / "broken_examples"
EXAMPLES = sorted(path.name for path in FOLDER.iterdir() if path.is_file())
BROKEN = sorted(path.name for path in BROKEN_FOLDER.iterdir() if path.suffix != ".txt")

OF_TABLES = {
    "missing-file",
    "missing-slot",
    "other-slot-type",
    "missing-column",
    "unexpected-column",
    "wrong-dtype",
    "column-order",
    "refused",
    "missing-job",
    "missing-output",
    "other-job",
    "files-disagree",
    "other-slot-name",
    "unknown-job-type",
    "unknown-parameter",
    "hidden-parameter",
    "unknown-input",
    "unknown-output",
    "not-connected",
}
"""Kinds of problems that tables, projects, and jobs that CryoSPARC brings have, and definitions
of external jobs have not."""


@pytest.fixture(autouse=True)
def _in_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)


@pytest.fixture
def broken_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in the folder of the broken examples."""
    monkeypatch.chdir(BROKEN_FOLDER)


@pytest.mark.parametrize("folder", [".", str(FOLDER)], ids=["relative", "absolute"])
def test_the_examples_are_clean(capsys: pytest.CaptureFixture[str], folder: str) -> None:
    """Checking the folder finds nothing to say, not even a note."""
    outcome = run(capsys, "check", folder)
    assert outcome.out == f"{len(EXAMPLES)} files checked: no problems\n"
    assert (outcome.exit_code, outcome.err) == (0, "")


def test_every_format_has_examples() -> None:
    """A reader finds each format in use, more than once."""
    suffixes = [Path(name).suffix.replace(".yml", ".yaml") for name in EXAMPLES]
    assert {suffix: suffixes.count(suffix) >= 2 for suffix in suffixes} == {
        ".json": True,
        ".toml": True,
        ".yaml": True,
    }


@pytest.mark.parametrize("suffix", [".json", ".yaml", ".yml", ".toml"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_survive_being_written_in_every_format(
    name: str, suffix: str, tmp_path: Path
) -> None:
    """What is written reads back as the same definition, and is as clean."""
    definition = load(name, JobDefinition)
    copy = tmp_path / f"copy{suffix}"
    dump(definition, copy)
    assert load(copy) == definition
    assert check_file(copy) == ()


def test_a_series_is_written_in_full() -> None:
    """The components of 3D variability keep their names and their slot type."""
    slots = load("variability_components.yaml", JobDefinition).outputs["particles"].slots
    assert [(slot.name, slot.dtype, slot.required) for slot in slots] == [
        ("components_mode_0", "components", True),
        ("components_mode_1", "components", True),
        ("components_mode_2", "components", True),
    ]


def test_aliases_and_merge_keys_share_what_stands_once() -> None:
    """The example with anchors means the same as one written out."""
    definition = load("volume_series.yml", JobDefinition)
    inputs, outputs = definition.inputs, definition.outputs
    assert inputs["reference_particles"].slots == inputs["particles"].slots
    assert outputs["cluster_centres"].slots == outputs["principal_components"].slots
    assert outputs["cluster_centres"].title == "Through the cluster centres"


@pytest.mark.usefixtures("broken_folder")
@pytest.mark.parametrize("name", BROKEN)
def test_every_mistake_is_told_as_written_beside_it(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`<name>.txt` is what `cryosparc-spec check <name>` prints in that folder, to the letter."""
    outcome = run(capsys, "check", name)
    assert outcome.out == Path(name).with_suffix(".txt").read_text("utf-8")
    severities = {problem.severity for problem in check_file(name)}
    assert (outcome.exit_code, outcome.err) == (0 if severities == {Severity.NOTE} else 1, "")


def test_every_text_belongs_to_a_mistake() -> None:
    """No two mistakes share a text, and none is left over."""
    texts = sorted(path.stem for path in BROKEN_FOLDER.glob("*.txt"))
    assert texts == sorted(Path(name).stem for name in BROKEN)


@pytest.mark.usefixtures("broken_folder")
def test_every_kind_of_problem_that_a_definition_can_have_is_shown() -> None:
    """A kind that is new must be shown here, or be added to those that definitions do not have."""
    kinds = {problem.kind for name in BROKEN for problem in check_file(name)}
    assert {kind.value for kind in kinds} == {kind.value for kind in ProblemKind} - OF_TABLES


def test_mistakes_are_shown_in_every_format() -> None:
    """Positions and fixes differ by format, so each is held to what it prints."""
    assert {Path(name).suffix for name in BROKEN} >= {".json", ".toml", ".yaml"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_shown_as_trees(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every input, output and slot has its line."""
    outcome = run(capsys, "show", name)
    assert (outcome.exit_code, outcome.err) == (0, "")
    shown = [line.strip("│├└─ ").partition(" ")[0].strip(":,") for line in outcome.out.splitlines()]
    definition = load(name, JobDefinition)
    specs: list[InputSpec | OutputSpec] = [
        *definition.inputs.values(),
        *definition.outputs.values(),
    ]
    expected = [*definition.inputs, *definition.outputs, *definition.params]
    expected += [slot.name for spec in specs for slot in spec.slots]
    assert not set(expected) - set(shown)
