"""Jobs of CryoSPARC 4: ``job.json``, and what the API of that version gave.

The structure is that of ``cryosparc.spec`` in cryosparc-tools 4.7.1, and of files seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from math import isfinite
from typing import Any, ClassVar, TypeVar

import attrs

from cryosparc_spec.datatypes import Datatype, JobStatus
from cryosparc_spec.documents.job import (
    Connection,
    Input,
    InputResult,
    InputSlot,
    Job,
    JobSpec,
    Output,
    OutputResult,
    ResourceSpec,
)
from cryosparc_spec.documents.moments import moment
from cryosparc_spec.documents.results_group import split_type
from cryosparc_spec.documents.server import KEY, ServerDocument
from cryosparc_spec.errors import ParseError, Problems, show_value
from cryosparc_spec.fields import UID, Field
from cryosparc_spec.frozen import NOTHING
from cryosparc_spec.slots import Slot
from cryosparc_spec.validators import is_mapping

_Group = TypeVar("_Group", "LegacyInput", "LegacyOutput")
_Part = TypeVar("_Part")


@attrs.frozen(kw_only=True)
class LegacyInputSlot(ServerDocument):
    """A slot of an input (``cryosparc.spec.InputSlot``, cryosparc-tools 4.7.1).

    >>> LegacyInputSlot(type="particle.ctf", name="ctf", optional=True).typed_slot
    Slot(name='ctf', dtype='ctf', required=False)
    """

    name: str
    """Prefix of the slot's columns."""
    type: str
    """Datatype and slot type: ``"particle.blob"``."""
    title: str | None = ""
    """What people read."""
    description: str | None = ""
    """What it is, at length."""
    optional: bool = False
    """Whether the job can do without."""

    @property
    def typed_slot(self) -> Slot:
        """The slot; raises ``ParseError`` for a name or a type that no slot can have."""
        return Slot(self.name, split_type(self.type)[1], not self.optional)


@attrs.frozen(kw_only=True)
class LegacyInputResult(ServerDocument):
    """What feeds one slot of a connection (``cryosparc.spec.ConnectionSlot``, 4.7.1).

    >>> LegacyInputResult(
    ...     slot_name="map", job_uid="J2", group_name="volume", result_name="map_sharp"
    ... ).version
    'F'
    """

    slot_name: str | None = None
    """Slot it feeds; ``None`` for a result that only passes through."""
    job_uid: str
    """Job that made the result, which need not be that of the connection."""
    group_name: str
    """Output of that job."""
    result_name: str
    """Result of that output."""
    result_type: str = ""
    """Datatype and slot type: ``"volume.blob"``."""
    version: int | str = "F"
    """Number of the version, or ``"F"`` for the final one."""


@attrs.frozen(kw_only=True)
class LegacyConnection(ServerDocument):
    """An output that is connected to an input (``cryosparc.spec.Connection``, 4.7.1).

    >>> LegacyConnection(job_uid="J2", group_name="particles").slots
    ()
    """

    job_uid: str
    """Job of the output."""
    group_name: str
    """Name of the output."""
    slots: tuple[LegacyInputResult, ...] = ()
    """What feeds each slot."""


@attrs.frozen(kw_only=True)
class LegacyInput(ServerDocument):
    """An input: an element of ``input_slot_groups`` (``cryosparc.spec.InputSlotGroup``, 4.7.1).

    >>> LegacyInput(name="particles", type="particle").count_max is None
    True
    """

    name: str
    """Name of the input."""
    type: Datatype | str
    """Datatype of what may be connected."""
    title: str | None = ""
    """What people read in the builder."""
    description: str | None = ""
    """What it is for, at length."""
    slots: tuple[LegacyInputSlot, ...] = ()
    """Slots the job reads."""
    count_min: int = 0
    """Fewest connections."""
    count_max: int | float | str | None = None
    """Most connections; null is infinity."""
    repeat_allowed: bool = False
    """Whether one output may be connected more than once."""
    connections: tuple[LegacyConnection, ...] = ()
    """What is connected."""

    @property
    def typed_slots(self) -> tuple[Slot, ...]:
        """The slots; raises ``ParseError`` for a name or a type that no slot can have."""
        return _typed("slots", self.slots)


@attrs.frozen(kw_only=True)
class LegacyContained(ServerDocument):
    """A result that an output has (``cryosparc.spec.OutputResultGroupContains``, 4.7.1).

    >>> LegacyContained(name="map_half_A", type="volume.blob").typed_slot.dtype
    'blob'
    """

    name: str
    """Name of the result, which is the prefix of its columns."""
    type: str
    """Datatype and slot type: ``"particle.blob"``."""
    uid: str | None = None
    """Identifier within the project: ``"J2-R1"``."""
    group_name: str | None = None
    """Output it belongs to."""
    passthrough: bool = False
    """Whether it comes from an input as it is."""

    @property
    def typed_slot(self) -> Slot:
        """The slot; raises ``ParseError`` for a name or a type that no slot can have."""
        return Slot(self.name, split_type(self.type)[1])


@attrs.frozen(kw_only=True)
class LegacyOutput(ServerDocument):
    """An output: an element of ``output_result_groups`` (``cryosparc.spec.OutputResultGroup``).

    >>> LegacyOutput(name="particles", type="particle", passthrough=False).typed_slots
    ()
    """

    name: str
    """Name of the output."""
    type: Datatype | str
    """Datatype of the output."""
    uid: str | None = None
    """Identifier within the project: ``"J2-G1"``."""
    title: str | None = ""
    """What people read."""
    description: str | None = ""
    """What it holds, at length."""
    contains: tuple[LegacyContained, ...] = ()
    """Its results."""
    passthrough: bool | str | None = False
    """Name of the input whose other slots are handed on; false where there is none."""
    num_items: int | None = None
    """Rows of its final tables."""
    summary: Mapping[str, Any] | None = NOTHING
    """What the job says of it."""
    latest_summary_stats: Mapping[str, Any] | None = NOTHING
    """More of that, as resolutions."""

    @property
    def typed_slots(self) -> tuple[Slot, ...]:
        """The slots; raises ``ParseError`` for a name or a type that no slot can have."""
        return _typed("contains", self.contains)


@attrs.frozen(kw_only=True)
class LegacyOutputResult(ServerDocument):
    """Where a result is: an element of ``output_results`` (``cryosparc.spec.OutputResult``, 4.7.1).

    >>> blob = LegacyOutputResult(
    ...     name="blob",
    ...     type="particle.blob",
    ...     group_name="particles",
    ...     min_fields=[["path", "O"], ["shape", "2u4"]],
    ...     versions=[0, 6],
    ...     metafiles=["J2/J2_000_particles.cs", "J2/J2_006_particles.cs"],
    ...     num_items=[90, 900],
    ... )
    >>> blob.final
    (6, 'J2/J2_006_particles.cs', 900)
    >>> blob.fields
    (Field(name='blob/path', ...), Field(name='blob/shape', ...))
    """

    name: str
    """Name of the result, which is the prefix of its columns."""
    type: str
    """Datatype and slot type: ``"particle.blob"``."""
    group_name: str
    """Output it belongs to."""
    uid: str | None = None
    """Identifier within the project: ``"J2-R1"``."""
    title: str | None = ""
    """What people read."""
    description: str | None = ""
    """What it is, at length."""
    min_fields: Any = ()
    """Columns that are always there, as written: without prefix, the shape glued to the dtype."""
    versions: tuple[int, ...] = ()
    """Iterations whose tables were kept."""
    metafiles: tuple[str, ...] = ()
    """Paths of the tables from the folder of the project, one for each version."""
    num_items: tuple[int | None, ...] | int | None = ()
    """Rows of the tables, one for each version, or one for all."""
    passthrough: bool | str | None = False
    """Whether it comes from an input as it is."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns of ``min_fields`` as they are named in the table, with the slot's prefix.

        Raises ``ParseError`` for what is no field.
        """
        problems = Problems()
        fields: list[Field] = []
        for index, raw in enumerate(self.min_fields or ()):
            with problems.at("min_fields", index):
                fields.append(_with_prefix(Field.parse(raw), f"{self.name}/"))
        problems.raise_if_any()
        return tuple(fields)

    @property
    def final(self) -> tuple[int, str, int | None] | None:
        """Version, metafile and number of items of the highest version, if there is one."""
        numbers = self.num_items
        counts = numbers if isinstance(numbers, tuple) else (numbers,) * len(self.versions)
        padded = (*counts, *[None] * len(self.versions))
        versions = list(zip(self.versions, self.metafiles, padded, strict=False))
        return max(versions, key=lambda version: version[0], default=None)


def _with_prefix(field: Field, prefix: str) -> Field:
    if field.name == UID or field.name.startswith(prefix):
        return field
    return Field(prefix + field.name, field.dtype)


def _typed(key: str, items: tuple[LegacyInputSlot | LegacyContained, ...]) -> tuple[Slot, ...]:
    problems = Problems()
    slots: list[Slot] = []
    for index, item in enumerate(items):
        with problems.at(key, index):
            slots.append(item.typed_slot)
    problems.raise_if_any()
    return tuple(slots)


@attrs.frozen(kw_only=True)
class LegacyJob(ServerDocument):
    """A job of CryoSPARC 4.

    >>> job = LegacyJob(uid="J1", job_type="import_movies", created={"$date": "2026-05-15"})
    >>> job.type_word, job.created_at.year
    ('import_movies', 2026)
    """

    lists_all_keys: ClassVar[bool] = False
    """About 90 keys occur; those on how the job was queued and run are in ``extras``."""

    uid: str
    """Number of the job in its project: ``"J2"``."""
    id: str | Mapping[str, Any] | None = attrs.field(default=None, metadata={KEY: "_id"})
    """Identifier in the database; ``{"$oid": ...}`` in some files."""
    uid_num: int | None = None
    """The number alone."""
    project_uid: str | None = None
    """Number of the project: ``"P1"``."""
    project_uid_num: int | None = None
    """The number alone."""
    workspace_uids: tuple[str, ...] = ()
    """Workspaces the job is in."""
    type: str | None = None
    """Job type; some files have only ``job_type``."""
    job_type: str | None = None
    """The same; some files have only ``type``."""
    title: str | None = ""
    """What people read."""
    description: str | None = ""
    """What the job is for, at length."""
    status: JobStatus | str | None = None
    """How far it is."""
    created: str | Mapping[str, Any] | None = attrs.field(
        default=None, metadata={KEY: "created_at"}
    )
    """When it was made, as written: RFC 1123 text, ISO 8601 text, or ``{"$date": ...}``."""
    created_by_user_id: str | None = None
    """Who made it."""
    parents: tuple[str, ...] = ()
    """Jobs whose outputs are connected to its inputs."""
    children: tuple[str, ...] = ()
    """Jobs its outputs are connected to."""
    input_slot_groups: tuple[LegacyInput, ...] = ()
    """Inputs."""
    output_result_groups: tuple[LegacyOutput, ...] = ()
    """Outputs."""
    output_results: tuple[LegacyOutputResult, ...] = ()
    """Results of all outputs."""
    params_base: Mapping[str, Any] = NOTHING
    """Parameters by name, with the default under ``value``."""
    params_spec: Mapping[str, Any] = NOTHING
    """Parameters that the user set, by name, with the value under ``value``."""
    params_secs: Mapping[str, Any] = NOTHING
    """Sections of the parameters in the builder."""

    @property
    def type_word(self) -> str | None:
        """Job type, under whichever key it stands."""
        return self.job_type or self.type

    @property
    def created_at(self) -> datetime | None:
        """When the job was made; ``None`` where no date says so."""
        return moment(self.created)

    @property
    def params(self) -> Mapping[str, Any]:
        """Values that the user set, by parameter."""
        return _values(self.params_spec)

    @property
    def default_params(self) -> Mapping[str, Any]:
        """Values that parameters have unless they are set."""
        return _values(self.params_base)


def _values(params: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        name: entry["value"]
        for name, entry in params.items()
        if is_mapping(entry) and "value" in entry
    }


def to_job(legacy: LegacyJob) -> Job:
    """Return a job of CryoSPARC 4 as CryoSPARC 5 describes it.

    Inputs and outputs become mappings by name, ``<datatype>.<slot type>`` the slot type alone, a
    missing limit on connections ``"inf"``, dates ISO 8601 text, and the tables of each result stand
    in its output. An ``int`` for the rows of a result stands for each of its versions; a null among
    them becomes 0. What CryoSPARC 5 has no place for is in ``extras`` under its old key: the
    ``uid``, ``title``, ``description`` and ``min_fields`` of results, ``params_base`` and
    ``params_secs`` in the ``spec``, a ``type`` of another datatype than that of its input or
    output. A key that CryoSPARC 5 has for something else is in the extra ``legacy``. Raises
    ``ParseError`` for two inputs or outputs of one name.

    >>> volume = LegacyOutput(
    ...     name="volume",
    ...     type="volume",
    ...     contains=[LegacyContained(name="map", type="volume.blob")],
    ...     passthrough=False,
    ... )
    >>> job = to_job(LegacyJob(uid="J3", job_type="nu_refine", output_result_groups=[volume]))
    >>> job.spec.type, job.spec.outputs["volume"].results[0].dtype
    ('nu_refine', 'blob')
    """
    ours = {
        "uid": legacy.uid,
        "_id": _identifier(legacy.id),
        "uid_num": legacy.uid_num,
        "project_uid": legacy.project_uid,
        "project_uid_num": legacy.project_uid_num,
        "workspace_uids": legacy.workspace_uids,
        "title": legacy.title,
        "description": legacy.description,
        "status": legacy.status,
        "created_at": legacy.created,
        "created_by_user_id": legacy.created_by_user_id,
        "parents": legacy.parents,
        "children": legacy.children,
        "type": None if legacy.type == legacy.type_word else legacy.type,
    }
    raw = {key: value for key, value in legacy.extras.items() if key not in _tiles(legacy)}
    raw.update({key: value for key, value in ours.items() if value is not None})
    values, extras = _placed({"job_dir": legacy.uid, **raw})
    return Job(**values, spec=_to_spec(legacy), extras=extras)


def _identifier(value: str | Mapping[str, Any] | None) -> Any:
    return value.get("$oid", value) if is_mapping(value) else value


def _placed(raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split top-level keys into attributes that a v5 job has, and extras."""
    values = {name: _iso_date(key, raw[key]) for key, name in _keys(Job).items() if key in raw}
    values.pop("spec", None)
    for name in _refused(values):
        del values[name]
    rest = {key: value for key, value in raw.items() if _keys(Job).get(key) not in values}
    return values, _extras(Job, rest)


def _refused(values: Mapping[str, Any]) -> set[str]:
    try:
        Job(**values, spec=JobSpec(type=""))
    except ParseError as error:
        return {str(problem.path[0]) for problem in error.problems}
    return set()


def _iso_date(key: str, value: Any) -> Any:
    date = moment(value) if key.endswith("_at") else None
    return date.isoformat().replace("+00:00", "Z") if date else value


def _tiles(legacy: LegacyJob) -> dict[str, int]:
    keys = ("ui_tile_width", "ui_tile_height")
    return {key: legacy.extras[key] for key in keys if type(legacy.extras.get(key)) is int}


def _to_spec(legacy: LegacyJob) -> JobSpec:
    with_more = {
        name: entry
        for name, entry in legacy.params_spec.items()
        if not is_mapping(entry) or set(entry) != {"value"}
    }
    tiles = _tiles(legacy)
    return JobSpec(
        type=legacy.type_word or "",
        params=legacy.params,
        inputs=_by_name("input_slot_groups", legacy.input_slot_groups, _to_input),
        outputs=_to_outputs(legacy),
        resource_spec=ResourceSpec(),
        extras=_kept(
            params_base=legacy.params_base,
            params_spec=with_more,
            params_secs=legacy.params_secs,
        ),
        ui_tile_width=tiles.get("ui_tile_width", 1),
        ui_tile_height=tiles.get("ui_tile_height", 1),
    )


def _kept(**values: Any) -> dict[str, Any]:
    """Return values that say something."""
    return {key: value for key, value in values.items() if value not in _EMPTY}


_EMPTY: tuple[Any, ...] = (None, "", (), NOTHING)


def _extras(cls: type[ServerDocument], *parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept besides the attributes of a class, apart from it where names clash."""
    kept = {key: value for part in parts for key, value in part.items()}
    clashing = {key: kept.pop(key) for key in [*kept] if key in _keys(cls) or key == _MISPLACED}
    return {**kept, _MISPLACED: clashing} if clashing else kept


_MISPLACED = "legacy"


def _keys(cls: type[ServerDocument]) -> Mapping[str, str]:
    """Return the names of a class's attributes by their keys in documents."""
    ours = {attribute.name for attribute in attrs.fields(ServerDocument)}
    attributes = [attribute for attribute in attrs.fields(cls) if attribute.name not in ours]
    return {attribute.metadata.get(KEY, attribute.name): attribute.name for attribute in attributes}


def _by_name(
    key: str, groups: Sequence[_Group], convert: Callable[[_Group], _Part]
) -> Mapping[str, _Part]:
    problems = Problems()
    parts: dict[str, _Part] = {}
    for index, group in enumerate(groups):
        with problems.at(key, index):
            if group.name in parts:
                raise ParseError.of(f"{show_value(group.name)} stands here twice", path=("name",))
            parts[group.name] = convert(group)
    problems.raise_if_any()
    return parts


def _to_input(group: LegacyInput) -> Input:
    return Input(
        type=group.type,
        title=group.title or "",
        description=group.description or "",
        slots=tuple(_to_input_slot(slot, group.type) for slot in group.slots),
        count_min=group.count_min,
        count_max=_most_connections(group.count_max),
        repeat_allowed=group.repeat_allowed,
        connections=tuple(_to_connection(each, group.type) for each in group.connections),
        extras=_extras(Input, group.extras),
    )


def _most_connections(count: float | str | None) -> int | str:
    if isinstance(count, float) and isfinite(count):
        return int(count)
    return count if isinstance(count, int | str) else "inf"


def _to_input_slot(slot: LegacyInputSlot, datatype: str) -> InputSlot:
    other = _other_type(slot.type, datatype)
    kept = _kept(type=other, title=slot.title, description=slot.description)
    return InputSlot(
        name=slot.name,
        dtype=split_type(slot.type)[1],
        required=not slot.optional,
        extras=_extras(InputSlot, slot.extras, kept),
    )


def _other_type(text: str, datatype: str) -> str | None:
    return None if split_type(text)[0] == datatype else text


def _to_connection(connection: LegacyConnection, datatype: str) -> Connection:
    return Connection(
        job_uid=connection.job_uid,
        output=connection.group_name,
        results=tuple(_to_input_result(result, datatype) for result in connection.slots),
        extras=_extras(Connection, connection.extras),
    )


def _to_input_result(result: LegacyInputResult, datatype: str) -> InputResult:
    kept = _kept(result_type=_other_type(result.result_type, datatype))
    return InputResult(
        name=result.slot_name,
        dtype=split_type(result.result_type)[1],
        job_uid=result.job_uid,
        output=result.group_name,
        result=result.result_name,
        version=result.version,
        extras=_extras(InputResult, result.extras, kept),
    )


def _to_outputs(legacy: LegacyJob) -> Mapping[str, Output]:
    results: dict[str, list[LegacyOutputResult]] = {}
    for result in legacy.output_results:
        results.setdefault(result.group_name, []).append(result)

    def convert(group: LegacyOutput) -> Output:
        return _to_output(group, results.pop(group.name, []))

    outputs = dict(_by_name("output_result_groups", legacy.output_result_groups, convert))
    for name, of_output in results.items():
        group = LegacyOutput(name=name, type=split_type(of_output[0].type)[0])
        outputs[name] = _to_output(group, of_output)
    return outputs


def _to_output(group: LegacyOutput, results: Sequence[LegacyOutputResult]) -> Output:
    told = {result.name for result in results}
    contained = {item.name: item for item in group.contains}
    converted = [_to_output_result(r, group.type, contained.get(r.name)) for r in results]
    for item in group.contains:
        if item.name not in told:
            bare = LegacyOutputResult(name=item.name, type=item.type, group_name=group.name)
            converted.append(_to_output_result(bare, group.type, item))
    return Output(
        type=group.type,
        title=group.title or "",
        description=group.description or "",
        passthrough=group.passthrough if isinstance(group.passthrough, str) else None,
        results=tuple(converted),
        num_items=_final_items(results) if group.num_items is None else group.num_items,
        summary=group.summary or NOTHING,
        latest_summary_stats=group.latest_summary_stats or NOTHING,
        extras=_extras(Output, group.extras, _kept(uid=group.uid)),
    )


def _final_items(results: Sequence[LegacyOutputResult]) -> int:
    """Return how many items the final tables have, 0 where that is not told, as in v5."""
    counts = [result.final[2] for result in results if result.final]
    return next((count for count in counts if count is not None), 0)


def _to_output_result(
    result: LegacyOutputResult, datatype: str, item: LegacyContained | None
) -> OutputResult:
    numbers = result.num_items
    if not isinstance(numbers, tuple):
        numbers = (numbers,) * len(result.versions)
    kept = _kept(
        uid=result.uid or (item.uid if item else None),
        type=_other_type(result.type, datatype),
        title=result.title,
        description=result.description,
        min_fields=result.min_fields,
    )
    return OutputResult(
        name=result.name,
        dtype=split_type(result.type)[1],
        versions=result.versions,
        metafiles=result.metafiles,
        num_items=tuple(number or 0 for number in numbers),
        passthrough=bool(result.passthrough) or (item is not None and item.passthrough),
        extras=_extras(OutputResult, item.extras if item else {}, result.extras, kept),
    )
