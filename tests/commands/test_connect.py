"""Tests of the command ``connect``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import Outcome, run

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(
        "inputs:\n"
        "  exposures: {type: exposure, slots: ['?ctf']}\n"
        "  mics: {type: exposure, slots: [ctf]}\n"
        "outputs:\n"
        "  particles: {type: particle, slots: [blob, ctf]}\n"
        "  picked: {type: particle, slots: [location]}\n"
        "  through: {type: exposure, slots: [micrograph_blob], passthrough: exposures}\n"
        "  with_ctf: {type: exposure, slots: [micrograph_blob], passthrough: mics}\n"
        "  mask: {type: mask, slots: [{name: mask_refine, dtype: blob}]}\n"
    )
    Path("b.yaml").write_text(
        "inputs:\n"
        "  particles: {type: particle, slots: [blob, '?ctf']}\n"
        "  exposures: {type: exposure, slots: [ctf]}\n"
        "  mask: {type: mask, slots: [mask]}\n"
    )


@pytest.mark.parametrize(
    ("output", "input_", "outcome"),
    [
        pytest.param(
            "a.yaml:outputs.particles",
            "b.yaml:inputs.particles",
            Outcome(0, "a.yaml:outputs.particles can feed b.yaml:inputs.particles\n", ""),
            id="it can",
        ),
        pytest.param(
            "a.yaml:outputs.picked",
            "b.yaml:inputs.particles",
            Outcome(
                1,
                'b.yaml: error: $.inputs.particles.slots[0]: the output has no slot "blob", '
                'which the input requires\n    add "blob" to its slots\n',
                "",
            ),
            id="a slot is missing",
        ),
        pytest.param(
            "a.yaml:outputs.through",
            "b.yaml:inputs.exposures",
            Outcome(
                1,
                'b.yaml: warning: $.inputs.exposures.slots[0]: the output has no slot "ctf", '
                'which the input requires, unless "exposures" passes it through\n'
                '    add "ctf" to its slots\n',
                "",
            ),
            id="only if it is passed through",
        ),
        pytest.param(
            "a.yaml:outputs.with_ctf",
            "b.yaml:inputs.exposures",
            Outcome(0, "a.yaml:outputs.with_ctf can feed b.yaml:inputs.exposures\n", ""),
            id="the input that is passed through requires it",
        ),
        pytest.param(
            "a.yaml:outputs.mask",
            "b.yaml:inputs.mask",
            Outcome(
                0,
                'b.yaml: note: $.inputs.mask.slots[0]: the output\'s slot "mask_refine" feeds '
                '"mask": each is the only one of its slot type\n'
                "a.yaml:outputs.mask can feed b.yaml:inputs.mask\n",
                "",
            ),
            id="by type",
        ),
        pytest.param(
            "a.yaml:outputs.nothing",
            "b.yaml:inputs.exposures",
            Outcome(
                2,
                "",
                'Error: "nothing" is not an output of a.yaml: it has particles, picked, through, '
                "with_ctf, mask\n",
            ),
            id="no such output",
        ),
        pytest.param(
            "a.yaml:outputs.picked",
            "b.yaml:inputs.exposure",
            Outcome(
                2,
                "",
                'Error: "exposure" is not an input of b.yaml: it has particles, exposures, mask; '
                'is "exposures" meant?\n',
            ),
            id="no such input",
        ),
    ],
)
def test_connect(output: str, input_: str, outcome: Outcome, capsys: Capture) -> None:
    """The exit code is for scripts, the words for people."""
    assert run(capsys, "connect", output, input_) == outcome
