"""What a live server tells of slot types."""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryosparc_spec.catalogue.evidence import Evidence
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.converters.plain_data import structure
from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.job_inputs import RegisterInput
from cryosparc_spec.documents.job_outputs import Output, RegisterOutput
from cryosparc_spec.documents.job_register import JobRegister, JobType
from cryosparc_spec.interop.tools.versions import (
    ToolsVersionError,
    installed_version,
    version_error,
)
from cryosparc_spec.problems.caller_warnings import warn_caller
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype

if TYPE_CHECKING:
    from cryosparc.tools import CryoSPARC


def slot_types_from(cs: CryoSPARC, *, project_uid: str | None = None) -> SlotTypes:
    """Return what a live server tells of slot types: their names, and the columns it requires.

    Names are those in the job register. Columns are those that the server asks of the outputs of
    jobs, of which the last completed one of each job type is looked at, in one project where that
    is given; shapes are as those jobs have them. Needs version 5, and changes nothing. Raises
    :class:`ToolsVersionError` where the client or the server does not have this, and warns of what
    could not be used.

    >>> learned = slot_types_from(project.cs)
    >>> [column.name for column in learned["volume", "blob"].columns if column.required]
    ['path', 'shape', 'psize_A']
    """
    if installed_version() < 5:
        raise version_error("cannot ask a server for its slot types")
    if not hasattr(cs.api.jobs, "get_output_fields"):
        message = f"the server at {cs.base_url} does not tell the columns of outputs"
        raise ToolsVersionError.of(message, hint="it needs to be CryoSPARC 5")
    notebook = _Notebook(cs)
    register = structure(cs.job_register.model_dump(mode="json", by_alias=True), JobRegister)
    for job_type in register.values():
        notebook.read(job_type)
        if job_type.outputs:
            notebook.ask_for_columns(job_type.type, project_uid)
    if notebook.skipped:
        first, *more = notebook.skipped
        warn_caller(f"{first}{f'; and {len(more)} more' if more else ''}", UserWarning)
    return notebook.slot_types()


class _Notebook:
    """What a server told so far."""

    def __init__(self, cs: CryoSPARC) -> None:
        self._jobs = cs.api.jobs
        self._version = cs.api.config.get_version()
        self._known: dict[tuple[str, str], Evidence] = {}
        self.skipped: list[str] = []

    def slot_types(self) -> SlotTypes:
        """Return the catalogue."""
        return SlotTypes(known.slot_type() for known in self._known.values())

    def read(self, job_type: JobType) -> None:
        """Note the names of the slots of a job type."""
        source = f"job register, {job_type.type}"
        specs: list[RegisterInput | RegisterOutput] = [*job_type.inputs.values()]
        for spec in [*specs, *job_type.outputs.values()]:
            try:
                for slot in spec.typed_slots:
                    self._note(spec.type, slot, source)
            except SpecError as error:
                self.skipped.append(f"{source}: {error}")

    def ask_for_columns(self, job_type: str, project_uid: str | None) -> None:
        """Note the columns of the outputs of the last job of a type, where there is one."""
        projects = [project_uid] if project_uid else None
        status: list[Any] = ["completed"]
        for model in self._jobs.find(
            type=[job_type], status=status, project_uid=projects, order=-1, limit=1
        ):
            job = structure(model.model_dump(mode="json", by_alias=True), Job)
            for name, output in job.spec.outputs.items():
                self._ask_for_columns_of(output, name, job)

    def _ask_for_columns_of(self, output: Output, name: str, job: Job) -> None:
        from cryosparc.errors import APIError

        source = f"{job.project_uid} {job.uid}.{name}"
        try:
            told = self._jobs.get_output_fields(job.project_uid, job.uid, name)
            fields = [Field.parse(each) for each in told]
            for result in output.results:
                own = [field for field in fields if field.slot == result.name]
                if own:
                    known = self._note(output.type, result.to_slot(), source)
                    known.require(own, source, shown_by=f"get_output_fields of {self._version}")
        except APIError as error:
            self.skipped.append(f"{source}: the server did not tell its columns ({error.code})")
        except SpecError as error:
            self.skipped.append(f"{source}: {error}")

    def _note(self, datatype: str, slot: Slot, source: str) -> Evidence:
        key = Datatype(datatype), slot.dtype
        known = self._known.setdefault(key, Evidence(*key))
        known.mentioned(slot.name, source, self._version)
        return known
