from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import FileError, Problem
from cryosparc_spec.files.syntax import json, toml, yaml
from tests.files.syntax.plain_data import paths_in

SOUND = {
    json: '{"inputs": {"a": {"type": "volume", "slots": ["map", {"name": "b", "n": -1.5e3}]}}}',
    yaml: "inputs: &i\n  a: {type: volume, slots: ['map', \"b\"]}\n<<: *i\nt: |\n  x\nn:\n- - 1\n",
    toml: 'a.b = [1, "x", {c = 2}]\n[[t."u v"]]\nd = """\nx"""\n[t.e] # \'\nf = \'g\'\n',
}
CHARACTERS = st.sampled_from("{}[]:,\"'=.#&*<!|>-?%@\\/ab01eEnt \n\r\t\x00\x85\u2028\ufeff\ud800é")


@st.composite
def almost_sound(draw: st.DrawFn, text: str) -> str:
    """Draw a text with a few characters of it replaced, left out or put in."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 3, len(text))))
        text = text[:start] + draw(st.text(CHARACTERS, max_size=3)) + text[end:]
    return text


@pytest.mark.parametrize("syntax", SOUND, ids=lambda syntax: syntax.__name__.rpartition(".")[2])
@given(data=st.data())
def test_any_text_is_read_or_refused(syntax: Any, data: st.DataObject) -> None:
    """Every text is data or one error of ours, and whatever was read can be found in it."""
    drawn = almost_sound(SOUND[syntax]) | st.text(CHARACTERS) | st.text(st.characters())
    text = data.draw(drawn)
    lines = lines_found(syntax, text)
    just_past_the_end = len(text.splitlines()) + 1
    assert all(1 <= line <= just_past_the_end for line in lines)


def lines_found(syntax: Any, text: str) -> list[int]:
    """Return the lines of the one error, as far as it has one, or of all that was read."""
    try:
        parsed = syntax.read(text)
    except FileError as error:
        (problem,) = error.problems
        return [problem.position.line or 1] if problem.position else []
    problems = [*parsed.problems, *(Problem(path, "here") for path, _ in paths_in(parsed.raw))]
    return [problem.position.line for problem in parsed.position(problems, "file")]
