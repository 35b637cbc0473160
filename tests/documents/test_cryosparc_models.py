"""cryosparc-tools' own models as oracle, both ways, over generated documents."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import InputSpec, Job, JobRegister, OutputSpec, structure, unstructure
from cryosparc_spec.documents import (
    ExternalOutputSpec,
    Input,
    JobSpec,
    Output,
    RegisterInput,
    RegisterOutput,
)
from cryosparc_spec.documents.codec.server_document import ServerDocument
from cryosparc_spec.testing.definitions import input_specs, output_specs
from tests.document_strategies import (
    Raw,
    raw_external_outputs,
    raw_inputs,
    raw_job_specs,
    raw_jobs,
    raw_outputs,
    raw_registers,
)

models = pytest.importorskip("cryosparc.models.job_spec")
external = pytest.importorskip("cryosparc.models.external")
job = pytest.importorskip("cryosparc.models.job")
job_register = pytest.importorskip("cryosparc.models.job_register")

PAIRS: dict[str, tuple[Any, Any, st.SearchStrategy[Raw]]] = {
    "job": (Job, job.Job, raw_jobs(new=False)),
    "job-spec": (JobSpec, models.JobSpec, raw_job_specs(new=False)),
    "input": (Input, models.Input, raw_inputs(new=False)),
    "output": (Output, models.Output, raw_outputs(new=False)),
    "register": (JobRegister, job_register.JobRegister, raw_registers(new=False)),
    "input-spec": (RegisterInput, models.InputSpec, raw_inputs(register=True, new=False)),
    "output-spec": (RegisterOutput, models.OutputSpec, raw_outputs(register=True, new=False)),
    "external-output": (
        ExternalOutputSpec,
        external.ExternalOutputSpec,
        raw_external_outputs(new=False),
    ),
}


def made_here(document: Any) -> Any:
    """Return a document as if all parts of it had been made by their constructors."""
    if isinstance(document, ServerDocument):
        values = {
            attribute.name: made_here(getattr(document, attribute.name))
            for attribute in attrs.fields(type(document))
        }
        return type(document)(**{**values, "_keys_read": ()})
    if isinstance(document, tuple):
        return tuple(made_here(item) for item in document)
    if hasattr(document, "items"):
        return {key: made_here(item) for key, item in document.items()}
    return document


@pytest.mark.parametrize("name", PAIRS)
@given(data=st.data())
def test_what_is_written_here_is_read_there(name: str, data: st.DataObject) -> None:
    """It validates, and to the same object as what we read, also where it was made here."""
    ours, theirs, raws = PAIRS[name]
    raw = data.draw(raws)
    document = structure(raw, ours)
    assert theirs.model_validate(unstructure(document)) == theirs.model_validate(raw)
    theirs.model_validate(unstructure(made_here(document)))


@pytest.mark.parametrize("by_alias", [pytest.param(True, id="_id"), pytest.param(False, id="id")])
@pytest.mark.parametrize("name", PAIRS)
@given(data=st.data())
def test_what_is_written_there_is_read_here(name: str, by_alias: bool, data: st.DataObject) -> None:
    """It becomes an equal object and comes back as it was, with the id under either key."""
    ours, theirs, raws = PAIRS[name]
    model = theirs.model_validate(data.draw(raws))
    dumped = model.model_dump(mode="json", by_alias=by_alias)
    document = structure(dumped, ours)
    assert unstructure(document) == dumped
    assert structure(model.model_dump(mode="json", by_alias=True), ours) == document
    assert theirs.model_validate(with_alias(unstructure(document))) == model


def with_alias(raw: Raw) -> Raw:
    """Return a dump with the id under the key that their model reads."""
    return {"_id" if key == "id" else key: value for key, value in raw.items()}


@given(input_specs(), output_specs())
def test_what_users_write_is_read_as_the_register_has_it(
    written_input: InputSpec, written_output: OutputSpec
) -> None:
    """An input and an output of a definition have the same slots in the register's form."""
    read_input = structure(unstructure(written_input), RegisterInput)
    assert read_input.type is written_input.type
    assert read_input.most_connections == written_input.count_max
    read_output = structure(unstructure(written_output), RegisterOutput)
    assert read_output.typed_slots == written_output.slots
