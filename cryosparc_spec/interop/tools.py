"""Slots, specs and jobs as cryosparc-tools has them, and back; needs the extra ``tools``.

Works with cryosparc-tools 5.0, the client of CryoSPARC 5, and with 4.7, that of CryoSPARC 4. What
the installed version does not have is told by :class:`ToolsVersionError`.
"""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard, TypeVar, cast, overload

import attrs
import cryosparc

from cryosparc_spec import conversions
from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.catalogue.evidence import Evidence
from cryosparc_spec.connections import connectable
from cryosparc_spec.converters import structure, unstructure
from cryosparc_spec.datatypes import Datatype
from cryosparc_spec.definition_checks import check_definition
from cryosparc_spec.documents.external import (
    MOST_CONNECTIONS,
    InputSpec,
    JobDefinition,
    OutputSpec,
)
from cryosparc_spec.documents.job import (
    ExternalOutputSpec,
    Input,
    InputSlot,
    Job,
    Output,
    OutputRef,
    OutputSlot,
    RegisterInput,
    RegisterOutput,
)
from cryosparc_spec.documents.legacy import LegacyJob
from cryosparc_spec.documents.register import JobRegister, JobType
from cryosparc_spec.errors import (
    ParseError,
    Problem,
    ProblemKind,
    Problems,
    Severity,
    SpecError,
    UnknownSlotTypeWarning,
    located_at,
    show_value,
    unknown_word,
    warn_caller,
)
from cryosparc_spec.fields import Field
from cryosparc_spec.legacy_conversion import to_job
from cryosparc_spec.slots import Slot, SlotSpec
from cryosparc_spec.validators import is_mapping, wrong_type

if TYPE_CHECKING:
    from cryosparc.controllers.job import ExternalJobController, JobController
    from cryosparc.controllers.project import ProjectController
    from cryosparc.models import external, job_spec
    from cryosparc.tools import CryoSPARC

_T = TypeVar("_T")
_Spec = TypeVar("_Spec", InputSpec, OutputSpec)

Source: TypeAlias = str | tuple[str, str] | OutputRef
"""An output to connect: ``"J12.particles"``, or ``("J12", "particles")`` as in cryosparc-tools."""

_JOB_UID = re.compile(r"J[0-9]+")
_OUTPUT = re.compile(r"(J[0-9]+)\.([A-Za-z][0-9A-Za-z_]*)")


class ToolsVersionError(SpecError):
    """The installed cryosparc-tools does not have what was asked for."""


def installed_version() -> int:
    """Return the major version of cryosparc-tools, which is that of the CryoSPARC it is for.

    >>> installed_version()
    5
    """
    return int(cryosparc.__version__.partition(".")[0])


@overload
def to_tools(value: InputSpec) -> job_spec.InputSpec: ...
@overload
def to_tools(value: OutputSpec) -> job_spec.OutputSpec: ...
@overload
def to_tools(value: ExternalOutputSpec) -> external.ExternalOutputSpec: ...
@overload
def to_tools(value: SlotSpec, *, version: int | None = None) -> dict[str, str | bool]: ...
def to_tools(
    value: SlotSpec | InputSpec | OutputSpec | ExternalOutputSpec, *, version: int | None = None
) -> Any:
    """Return a slot or a spec in the form that cryosparc-tools takes.

    A slot, in any spelling, becomes a dict for ``slots=[...]`` of ``add_input``, ``add_output``,
    ``connect`` and ``save_external_result``: with ``name`` for version 5, with ``prefix`` for
    version 4; ``version`` is that of the installed one unless said. A spec becomes the pydantic
    model of the same name, which version 5 has. Raises
    :class:`~cryosparc_spec.errors.ParseError` for what is not a slot and for a datatype that
    cryosparc-tools does not have, and :class:`ToolsVersionError`.

    >>> to_tools("?background_blob")
    {'name': 'background_blob', 'dtype': 'stat_blob', 'required': False}
    >>> to_tools("ctf", version=4)
    {'dtype': 'ctf', 'prefix': 'ctf', 'required': True}
    >>> to_tools(InputSpec(type="exposure", title="Micrographs", slots=["ctf"])).slots
    [InputSlot(name='ctf', dtype='ctf', required=True)]
    """
    if isinstance(value, InputSpec | OutputSpec | ExternalOutputSpec):
        return _model_of(value)
    slot = Slot.parse(value)
    written = installed_version() if version is None else version
    return slot.to_dict() if written >= 5 else slot.to_datafield().to_dict()


def _model_of(value: InputSpec | OutputSpec | ExternalOutputSpec) -> Any:
    if installed_version() < 5:
        raise _version_error(f"has no model {type(value).__name__}")
    from cryosparc.models import external, job_spec

    raw = unstructure(value)
    if isinstance(value, ExternalOutputSpec):
        with located_at("spec", "type"):
            Datatype(value.spec.type)
        return external.ExternalOutputSpec.model_validate(raw)
    # In full, as add_input and add_output send them: a model leaves text as it is.
    raw["slots"] = [slot.to_dict() for slot in value.slots]
    model = job_spec.InputSpec if isinstance(value, InputSpec) else job_spec.OutputSpec
    return model.model_validate(raw)


def _version_error(lack: str) -> ToolsVersionError:
    return ToolsVersionError.of(
        f"cryosparc-tools {cryosparc.__version__} {lack}",
        hint="pip install 'cryosparc-tools>=5.0' for CryoSPARC 5",
    )


@overload
def from_tools(value: object) -> Slot | InputSpec | OutputSpec | ExternalOutputSpec: ...
@overload
def from_tools(value: object, cls: type[_T]) -> _T: ...
def from_tools(value: object, cls: Any = None) -> Any:
    """Return what cryosparc-tools has as an object of this package.

    Takes its models of slots, inputs and outputs, also those of a job, its TypedDicts, and plain
    dicts. ``cls`` says what a dict is where its keys do not: :class:`InputSpec` or
    :class:`OutputSpec`. What a newer cryosparc-tools has in a model, and the class here has not, is
    left out. Raises :class:`~cryosparc_spec.errors.SpecError`, with everything that is wrong.

    >>> from_tools({"dtype": "ctf", "name": "ctf", "required": False})
    Slot(name='ctf', dtype='ctf', required=False)
    >>> from cryosparc.models.job_spec import OutputSlot
    >>> from_tools(OutputSlot(name="background_blob", dtype="stat_blob"))
    Slot(name='background_blob', dtype='stat_blob', required=True)
    >>> from_tools({"type": "volume", "slots": ["map"]}, OutputSpec).type
    <Datatype.VOLUME: 'volume'>
    """
    if hasattr(value, "model_dump"):
        return _of_model(value, cls)
    kind: Any = _kind_of(value) if cls is None else cls
    return Slot.parse(_with_name(value)) if kind is Slot else structure(value, kind)


_MODELS: Mapping[str, tuple[Any, Callable[[Any], Any]]] = {
    "InputSlot": (InputSlot, InputSlot.to_slot),
    "OutputSlot": (OutputSlot, OutputSlot.to_slot),
    "InputSpec": (RegisterInput, conversions.input_spec_of),
    "OutputSpec": (RegisterOutput, conversions.output_spec_of),
    "Input": (Input, conversions.input_spec_of),
    "Output": (Output, conversions.output_spec_of),
    "ExternalOutputSpec": (ExternalOutputSpec, lambda document: document),
}


def _of_model(model: Any, cls: type | None) -> Any:
    name = type(model).__name__
    if name not in _MODELS:
        raise unknown_word(name, _MODELS, what="a model of slots or specs")
    document_class, convert = _MODELS[name]
    value = convert(structure(model.model_dump(mode="json"), document_class))
    if cls is not None and not isinstance(value, cls):
        raise wrong_type(model, f"what can be an object of class {cls.__name__}")
    return value


def _kind_of(raw: object) -> type:
    """Tell what plain data is by its keys."""
    keys: set[Any] = set(raw) if is_mapping(raw) else set()
    if "spec" in keys:
        return ExternalOutputSpec
    if keys & {"count_min", "count_max", "repeat_allowed"}:
        return InputSpec
    if "passthrough" in keys:
        return OutputSpec
    if keys & {"type", "slots"}:
        raise ParseError.of(
            "an input and an output have the same keys here: expected the class to make",
            hint="write from_tools(..., InputSpec) or from_tools(..., OutputSpec)",
        )
    return Slot


def _with_name(raw: Any) -> Any:
    """Return a slot with ``name`` for ``prefix``, which version 4 does not deprecate."""
    if installed_version() >= 5 or not is_mapping(raw) or "name" in raw:
        return raw
    return {"name" if key == "prefix" else key: value for key, value in raw.items()}


def create_external_job(
    definition: JobDefinition,
    project: ProjectController,
    workspace_uid: str,
    *,
    connections: Mapping[str, Source | Iterable[Source]] | None = None,
    slot_types: SlotTypes | None = None,
) -> ExternalJobController:
    """Make the external job of a definition: its inputs, their connections, and its outputs.

    ``connections`` has the output, or outputs, to connect to an input:
    ``{"micrographs": "J12.exposures"}``. Everything that can be seen before is checked before
    anything is made: the definition, which :func:`~cryosparc_spec.checks.check` tells of, and the
    connections, whose jobs are read. Raises :class:`~cryosparc_spec.errors.SpecError` for all
    mistakes at once, and warns of what is doubtful. Where the server refuses a part of the job,
    its error has a note of the job that was begun.

    The order is that of a script by hand: inputs, connections, outputs. An input or output without
    a title has its name for one. ``params`` are those of the author's script, and are not sent.

    >>> mistaken = JobDefinition(
    ...     inputs={"micrographs": InputSpec(type="exposure", slots=["micrograph_blob"])},
    ...     outputs={"kept": OutputSpec(type="exposure", slots=["ctf"], passthrough="mics")},
    ... )
    >>> create_external_job(mistaken, project, "W1", connections={"mics": "J12.exposures"})
    Traceback (most recent call last):
    ...
    cryosparc_spec.errors.SpecError: 2 problems:
      $.outputs.kept.passthrough: "mics" is not an input: ...
      $.connections.mics: "mics" is not an input of the definition: expected one of micrographs
    """
    sources = _refuse_mistakes(definition, connections or {}, slot_types)
    doubts = [*_doubts(definition, slot_types), *_check_sources(definition, sources, project)]
    for doubt in doubts:
        warn_caller(str(doubt), _CATEGORIES.get(doubt.kind, UserWarning))
    texts = {"title": definition.title, "desc": definition.description}
    job = project.create_external_job(
        workspace_uid, **{k: text for k, text in texts.items() if text}
    )
    try:
        (_fill_job if installed_version() >= 5 else _fill_legacy_job)(job, definition, sources)
    except Exception as error:
        error.add_note(
            f"the external job {job.uid} of {job.project_uid} was made, without all parts"
        )
        raise
    return job


_CATEGORIES: Mapping[ProblemKind, type[Warning]] = {
    ProblemKind.UNKNOWN_SLOT_TYPE: UnknownSlotTypeWarning,
    ProblemKind.OTHER_DATATYPE: UnknownSlotTypeWarning,
}
_CANNOT_SEND = f"cryosparc-tools {cryosparc.__version__} cannot send"
_Sources: TypeAlias = Mapping[str, Sequence[OutputRef]]


def _refuse_mistakes(
    definition: JobDefinition,
    connections: Mapping[str, Source | Iterable[Source]],
    slot_types: SlotTypes | None,
) -> _Sources:
    problems = Problems()
    found = check_definition(definition, slot_types=slot_types)
    problems.found += [problem for problem in found if _is_refused(problem)]
    sources: dict[str, Sequence[OutputRef]] = {}
    for name, given in connections.items():
        with problems.at("connections", name):
            sources[name] = _sources_of(name, given, definition)
    if problems.found:
        raise SpecError(problems.found)
    return sources


def _is_refused(problem: Problem) -> bool:
    # The client of version 5 takes no input or output without slots, but tells it too late.
    without_slots = problem.kind is ProblemKind.NO_SLOTS and installed_version() >= 5
    return problem.severity is Severity.ERROR or without_slots


def _sources_of(
    name: str, given: Source | Iterable[Source], definition: JobDefinition
) -> Sequence[OutputRef]:
    if not definition.inputs:
        raise ParseError.of("the definition has no inputs", hint="leave connections out")
    if name not in definition.inputs:
        raise unknown_word(name, definition.inputs, what="an input of the definition")
    problems = Problems()
    refs: list[OutputRef] = []
    if _is_source(given):
        refs.append(_output_ref(given))
    elif isinstance(given, Iterable):
        for index, each in enumerate(given):
            with problems.at(index):
                refs.append(_output_ref(each))
    else:
        raise wrong_type(given, 'an output such as "J12.particles", or a list of them')
    problems.found += _too_many(refs, definition.inputs[name])
    problems.raise_if_any()
    return refs


def _is_source(given: object) -> TypeGuard[Source]:
    """Whether it is one output, and not several: ``("J12", "particles")`` is one."""
    return isinstance(given, str | OutputRef) or _is_pair(given)


def _is_pair(given: object) -> TypeGuard[tuple[str, str]]:
    if not isinstance(given, tuple):
        return False
    parts = cast("tuple[object, ...]", given)
    texts = [part for part in parts if isinstance(part, str)]
    return len(texts) == len(parts) == 2 and bool(_JOB_UID.fullmatch(texts[0]))


def _output_ref(given: object) -> OutputRef:
    if isinstance(given, OutputRef):
        return given
    text = ".".join(given) if _is_pair(given) else given
    match = _OUTPUT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ParseError.of(
            f"{show_value(text)} is not an output of a job: expected the job, a dot and the output",
            hint='write "J12.particles"',
        )
    return OutputRef(job_uid=match[1], output=match[2])


def _too_many(refs: Sequence[OutputRef], spec: InputSpec) -> Iterator[Problem]:
    if spec.count_max is not None and len(refs) > spec.count_max:
        message = f"{len(refs)} connections, over count_max, which is {spec.count_max}"
        yield Problem((), message, kind=ProblemKind.INVALID_COUNT)
    elif len(refs) > MOST_CONNECTIONS:
        message = f"{len(refs)} connections: CryoSPARC takes at most {MOST_CONNECTIONS}"
        yield Problem((), message, kind=ProblemKind.INVALID_COUNT)
    if spec.repeat_allowed and installed_version() >= 5:
        return
    why = f"{_CANNOT_SEND} repeat_allowed" if spec.repeat_allowed else "repeat_allowed is false"
    for ref, times in Counter(refs).items():
        if times > 1:
            message = f"{ref} is connected {times} times, and {why}"
            yield Problem((), message, kind=ProblemKind.INVALID_COUNT)


def _doubts(definition: JobDefinition, slot_types: SlotTypes | None) -> Iterator[Problem]:
    """Tell what may be right, and what the client cannot send."""
    for problem in check_definition(definition, slot_types=slot_types):
        if problem.severity is Severity.WARNING:
            yield problem
    if installed_version() < 5:
        yield from _unsent(definition)


def _unsent(definition: JobDefinition) -> Iterator[Problem]:
    specs = {"inputs": definition.inputs, "outputs": definition.outputs}
    for side, by_name in specs.items():
        for name, spec in by_name.items():
            for key in ("description", "repeat_allowed"):
                if getattr(spec, key, None):
                    message = f"{_CANNOT_SEND} it"
                    yield Problem((side, name, key), message, severity=Severity.WARNING)


def _check_sources(
    definition: JobDefinition, sources: _Sources, project: ProjectController
) -> list[Problem]:
    """Check that connected outputs are there and of the right type; return what is doubtful."""
    uids = sorted({ref.job_uid for refs in sources.values() for ref in refs})
    jobs = {uid: job_of(project.find_job(uid)) for uid in uids}
    problems, doubts = Problems(), list[Problem]()
    for name, refs in sources.items():
        for ref in refs:
            with problems.at("connections", name):
                outputs = jobs[ref.job_uid].spec.outputs
                if ref.output not in outputs:
                    raise _no_such_output(ref, outputs)
                found = _check_source(ref, outputs[ref.output], definition.inputs[name])
                doubts += [problem.under("connections", name) for problem in found]
    if problems.found:
        raise SpecError(problems.found)
    return doubts


def _no_such_output(ref: OutputRef, outputs: Mapping[str, Output]) -> ParseError:
    if not outputs:
        return ParseError.of(f"{ref.job_uid} has no outputs: has it run?")
    return unknown_word(ref.output, outputs, what=f"an output of {ref.job_uid}")


def _check_source(ref: OutputRef, output: Output, spec: InputSpec) -> list[Problem]:
    found = connectable(_offered(output), spec)
    # A slot that an output lacks can still be connected alone, from another job.
    doubts = {problem for problem in found if problem.path[0] == "slots"}
    told = {p: attrs.evolve(p, path=(), message=f"{ref}: {p.message}") for p in found}
    if len(doubts) < len(told):
        raise SpecError([told[problem] for problem in found if problem not in doubts])
    return [*told.values()]


def _offered(output: Output) -> OutputSpec:
    """Return an output with all its slots, of which a job knows also those it hands on."""
    made = conversions.output_spec_of(output)
    handed_on = [result.to_slot() for result in output.results if result.passthrough]
    known = {slot.name: slot for slot in (*handed_on, *made.slots)}
    passthrough = None if handed_on else made.passthrough
    return attrs.evolve(made, slots=known.values(), passthrough=passthrough)


def _fill_job(job: ExternalJobController, definition: JobDefinition, sources: _Sources) -> None:
    """Send what ``add_input``, ``connect`` and ``add_output`` send, and what they cannot say."""
    jobs, here = job.cs.api.jobs, (job.project_uid, job.uid)
    for name, spec in definition.inputs.items():
        job.model = jobs.add_external_input(*here, name, to_tools(_with_title(spec, name)))
    for name, refs in sources.items():
        for ref in refs:
            source = {"source_job_uid": ref.job_uid, "source_output_name": ref.output}
            job.model = jobs.connect(*here, name, **source)
    for name, output in definition.outputs.items():
        job.model = jobs.add_external_output(*here, name, to_tools(_with_title(output, name)))


def _with_title(spec: _Spec, name: str) -> _Spec:
    return spec if spec.title else attrs.evolve(spec, title=name)


def _fill_legacy_job(job: Any, definition: JobDefinition, sources: _Sources) -> None:
    for name, spec in definition.inputs.items():
        job.add_input(
            spec.type.value,
            name,
            min=spec.count_min,
            max="inf" if spec.count_max is None else spec.count_max,
            slots=[to_tools(slot) for slot in spec.slots],
            title=spec.title or name,
        )
    for name, refs in sources.items():
        for ref in refs:
            job.connect(name, ref.job_uid, ref.output)
    for name, output in definition.outputs.items():
        job.add_output(
            output.type.value,
            name,
            slots=[to_tools(slot) for slot in output.slots],
            passthrough=output.passthrough,
            title=output.title or name,
        )


def definition_of(job: JobController) -> JobDefinition:
    """Return the definition that would make a job like this one, to keep in a repository.

    What is connected is not part of it. Raises :class:`~cryosparc_spec.errors.SpecError` for
    datatypes and slots not known here.

    >>> definition = definition_of(project.find_job("J12"))
    >>> definition.outputs["exposures"].type
    <Datatype.EXPOSURE: 'exposure'>
    """
    return conversions.definition_of(job_of(job))


def job_of(job: JobController) -> Job:
    """Return the document of a job that the client holds, of version 4 as version 5 has it.

    >>> job_of(project.find_job("J12")).uid
    'J12'
    """
    if installed_version() >= 5:
        raw = job.model.model_dump(mode="json", by_alias=True)
        return structure(raw, Job)
    legacy: Any = job
    return to_job(structure(legacy.doc, LegacyJob))


def slot_types_from(cs: CryoSPARC, *, project_uid: str | None = None) -> SlotTypes:
    """Return what a live server tells of slot types: their names, and the columns it requires.

    Names are those in the job register. Columns are those that the server asks of the outputs of
    jobs, of which the last completed one of each job type is looked at, in one project where that
    is given; shapes are as those jobs have them. Needs version 5, and changes nothing. Raises
    :class:`ToolsVersionError` where the client or the server does not have this, and warns of what
    could not be used.

    >>> learned = slot_types_from(project.cs)
    >>> [column.name for column in learned["volume", "blob"].columns if column.required]
    ['path', 'idx', 'shape']
    """
    if installed_version() < 5:
        raise _version_error("cannot ask a server for its slot types")
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
