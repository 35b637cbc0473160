"""Hypothesis strategies for the documents that CryoSPARC writes, as plain data.

Keys come in any order, and keys that nobody knows are put in at every level.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cryosparc_spec import Datatype
from cryosparc_spec.testing.values import (
    dtype_specs,
    group_names,
    identifiers,
    json_data,
    known_slot_names,
    texts,
)
from cryosparc_spec.vocabulary import BuilderTag, Category, JobStatus, Stability
from tests.strategies import datatypes

Raw = dict[str, Any]


def with_unknown_keys(
    needed: dict[str, SearchStrategy[Any]], **optional: SearchStrategy[Any]
) -> SearchStrategy[Raw]:
    """Mappings with these keys, and with unknown ones, in any order."""
    unknown = st.dictionaries(
        texts().filter(lambda key: key not in needed and key not in optional),
        json_data(max_leaves=3),
        max_size=2,
    )
    known = st.fixed_dictionaries(needed, optional=optional)
    return st.builds(lambda a, b: [*a.items(), *b.items()], known, unknown).flatmap(
        lambda items: st.permutations(items).map(dict)
    )


def first_loss(before: Any, after: Any, path: tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
    """Return the path of the first key or value of a tree that another tree does not have."""
    if type(before) is not type(after):
        return path
    if isinstance(before, dict):
        keys = [key for key in before if key not in after]
        if keys:
            return (*path, keys[0])
        pairs = [(key, before[key], after[key]) for key in before]
    elif isinstance(before, list):
        if len(before) != len(after):
            return path
        pairs = [(i, a, b) for i, (a, b) in enumerate(zip(before, after, strict=True))]
    else:
        return None if repr(before) == repr(after) else path
    losses = (first_loss(a, b, (*path, key)) for key, a, b in pairs)
    return next((loss for loss in losses if loss is not None), None)


def datatype_words() -> SearchStrategy[str]:
    """Datatypes, and words of a newer CryoSPARC."""
    return datatypes().map(str) | identifiers()


def dotted_types() -> SearchStrategy[str]:
    """Datatype and slot type, and what people write in their place."""
    slot_types = known_slot_names() | identifiers()
    return st.tuples(datatype_words(), slot_types).map(".".join) | texts()


# Results groups


def dates() -> SearchStrategy[str]:
    """Dates as they stand in ``.csg`` files, placeholders among them."""
    return st.datetimes().map(str) | st.dates().map(str) | st.just("xxxx-xx-xx xx:xx:xx.xxxxxx")


def raw_slot_results() -> SearchStrategy[Raw]:
    """Slots of a results group."""
    files = st.sampled_from([">J2_particles.cs", ">2_particles.cs", "J2/J2_particles.cs"]) | texts()
    return with_unknown_keys(
        {"metafile": files, "type": dotted_types()}, num_items=st.none() | st.integers()
    )


def raw_results_groups() -> SearchStrategy[Raw]:
    """Results groups."""
    group = with_unknown_keys(
        {"name": texts(), "type": datatype_words() | texts()},
        title=st.none() | texts(),
        description=st.none() | texts(),
    )
    slots = known_slot_names() | identifiers() | texts()
    return with_unknown_keys(
        {"group": group, "results": st.dictionaries(slots, raw_slot_results(), max_size=4)},
        created=st.none() | dates() | texts(),
        version=st.none() | st.sampled_from(["v4.4.1", 4.4]) | texts(),
    )


# Jobs of CryoSPARC 4


def job_uids() -> SearchStrategy[str]:
    """Numbers of jobs."""
    return st.integers(0, 999).map(lambda number: f"J{number}")


def _raw_legacy_inputs() -> SearchStrategy[Raw]:
    results = with_unknown_keys(
        {"job_uid": job_uids(), "group_name": group_names(), "result_name": identifiers()},
        slot_name=st.none() | identifiers(),
        result_type=dotted_types(),
        version=st.integers() | st.just("F"),
    )
    connections = with_unknown_keys(
        {"job_uid": job_uids(), "group_name": group_names()}, slots=st.lists(results, max_size=2)
    )
    slots = with_unknown_keys(
        {"name": identifiers(), "type": dotted_types()},
        title=st.none() | texts(),
        description=st.none() | texts(),
        optional=st.booleans(),
    )
    return with_unknown_keys(
        {"name": group_names(), "type": datatypes().map(str)},
        title=st.none() | texts(),
        description=st.none() | texts(),
        slots=st.lists(slots, max_size=2),
        count_min=st.integers(),
        count_max=st.none() | st.integers() | st.just("inf"),
        repeat_allowed=st.booleans(),
        connections=st.lists(connections, max_size=2),
    )


def _raw_legacy_outputs() -> SearchStrategy[Raw]:
    contained = with_unknown_keys(
        {"name": identifiers(), "type": dotted_types()},
        uid=st.none() | texts(),
        group_name=st.none() | group_names(),
        passthrough=st.booleans(),
    )
    statistics = st.none() | st.dictionaries(texts(), json_data(max_leaves=3), max_size=2)
    return with_unknown_keys(
        {"name": group_names(), "type": datatypes().map(str)},
        uid=st.none() | texts(),
        title=st.none() | texts(),
        description=st.none() | texts(),
        contains=st.lists(contained, max_size=3),
        passthrough=st.none() | st.just(False) | group_names(),
        num_items=st.none() | st.integers(),
        summary=statistics,
        latest_summary_stats=statistics,
    )


def raw_min_fields() -> SearchStrategy[list[Any]]:
    """Lists of columns, in each spelling seen."""
    spelled = dtype_specs().map(lambda dtype: [str(dtype)])
    apart = st.integers(1, 9).map(lambda size: ["u4", size])
    pairs = st.tuples(identifiers(), spelled | apart | st.just(["f4", [2, 3]]))
    return st.lists(pairs.map(lambda pair: [pair[0], *pair[1]]), max_size=3)


def raw_legacy_output_results() -> SearchStrategy[Raw]:
    """Elements of ``output_results``."""
    counts = st.integers(0, 10_000)
    return with_unknown_keys(
        {"name": identifiers(), "type": dotted_types(), "group_name": group_names()},
        uid=st.none() | texts(),
        title=st.none() | texts(),
        description=st.none() | texts(),
        min_fields=raw_min_fields(),
        versions=st.lists(counts, max_size=3),
        metafiles=st.lists(texts(), max_size=3),
        num_items=st.none() | counts | st.lists(st.none() | counts, max_size=3),
        passthrough=st.none() | st.booleans() | group_names(),
    )


def legacy_dates() -> SearchStrategy[Any]:
    """Dates as they stand in ``job.json``."""
    iso = st.datetimes().map(lambda date: date.isoformat() + "Z")
    mongo = st.one_of(iso, st.integers(), st.integers().map(lambda n: {"$numberLong": str(n)}))
    mail = st.just("Mon, 04 Nov 2024 20:29:09 GMT")
    return st.none() | iso | mail | texts() | mongo.map(lambda value: {"$date": value})


def _of_different_names(raws: SearchStrategy[Raw]) -> SearchStrategy[list[Raw]]:
    return st.lists(raws, max_size=2, unique_by=lambda raw: raw["name"])


def raw_legacy_jobs() -> SearchStrategy[Raw]:
    """``job.json`` files of CryoSPARC 4."""
    values = json_data(max_leaves=3)
    entries = st.one_of(with_unknown_keys({"value": values}), values)
    params = st.dictionaries(texts(), entries, max_size=2)
    return with_unknown_keys(
        {"uid": job_uids()},
        _id=st.none() | texts() | st.just({"$oid": "67292e95282b26b45d0e8fee"}),
        uid_num=st.none() | st.integers(),
        project_uid=st.none() | texts(),
        project_uid_num=st.none() | st.integers(),
        workspace_uids=st.lists(texts(), max_size=2),
        type=st.none() | identifiers(),
        job_type=st.none() | identifiers(),
        title=st.none() | texts(),
        description=st.none() | texts(),
        status=st.none() | st.sampled_from(JobStatus).map(str) | texts(),
        created_at=legacy_dates(),
        created_by_user_id=st.none() | texts(),
        parents=st.lists(job_uids(), max_size=2),
        children=st.lists(job_uids(), max_size=2),
        input_slot_groups=_of_different_names(_raw_legacy_inputs()),
        output_result_groups=_of_different_names(_raw_legacy_outputs()),
        output_results=st.lists(raw_legacy_output_results(), max_size=3),
        params_base=params,
        params_spec=params,
        params_secs=params,
    )


# Workflows and blueprints


def _text_or_null() -> SearchStrategy[str | None]:
    return st.none() | texts()


def _dotted(count: int) -> SearchStrategy[str]:
    return st.lists(group_names(), min_size=count, max_size=count).map(".".join)


def raw_workflow_parameters() -> SearchStrategy[Raw]:
    """Parameters of a job in a workflow, each key there or not, unknown ones among them."""
    flags = dict.fromkeys(("locked", "visible", "flagged"), st.booleans())
    return with_unknown_keys({}, value=json_data(), notes=_text_or_null(), **flags)


def raw_workflow_jobs() -> SearchStrategy[Raw]:
    """Jobs of a workflow, as plain data: with ``spec`` or without."""
    pairs = st.lists(st.tuples(_dotted(2), group_names()).map(list), max_size=3)
    index = st.integers(0, 3).map(str)
    slots = st.tuples(group_names(), group_names(), index, group_names()).map(".".join)
    results = st.lists(st.tuples(_dotted(3), slots).map(list), max_size=2)
    return with_unknown_keys(
        {},
        title=_text_or_null(),
        description=_text_or_null(),
        jobType=identifiers(),
        groups=pairs,
        individualResults=results,
        parameters=st.dictionaries(texts(), raw_workflow_parameters(), max_size=2),
        spec=st.none() | raw_workflow_specs(),
    )


def raw_workflow_specs() -> SearchStrategy[Raw]:
    """The ``spec`` of a job in a workflow, with what matters to connections."""
    connection = st.fixed_dictionaries({"job_uid": group_names(), "output": group_names()})
    inputs = st.fixed_dictionaries(
        {"type": datatypes().map(str), "title": texts()},
        optional={"connections": st.lists(connection, max_size=2)},
    )
    outputs = st.fixed_dictionaries({"type": datatypes().map(str), "title": texts()})
    return st.fixed_dictionaries(
        {"type": identifiers()},
        optional={
            "inputs": st.dictionaries(group_names(), inputs, max_size=2),
            "outputs": st.dictionaries(group_names(), outputs, max_size=2),
        },
    )


def _raw_workflow_parents() -> SearchStrategy[Raw]:
    group = with_unknown_keys(
        {},
        name=group_names(),
        connections=st.lists(_dotted(2) | json_data(max_leaves=3), max_size=2),
        required=st.lists(identifiers(), max_size=2),
    )
    groups = st.dictionaries(group_names(), group, max_size=2)
    return with_unknown_keys({}, groups=groups, jobType=st.none() | identifiers())


def _raw_origins(version: str) -> dict[str, SearchStrategy[Any]]:
    flags = dict.fromkeys(("pinned", "imported", "reference"), st.booleans() | texts())
    dates = dict.fromkeys(
        ("createdAt", "createdBy", "updatedAt", "updatedBy"), texts() | json_data(max_leaves=2)
    )
    words = dict.fromkeys(("_id", "title", "description", "csVersion", version), _text_or_null())
    return {**flags, **dates, **words}


def raw_workflows() -> SearchStrategy[Raw]:
    """Workflow exports as plain data, with unknown keys at every level but within ``spec``."""
    return with_unknown_keys(
        {},
        **_raw_origins("workflowVersion"),
        category=_text_or_null(),
        parents=st.dictionaries(group_names(), _raw_workflow_parents(), max_size=1),
        jobs=st.dictionaries(group_names() | texts(), raw_workflow_jobs(), max_size=2),
    )


def raw_blueprints() -> SearchStrategy[Raw]:
    """Blueprints as plain data, with unknown keys at every level."""
    return with_unknown_keys(
        {},
        **_raw_origins("blueprintVersion"),
        jobType=identifiers(),
        applyTitle=st.booleans(),
        applyDescription=st.booleans(),
        parameters=st.dictionaries(texts(), raw_workflow_parameters(), max_size=2),
    )


# Jobs of CryoSPARC 5, and the register


def timestamps() -> SearchStrategy[str]:
    """Dates as JSON has them."""
    years = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1))
    return years.map(lambda date: date.isoformat() + "Z")


def words_of(family: Iterable[str], *, new: bool) -> SearchStrategy[str]:
    """Words of a family, and of a newer CryoSPARC where that is asked for."""
    known = st.sampled_from([str(member) for member in family])
    return known | identifiers() if new else known


def _raw_slots(*, register: bool, required: bool) -> SearchStrategy[list[Any]]:
    flag = {"required": st.booleans()} if required else {}
    full = with_unknown_keys({"name": identifiers(), "dtype": identifiers()}, **flag)
    short = known_slot_names() | (
        known_slot_names().map("?{}".format) if required else st.nothing()
    )
    return st.lists(full | short if register else full, max_size=3)


def raw_inputs(*, register: bool = False, new: bool = True) -> SearchStrategy[Raw]:
    """Inputs of a job, or of a job type; ``new`` words are of a newer CryoSPARC."""
    result = with_unknown_keys(
        {key: identifiers() for key in ("dtype", "job_uid", "output", "result")},
        name=st.none() | identifiers(),
        version=st.integers(0, 99) | st.just("F"),
    )
    connection = with_unknown_keys(
        {"job_uid": identifiers(), "output": identifiers()}, results=st.lists(result, max_size=2)
    )
    connections = {} if register else {"connections": st.lists(connection, max_size=2)}
    return with_unknown_keys(
        {"type": words_of(Datatype, new=new), "title": texts()},
        description=texts(),
        slots=_raw_slots(register=register, required=True),
        count_min=st.integers(0, 9),
        count_max=st.integers(0, 500) | st.just("inf"),
        repeat_allowed=st.booleans(),
        **connections,
    )


def raw_outputs(*, register: bool = False, new: bool = True) -> SearchStrategy[Raw]:
    """Outputs of a job, or of a job type; ``new`` words are of a newer CryoSPARC."""
    result = with_unknown_keys(
        {"name": identifiers(), "dtype": identifiers()},
        versions=st.lists(st.integers(0, 999), max_size=3),
        metafiles=st.lists(texts(), max_size=3),
        num_items=st.lists(st.integers(0, 999), max_size=3),
        passthrough=st.booleans(),
    )
    facts = st.dictionaries(texts(), json_data(max_leaves=3), max_size=2)
    made = {
        "results": st.lists(result, max_size=3),
        "num_items": st.integers(0, 999),
        "image": st.none() | texts(),
        "summary": facts,
        "latest_summary_stats": facts,
    }
    return with_unknown_keys(
        {"type": words_of(Datatype, new=new), "title": texts()},
        description=texts(),
        slots=_raw_slots(register=register, required=False),
        passthrough=st.none() | group_names(),
        **({} if register else made),
    )


def raw_job_specs(*, new: bool = True) -> SearchStrategy[Raw]:
    """What jobs do; all keys that cryosparc-tools needs are there."""
    resources = dict.fromkeys(("cpu", "gpu", "ram"), st.integers(0, 99))
    return with_unknown_keys(
        {
            "type": identifiers(),
            "ui_tile_width": st.integers(1, 3),
            "ui_tile_height": st.integers(1, 3),
            "resource_spec": with_unknown_keys({}, **resources, ssd=st.booleans()),
        },
        params=st.dictionaries(identifiers(), json_data(), max_size=3),
        inputs=st.dictionaries(group_names(), raw_inputs(new=new), max_size=2),
        outputs=st.dictionaries(group_names(), raw_outputs(new=new), max_size=2),
    )


def raw_jobs(*, new: bool = True) -> SearchStrategy[Raw]:
    """Jobs of CryoSPARC 5; all keys that cryosparc-tools needs are there."""
    dates = ("created_at", "updated_at", "dumped_at", "queued_at", "completed_at", "failed_at")
    uids = st.lists(job_uids(), max_size=2)
    return with_unknown_keys(
        {
            "uid": job_uids(),
            "project_uid": texts(),
            "spec": raw_job_specs(new=new),
            "job_dir": texts(),
            "job_dir_size_last_updated": timestamps(),
            **dict.fromkeys(("uid_num", "project_uid_num", "status_num"), st.integers(0, 999)),
            "build_errors": st.just([]),
        },
        _id=st.text("0123456789abcdef", min_size=24, max_size=24),
        **{key: timestamps() for key in dates},
        workspace_uids=st.lists(texts(), max_size=2),
        job_dir_size=st.integers(0),
        title=texts(),
        description=texts(),
        status=words_of(JobStatus, new=new),
        cloned_from=st.none() | job_uids(),
        has_error=st.booleans(),
        version=st.none() | texts(),
        parents=uids,
        children=uids,
        tags=st.lists(texts(), max_size=2),
        priority=st.integers(),
        bench=st.dictionaries(texts(), st.integers(), max_size=2),
        ui_tile_images=st.lists(st.fixed_dictionaries({"name": texts(), "fileid": texts()})),
    )


def raw_job_params() -> SearchStrategy[Raw]:
    """Parameters of job types."""
    types = st.sampled_from(["string", "integer", "number", "boolean", "null", "array"])
    kind = with_unknown_keys({"type": types}, format=st.none() | st.just("path"))
    number = st.none() | st.floats(-1e6, 1e6) | st.integers(-9, 9)
    value = st.integers(-9, 9) | texts() | st.lists(texts(), max_size=2)
    return with_unknown_keys(
        {"title": st.none() | texts()},
        type=st.none() | types,
        anyOf=st.lists(kind, max_size=2),
        items=st.none() | kind,
        format=st.none() | st.sampled_from(["path", "resources"]),
        default=st.none() | value,
        description=st.none() | texts(),
        examples=st.none() | st.lists(json_data(max_leaves=3), max_size=2),
        **dict.fromkeys(("gt", "ge", "lt", "le", "multiple_of"), number),
        enum=st.none() | st.lists(value, max_size=2),
        labels=st.none() | st.lists(texts(), max_size=2),
        pattern=st.none() | texts(),
        hidden=st.booleans() | with_unknown_keys({"expr": identifiers() | _conditions()}),
        advanced=st.booleans(),
        section=st.none() | with_unknown_keys({}, name=texts(), title=texts(), description=texts()),
        allowed=st.lists(st.sampled_from(["dir", "file", "glob"]), max_size=2),
        validate_path=st.booleans(),
        legacy_name=st.none() | texts(),
        required_param=st.booleans(),
    )


def _conditions() -> SearchStrategy[Raw]:
    return st.fixed_dictionaries(
        {"op": st.sampled_from(["==", "in"]), "param": identifiers(), "value": json_data()}
    )


def raw_job_types(*, new: bool = True) -> SearchStrategy[Raw]:
    """Entries of the register; all keys that cryosparc-tools needs are there."""
    return with_unknown_keys(
        {
            "type": identifiers(),
            **dict.fromkeys(("title", "shorttitle", "description"), texts()),
            "stability": words_of(Stability, new=new),
            "category": words_of(Category, new=new),
            "inputs": st.dictionaries(
                group_names(), raw_inputs(register=True, new=new), max_size=2
            ),
            "outputs": st.dictionaries(
                group_names(), raw_outputs(register=True, new=new), max_size=2
            ),
            "params": st.dictionaries(identifiers(), raw_job_params(), max_size=2),
        },
        tags=st.lists(words_of(BuilderTag, new=new), max_size=2),
        **dict.fromkeys(("hidden", "interactive", "lightweight"), st.booleans()),
    )


def raw_registers(*, new: bool = True) -> SearchStrategy[Raw]:
    """Registers; all keys that cryosparc-tools needs are there."""
    error = with_unknown_keys(dict.fromkeys(("type", "message", "traceback"), texts()))
    return with_unknown_keys(
        {
            "specs": st.lists(raw_job_types(new=new), max_size=2),
            "categories": st.dictionaries(identifiers(), texts(), max_size=2),
        },
        _id=texts(),
        updated_at=timestamps(),
        created_at=timestamps(),
        error=st.none() | error,
        username=st.none() | texts(),
    )


def raw_external_outputs(*, new: bool = True) -> SearchStrategy[Raw]:
    """External jobs of one output."""
    reference = with_unknown_keys({"job_uid": job_uids(), "output": group_names()})
    return with_unknown_keys(
        {"name": group_names(), "spec": raw_outputs(register=True, new=new)},
        connection=st.none() | reference,
    )
