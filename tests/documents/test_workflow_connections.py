from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import ParseError, SpecError
from cryosparc_spec.documents import ResultConnection, WorkflowConnection, WorkflowPort
from cryosparc_spec.testing.values import group_names


@given(st.builds(WorkflowPort, group_names(), group_names()))
def test_ports_read_back_what_they_print(port: WorkflowPort) -> None:
    """``parse(str(port)) == port``."""
    assert WorkflowPort.parse(str(port)) == port


@given(
    st.builds(
        ResultConnection,
        source=st.builds(WorkflowPort, group_names(), group_names()),
        result=group_names(),
        target=st.builds(WorkflowPort, group_names(), group_names()),
        index=st.integers(0, 500),
        slot=group_names(),
    )
)
def test_result_connections_read_back_what_they_write(found: ResultConnection) -> None:
    """``parse(x.to_pair()) == x``."""
    assert ResultConnection.parse(found.to_pair()) == found


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(
            lambda: WorkflowPort.parse("J1"),
            '"J1" is not of the form <job>.<output or input>, as in "J1.particles"',
            id="one-part",
        ),
        pytest.param(
            lambda: WorkflowPort.parse("J1..blob"),
            '"J1..blob" is not of the form <job>.<output or input>, as in "J1.particles"',
            id="three-parts",
        ),
        pytest.param(
            lambda: WorkflowPort("", "a"),
            '$.job: "" cannot be part of a dotted name: expected text, not empty and without a dot',
            id="empty",
        ),
        pytest.param(
            lambda: WorkflowPort("J1", 3),  # type: ignore[arg-type]
            '$.name: expected text, got 3; write "3"',
            id="number",
        ),
        pytest.param(
            lambda: ResultConnection.parse(["J1.a.b", "J2.a.².b"]),
            '$[1]: "²" is not the index of a connection: expected 0 to 999999999',
            id="no-digit",
        ),
        pytest.param(
            lambda: ResultConnection.parse(["J1.a.b", f"J2.a.{10**9}.b"]),
            '$[1]: "1000000000" is not the index of a connection: expected 0 to 999999999',
            id="huge-index",
        ),
        pytest.param(
            lambda: ResultConnection.parse(5),  # type: ignore[arg-type]
            "expected a pair: the result of an output, and the slot of an input, got 5",
            id="no-pair",
        ),
    ],
)
def test_what_is_no_port_is_refused(make: Any, message: str) -> None:
    """The error shows what was given and what was expected."""
    with pytest.raises(SpecError) as caught:
        make()
    assert str(caught.value) == message


def test_connection_is_made_of_ports() -> None:
    """Text in place of a port is refused."""
    with pytest.raises(ParseError) as caught:
        WorkflowConnection("J1.a", WorkflowPort("J2", "b"))  # type: ignore[arg-type]
    assert str(caught.value) == '$.source: expected an object of class WorkflowPort, got "J1.a"'
