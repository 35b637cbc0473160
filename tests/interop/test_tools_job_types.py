"""Tests of the job types that a server tells of, with the models of the client of version 5."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cryosparc_spec.interop.tools import ToolsVersionError, job_types_from
from tests.interop.tools_versions import VERSION

if VERSION < 5:
    pytest.skip("needs cryosparc-tools 5", allow_module_level=True)

from cryosparc.models.job_register import JobRegister

REFINE = {
    "type": "homo_refine_new",
    **dict.fromkeys(("title", "shorttitle", "description"), ""),
    "stability": "stable",
    "category": "refinement",
    "inputs": {"particles": {"type": "particle", "title": "", "slots": ["blob", "?ctf"]}},
    "outputs": {},
    "params": {"box": {"type": "integer", "title": "Box", "hidden": {"expr": "other"}}},
}


@pytest.fixture
def cs() -> Any:
    """Return what has the register and the version of a server."""
    config = SimpleNamespace(get_version=lambda: "v5.0.3")
    register = JobRegister.model_validate({"specs": [REFINE], "categories": {}})
    return SimpleNamespace(job_register=register, api=SimpleNamespace(config=config))


def test_job_types_of_a_server(cs: Any) -> None:
    """The register of a live server is certain, and names its version."""
    refine = job_types_from(cs)["homo_refine_new"]
    assert refine.is_certain
    assert refine.sources == ("job register of v5.0.3",)
    assert [slot.required for slot in refine.inputs["particles"].slots] == [True, False]
    assert refine.params["box"].hidden == "other"


def test_job_types_need_version_5(cs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client of version 4 has no register to ask for."""
    monkeypatch.setattr("cryosparc_spec.interop.tools.live_job_types.installed_version", lambda: 4)
    with pytest.raises(ToolsVersionError, match="cannot ask a server for its job types"):
        job_types_from(cs)
