from __future__ import annotations

import pytest

from cryosparc_spec import ParseError
from cryosparc_spec.schemas import schema, schema_kinds


def test_a_schema_is_of_the_caller() -> None:
    """What is done to a schema does not reach the next caller."""
    schema("definition")["title"] = "mine"
    assert schema("definition")["title"] != "mine"


@pytest.mark.parametrize("kind", schema_kinds())
def test_every_kind_has_a_schema(kind: str) -> None:
    """Each kind that is listed can be asked for."""
    assert schema(kind)["$id"].endswith(f":{kind}")


@pytest.mark.parametrize("kind", ["definitions", "", "../slots", "definition.json"])
def test_unknown_kind(kind: str) -> None:
    """A kind that is not there is refused, and no path leads out of the folder."""
    with pytest.raises(ParseError, match="is not a kind that has a schema"):
        schema(kind)
