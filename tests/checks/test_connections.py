"""Tests of whether outputs can feed inputs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import InputSpec, OutputSpec, ParseError, Slot
from cryosparc_spec.checks import connectable
from cryosparc_spec.documents import (
    Connection,
    Input,
    InputResult,
    InputSlot,
    Output,
    OutputResult,
    RegisterInput,
    RegisterOutput,
)
from cryosparc_spec.problems import Severity
from cryosparc_spec.testing.definitions import input_specs, output_specs
from cryosparc_spec.vocabulary import ResultMatching

_PARTICLES = InputSpec(type="particle", slots=["blob", "?ctf"])


def blobs(*names: str) -> list[Slot]:
    """Slots of one type, with names of their own."""
    return [Slot(name, "blob") for name in names]


def told(output: Any, input: Any, **inputs: Any) -> list[str]:
    """What there is to say, with its severity, and without the place."""
    found = connectable(output, input, inputs=inputs)
    return [f"{problem.severity} {problem.message}" for problem in found]


@pytest.mark.parametrize(
    "output",
    [
        pytest.param(OutputSpec(type="particle", slots=["blob"]), id="required only"),
        pytest.param(OutputSpec(type="particle", slots=["blob", "ctf", "location"]), id="more"),
    ],
)
def test_what_fits_has_no_problems(output: OutputSpec) -> None:
    """An output with the required slots feeds the input, whatever else it has."""
    assert connectable(output, _PARTICLES) == ()


@pytest.mark.parametrize(
    ("output", "kind", "text"),
    [
        pytest.param(
            OutputSpec(type="volume", slots=["map"]),
            "other-datatype",
            "$.type: the output is of type volume, the input of type particle; "
            "connect an output of type particle",
            id="other datatype",
        ),
        pytest.param(
            OutputSpec(type="particle", slots=["location"]),
            "missing-slot",
            '$.slots[0]: the output has no slot "blob", which the input requires; '
            'add "blob" to its slots',
            id="slot missing",
        ),
        pytest.param(
            OutputSpec(type="particle", slots=blobs("blob_1", "blob_2")),
            "missing-slot",
            '$.slots[0]: the output has no slot "blob", which the input requires; '
            'its slot "blob_2" is of the same type: is that meant?',
            id="two of other names",
        ),
        pytest.param(
            OutputSpec(type="particle", slots=[{"name": "blob", "dtype": "stat_blob"}]),
            "other-slot-type",
            '$.slots[0]: the output has "blob" as slot type "stat_blob", '
            'the input wants "blob"; give one of them another slot',
            id="another slot type",
        ),
    ],
)
def test_what_keeps_an_output_from_an_input(output: OutputSpec, kind: str, text: str) -> None:
    """Each reason is told with what to do about it."""
    found = connectable(output, _PARTICLES)
    assert [(problem.kind, str(problem)) for problem in found] == [(kind, text)]


@pytest.mark.parametrize(
    ("datatype", "offered", "wanted", "feeds"),
    [
        pytest.param("mask", ["mask_refine"], ["mask"], {"mask": "mask_refine"}, id="mask"),
        pytest.param("template", ["blob"], ["blob_selected"], {"blob_selected": "blob"}, id="2D"),
        pytest.param(
            "exposure",
            ["micrograph_blob_denoised", "ctf"],
            ["ctf", "micrograph_blob"],
            {"micrograph_blob": "micrograph_blob_denoised"},
            id="micrographs, denoised",
        ),
        pytest.param(
            "volume",
            ["map", "map_sharp"],
            ["map", "map_locres"],
            {"map_locres": "map_sharp"},
            id="the one that is left",
        ),
        pytest.param(
            "volume", ["map"], ["map_aligned", "?map_sharp"], {"map_aligned": "map"}, id="optional"
        ),
        pytest.param("volume", ["map_sharp"], ["?map"], {}, id="optional alone"),
        pytest.param("volume", ["map", "map_sharp"], ["map_sym"], None, id="two are left"),
        pytest.param("volume", ["map_sharp"], ["map", "map_sym"], None, id="two are wanted"),
        pytest.param("volume", ["map"], ["map", "map_sym"], None, id="it feeds another"),
        pytest.param("exposure", ["ctf"], ["ctf_stats"], None, id="another type"),
    ],
)
def test_slots_of_other_names_meet_by_type(
    datatype: Any, offered: list[Any], wanted: list[Any], feeds: dict[str, str] | None
) -> None:
    """Where each side has one slot of a type left, it is a note; else something is missing."""
    found = connectable(
        OutputSpec(type=datatype, slots=offered), InputSpec(type=datatype, slots=wanted)
    )
    if feeds is None:
        assert {problem.kind for problem in found} == {"missing-slot"}
        return
    assert [(p.severity, p.kind, p.message, p.hint) for p in found] == [
        (
            Severity.NOTE,
            "other-slot-name",
            f'the output\'s slot "{given}" feeds "{name}": each is the only one of its slot type',
            None,
        )
        for name, given in feeds.items()
    ]


@pytest.mark.parametrize(
    ("word", "offered", "wanted", "expected"),
    [
        pytest.param("default", ["map"], ["map_sym"], ["note"], id="default"),
        pytest.param("default_strict", ["map"], ["map_sym"], ["error"], id="strict"),
        pytest.param("name_and_type", ["map"], ["map_sym"], ["error"], id="name and type"),
        pytest.param("type", ["map"], ["map_sym"], [], id="type"),
        pytest.param("type", ["map", "map_sharp"], ["map_sym"], [], id="type, of several"),
        pytest.param("type", ["map"], ["map_sym", "map"], ["error"], id="type, too few"),
        pytest.param("type", ["map", "map_sharp"], ["map_sharp", "map_sym"], [], id="type, all"),
        pytest.param(
            "type",
            [{"name": "map", "dtype": "series"}, "map_sharp"],
            ["map"],
            [],
            id="type, for a name of another type",
        ),
        pytest.param(
            "default",
            [{"name": "map", "dtype": "series"}, "map_sharp"],
            ["map"],
            ["error"],
            id="default, for a name of another type",
        ),
    ],
)
def test_an_input_says_by_what_its_results_are_found(
    word: str, offered: list[Any], wanted: list[Any], expected: list[str]
) -> None:
    """``match_result_by`` decides whether names count, and whether types do."""
    input = InputSpec(type="volume", slots=wanted, match_result_by=word)
    found = connectable(OutputSpec(type="volume", slots=offered), input)
    assert [problem.severity for problem in found] == expected
    in_register = RegisterInput(
        type="volume",
        slots=tuple(InputSlot(name=s.name, dtype=s.dtype, required=True) for s in input.slots),
        match_result_by=word,
    )
    assert connectable(OutputSpec(type="volume", slots=offered), in_register) == found


def test_a_passthrough_may_bring_the_slot() -> None:
    """A required slot that is not listed is a warning where another input is passed through."""
    output = OutputSpec(type="particle", slots=["location"], passthrough="particles")
    (problem,) = connectable(output, _PARTICLES)
    assert problem.severity is Severity.WARNING
    assert problem.message == (
        'the output has no slot "blob", which the input requires, '
        'unless "particles" passes it through'
    )


@pytest.mark.parametrize(
    ("through", "expected"),
    [
        pytest.param(InputSpec(type="particle", slots=["blob", "ctf"]), [], id="required"),
        pytest.param(
            InputSpec(type="particle", slots=["?blob"]), ["warning"], id="optional: it may be there"
        ),
        pytest.param(InputSpec(type="particle", slots=["ctf"]), ["warning"], id="others"),
        pytest.param(InputSpec(type="exposure", slots=["blob"]), ["warning"], id="other datatype"),
        pytest.param(RegisterInput(type="particle", slots=("blob",)), [], id="of a job type"),
        pytest.param(
            Input(
                type="particle",
                connections=(
                    Connection(
                        job_uid="J1",
                        output="particles",
                        results=(
                            InputResult(
                                dtype="blob", job_uid="J1", output="particles", result="blob"
                            ),
                        ),
                    ),
                ),
            ),
            [],
            id="what is connected",
        ),
        pytest.param(None, ["warning"], id="unknown"),
    ],
)
def test_an_output_offers_what_its_passthrough_requires(through: Any, expected: list[str]) -> None:
    """Whatever feeds the input that is passed through has what that input requires."""
    output = OutputSpec(type="particle", slots=["location"], passthrough="particles")
    inputs = {} if through is None else {"particles": through}
    found = connectable(output, _PARTICLES, inputs=inputs)
    assert [problem.severity for problem in found] == expected


def output_of_job(*results: str, passed_on: tuple[str, ...] = (), **more: Any) -> Output:
    """An output of particles as a job has it: all in ``results``."""
    made = [OutputResult(name=name, dtype=name) for name in results]
    passed = [OutputResult(name=name, dtype=name, passthrough=True) for name in passed_on]
    return Output(type="particle", results=(*made, *passed), **more)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        pytest.param(output_of_job("blob"), [], id="made"),
        pytest.param(output_of_job("ctf", passed_on=("blob",)), [], id="passed on"),
        pytest.param(
            output_of_job(passed_on=("blob", "ctf"), passthrough="p"), [], id="all passed on"
        ),
        pytest.param(
            output_of_job("ctf", passed_on=("location",), passthrough="p"),
            ["error"],
            id="what is passed on is known",
        ),
        pytest.param(output_of_job("ctf", passthrough="p"), ["warning"], id="nothing as yet"),
        pytest.param(output_of_job("ctf"), ["error"], id="not there"),
        pytest.param(RegisterOutput(type="particle", slots=("blob",)), [], id="of a job type"),
    ],
)
def test_an_output_of_a_job_offers_its_results(output: Any, expected: list[str]) -> None:
    """Those that it makes and those that it passes on; only if none is, more may come."""
    assert [p.severity for p in connectable(output, _PARTICLES)] == expected


@pytest.mark.parametrize("name", ["x", "", "None", "particles"])
def test_an_output_without_passthrough_has_nothing_of_an_input(name: str) -> None:
    """Whatever the input is called."""
    output = OutputSpec(type="particle", slots=["location"])
    assert told(output, InputSpec(type="particle", slots=["blob"]), **{name: _PARTICLES}) == [
        'error the output has no slot "blob", which the input requires'
    ]


def test_a_job_feeds_itself_again() -> None:
    """A refinement takes its own mask, of one result with another name, and all its particles."""
    particles = Input(
        type="particle",
        slots=(
            InputSlot(name="blob", dtype="blob", required=True),
            InputSlot(name="ctf", dtype="ctf", required=True),
            InputSlot(name="alignments3D", dtype="alignments3D"),
        ),
    )
    mask = Input(type="mask", slots=(InputSlot(name="mask", dtype="blob", required=True),))
    inputs = {"particles": particles, "mask": mask}
    refined = output_of_job("alignments3D", "ctf", passed_on=("blob",), passthrough="particles")
    made = Output(type="mask", results=(OutputResult(name="mask_refine", dtype="blob"),))
    assert told(refined, particles, **inputs) == []
    assert told(made, mask, **inputs) == [
        'note the output\'s slot "mask_refine" feeds "mask": each is the only one of its slot type'
    ]


@pytest.mark.parametrize(
    ("output", "input", "text"),
    [
        pytest.param(
            Output(type="particel"), _PARTICLES, '$.type: "particel" is not a known', id="datatype"
        ),
        pytest.param(
            output_of_job("b l"), _PARTICLES, '"b l" cannot be a name', id="result that is no slot"
        ),
        pytest.param(
            OutputSpec(type="mask"),
            Input(type="masks"),
            '$.type: "masks" is not',
            id="of the input",
        ),
        pytest.param(
            OutputSpec(type="mask"),
            RegisterInput(type="mask", match_result_by="index"),
            '$.match_result_by: "index" is not a known result matching',
            id="word of a newer client",
        ),
    ],
)
def test_what_is_not_known_of_a_job_is_an_error(output: Any, input: Any, text: str) -> None:
    """Words that a newer CryoSPARC may have cannot be told to fit."""
    with pytest.raises(ParseError) as caught:
        connectable(output, input)
    assert text in str(caught.value)


def test_an_input_without_room() -> None:
    """An input of at most 0 connections takes none."""
    output = OutputSpec(type="mask", slots=["mask"])
    (problem,) = connectable(output, InputSpec(type="mask", slots=["mask"], count_max=0))
    assert str(problem) == (
        '$.count_max: the input takes no connections: its count_max is 0; write "count_max": "inf"'
    )


@given(output_specs(), input_specs(), st.permutations(list(ResultMatching)))
def test_an_output_feeds_an_input_of_its_own_slots(
    output: OutputSpec, input: InputSpec, words: list[ResultMatching]
) -> None:
    """Whatever an output has, an input that lists just that takes it, by every matching."""
    own = {slot.name: slot for slot in output.slots}
    spec = InputSpec(type=output.type, slots=own.values(), match_result_by=words[0])
    assert connectable(OutputSpec(type=output.type, slots=own.values()), spec) == ()
    for problem in connectable(output, input, inputs={"x": input}):
        assert problem.path[0] in ("type", "count_max", "slots")
