from __future__ import annotations

import pytest

from cryosparc_spec import ParseError, Slot
from cryosparc_spec.problems import ProblemKind


@pytest.mark.parametrize("key", ["name", "dtype", "required"])
def test_a_key_given_twice_in_a_slot_that_is_json_text(key: str) -> None:
    """One of the two would be lost."""
    entries = {"name": '"ctf"', "dtype": '"ctf"', "required": "true"}
    texts = [f'"{each}": {value}' for each, value in entries.items()]
    text = "{" + ", ".join([*texts, f'"{key}": {entries[key]}']) + "}"
    with pytest.raises(ParseError) as caught:
        Slot.parse(text)
    [problem] = caught.value.problems
    assert str(problem) == f'$.{key}: the key "{key}" stands here twice; keep one of them'
    assert problem.kind is ProblemKind.DUPLICATE_KEY
