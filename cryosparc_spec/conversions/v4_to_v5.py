"""Jobs of CryoSPARC 4 made jobs of CryoSPARC 5."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, TypeVar

from cryosparc_spec.documents.codec.server_document import ServerDocument, attributes_by_key
from cryosparc_spec.documents.job import Job, JobSpec, ResourceSpec
from cryosparc_spec.documents.job_inputs import Connection, Input, InputResult
from cryosparc_spec.documents.job_outputs import Output, OutputResult
from cryosparc_spec.documents.job_slots import InputSlot
from cryosparc_spec.documents.legacy_job import (
    LegacyConnection,
    LegacyContained,
    LegacyInput,
    LegacyInputResult,
    LegacyInputSlot,
    LegacyJob,
    LegacyOutput,
    LegacyOutputResult,
)
from cryosparc_spec.documents.results_group import split_type
from cryosparc_spec.documents.timestamps import moment
from cryosparc_spec.problems.errors import ParseError, Problems
from cryosparc_spec.problems.frozen_data import NOTHING
from cryosparc_spec.problems.validators import is_mapping
from cryosparc_spec.problems.value_text import show_value

_Group = TypeVar("_Group", LegacyInput, LegacyOutput)
_Part = TypeVar("_Part")

_EMPTY: tuple[Any, ...] = (None, "", (), NOTHING)
_CLASHING_KEYS = "legacy"
"""Extra with the keys that CryoSPARC 5 has for something else."""


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


def _extras(cls: type[ServerDocument], *parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept besides the attributes of a class, apart from it where names clash."""
    kept = {key: value for part in parts for key, value in part.items()}
    clashing = {key: kept.pop(key) for key in [*kept] if key in _keys(cls) or key == _CLASHING_KEYS}
    return {**kept, _CLASHING_KEYS: clashing} if clashing else kept


def _keys(cls: type[ServerDocument]) -> Mapping[str, str]:
    """Return the names of a class's attributes by their keys in documents."""
    return {key: attribute.name for key, attribute in attributes_by_key(cls).items()}


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
    counts = [result.final.num_items for result in results if result.final]
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
