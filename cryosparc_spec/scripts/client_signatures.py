"""What cryosparc-tools has in version 4 and in version 5: methods, and the names of parameters.

Read from cryosparc-tools 4.7.1 and 5.0.3; a test holds the tables to the client that is installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import metadata
from typing import TypeAlias

NEWEST = 5
"""Newest major version of the client that is known here."""

Parameters: TypeAlias = str
"""Names of parameters in order; what stands after ``*`` can be given by name only, and ``**`` takes
any other name."""

_EXTERNAL = "title desc"
_RESULT = "dataset type name slots passthrough title desc"
_CREATE = "type connections params title desc"
_QUEUE = "lane hostname gpus cluster_vars"
_PLOT = "figure text formats raw_data raw_data_file raw_data_format flags savefig_kw"

_FILES: Mapping[str, Parameters] = {
    "list_files": "prefix recursive",
    "download": "path",
    "download_file": "path target",
    "download_dataset": "path",
    "download_mrc": "path",
    "upload": "target_path source * overwrite",
    "upload_dataset": "target_path dset * format overwrite",
    "upload_mrc": "target_path data psize * overwrite",
    "mkdir": "target_path parents exist_ok",
    "cp": "source_path target_path",
    "symlink": "source_path target_path",
}
_ASSETS: Mapping[str, Parameters] = {"download_asset": "fileid target"}


def _of(first: str, methods: Mapping[str, Parameters]) -> Mapping[str, Parameters]:
    """Return methods with parameters before those that they have."""
    return {name: f"{first} {parameters}".strip() for name, parameters in methods.items()}


_JOB: Mapping[str, Parameters] = {
    **_FILES,
    **_ASSETS,
    "refresh": "",
    "queue": _QUEUE,
    "kill": "",
    "wait_for_status": "status * timeout",
    "wait_for_done": "* error_on_incomplete timeout",
    "interact": "action body * timeout refresh",
    "clear": "",
    "log_checkpoint": "meta",
    "log_plot": _PLOT,
    "list_assets": "",
    "subprocess": "args mute checkpoint checkpoint_line_pattern **",
    "print_param_spec": "",
    "print_input_spec": "",
    "print_output_spec": "",
}
_EXTERNAL_JOB: Mapping[str, Parameters] = {
    **_JOB,
    "add_output": "type name slots passthrough title * alloc",
    "start": "status",
    "stop": "error",
    "run": "",
}
_DATASET: Mapping[str, Parameters] = {
    "allocate": "size fields",
    "add_fields": "fields dtypes",
}

_VERSION_4: Mapping[str, Mapping[str, Parameters]] = {
    "CryoSPARC": {
        **_of("project_uid", _FILES),
        **_ASSETS,
        "__init__": "license host base_port email password timeout",
        "test_connection": "",
        "get_lanes": "",
        "get_targets": "lane",
        "get_job_sections": "",
        "get_job_specs": "",
        "print_job_types": "section * show_legacy",
        "find_project": "project_uid",
        "find_workspace": "project_uid workspace_uid",
        "find_job": "project_uid job_uid",
        "find_external_job": "project_uid job_uid",
        "create_workspace": "project_uid title desc",
        "create_job": f"project_uid workspace_uid {_CREATE}",
        "create_external_job": f"project_uid workspace_uid {_EXTERNAL}",
        "save_external_result": f"project_uid workspace_uid {_RESULT}",
        "list_assets": "project_uid job_uid",
    },
    "Project": {
        **_FILES,
        "refresh": "",
        "find_workspace": "workspace_uid",
        "find_job": "job_uid",
        "find_external_job": "job_uid",
        "create_workspace": "title desc",
        "create_job": f"workspace_uid {_CREATE}",
        "create_external_job": f"workspace_uid {_EXTERNAL}",
        "save_external_result": f"workspace_uid {_RESULT}",
    },
    "Workspace": {
        "refresh": "",
        "create_job": _CREATE,
        "create_external_job": _EXTERNAL,
        "save_external_result": _RESULT,
    },
    "Job": {
        **_JOB,
        "set_param": "name value * refresh",
        "connect": "target_input source_job_uid source_output * refresh",
        "disconnect": "target_input connection_idx * refresh",
        "connect_result": (
            "target_input connection_idx slot source_job_uid source_output source_result"
        ),
        "disconnect_result": "target_input connection_idx slot",
        "load_input": "name slots",
        "load_output": "name slots version",
        "log": "text level",
        "upload_asset": "file filename format",
        "upload_plot": ("figure name formats raw_data raw_data_file raw_data_format savefig_kw"),
    },
    "Dataset": {**_DATASET, "__init__": "allocate row_class"},
}
_VERSION_4_EXTERNAL: Mapping[str, Parameters] = {
    **_VERSION_4["Job"],
    **_EXTERNAL_JOB,
    "add_input": "type name min max slots title",
    "connect": "target_input source_job_uid source_output * slots title desc refresh",
    "alloc_output": "name alloc",
    "save_output": "name dataset * refresh",
}

_RESULT_5 = f"{_RESULT} image savefig_kw"
_VERSION_5: Mapping[str, Mapping[str, Parameters]] = {
    "CryoSPARC": {
        **_VERSION_4["CryoSPARC"],
        "__init__": "base_url * host base_port email password license timeout",
        "refresh": "",
        "print_job_types": "category * show_legacy",
        "find_projects": "* order",
        "find_workspaces": "project_uid * order",
        "find_jobs": "project_uid workspace_uid * order **",
        "save_external_result": f"project_uid workspace_uid {_RESULT_5}",
    },
    "Project": {
        **_VERSION_4["Project"],
        "set_title": "title",
        "set_description": "desc",
        "find_workspaces": "* order",
        "find_jobs": "workspace_uid * order **",
        "save_external_result": f"workspace_uid {_RESULT_5}",
    },
    "Workspace": {
        **_VERSION_4["Workspace"],
        "set_title": "title",
        "set_description": "desc",
        "find_jobs": "* order **",
        "find_job": "job_uid",
        "save_external_result": _RESULT_5,
    },
    "Job": {
        **_JOB,
        "set_title": "title",
        "set_description": "desc",
        "set_param": "name value **",
        "connect": "target_input source_job_uid source_output **",
        "connect_result": (
            "target_input connection_idx slot source_job_uid source_output source_result "
            "source_version"
        ),
        "disconnect": "target_input connection_idx **",
        "disconnect_result": "target_input connection_idx slot",
        "load_input": "name slots",
        "load_output": "name slots version",
        "log": "text * level name id",
    },
    "Dataset": {**_DATASET, "__init__": "allocate row_class"},
}
_VERSION_5_EXTERNAL: Mapping[str, Parameters] = {
    **_VERSION_5["Job"],
    **_EXTERNAL_JOB,
    "add_input": "type name min max slots title desc",
    "connect": "target_input source_job_uid source_output * slots title desc **",
    "alloc_output": "name alloc * dtype_params",
    "save_output": "name dataset * version image savefig_kw **",
    "set_output_image": "name image * savefig_kw",
    "set_tile_image": "image * name savefig_kw",
}

SIGNATURES: Mapping[int, Mapping[str, Mapping[str, Parameters]]] = {
    4: {**_VERSION_4, "ExternalJob": _VERSION_4_EXTERNAL},
    5: {
        **_VERSION_5,
        "CryoSPARC": {
            name: parameters
            for name, parameters in _VERSION_5["CryoSPARC"].items()
            if name != "get_job_specs"
        },
        "ExternalJob": _VERSION_5_EXTERNAL,
    },
}
"""Parameters of the methods of each class, by major version; classes are named as in version 4."""

CLASS_NAMES_5: Mapping[str, str] = {
    "Project": "ProjectController",
    "Workspace": "WorkspaceController",
    "Job": "JobController",
    "ExternalJob": "ExternalJobController",
}
"""Names that classes have in version 5, where they are others."""

MODELS: Mapping[str, Parameters] = {
    "InputSpec": "* type title description slots count_min count_max repeat_allowed",
    "OutputSpec": "* type title description slots passthrough",
    "ExternalOutputSpec": "* name spec connection",
    "InputSlot": "* name dtype required",
    "OutputSlot": "* name dtype",
    "Slot": "* name dtype required",
    "SlotSpec": "* name dtype required",
    "Datafield": "* dtype prefix required",
}
"""Parameters of the classes of values; those of version 5, and ``Datafield`` of version 4."""

OWN_MODELS: Mapping[str, Parameters] = {
    "InputSpec": f"{MODELS['InputSpec']} match_result_by",
    "OutputSpec": MODELS["OutputSpec"],
    "ExternalOutputSpec": "* extras name spec connection",
    "InputSlot": "* extras name dtype required",
    "OutputSlot": "* extras name dtype",
    "Slot": "name dtype required",
    "Datafield": "dtype prefix required",
}
"""Parameters of the classes of the same names in this package."""

_DROP_IN = "cryosparc_spec.interop.tools.spec."
"""Its classes are made as those of the client are."""

RETURNS: Mapping[str, str] = {
    "find_project": "Project",
    "find_workspace": "Workspace",
    "create_workspace": "Workspace",
    "find_job": "Job",
    "create_job": "Job",
    "find_external_job": "ExternalJob",
    "create_external_job": "ExternalJob",
    "load_input": "Dataset",
    "load_output": "Dataset",
    "alloc_output": "Dataset",
    "download_dataset": "Dataset",
    "allocate": "Dataset",
    "add_fields": "Dataset",
}
"""Class of what a method returns, by its name."""

RENAMED: Mapping[tuple[str, str], str] = {
    ("CryoSPARC", "get_job_specs"): "job_register",
    ("CryoSPARC", "cli"): "api",
    ("CryoSPARC", "vis"): "api",
    ("CryoSPARC", "rtp"): "api",
    ("Job", "upload_asset"): "upload",
    ("Job", "upload_plot"): "log_plot",
    ("ExternalJob", "upload_asset"): "upload",
    ("ExternalJob", "upload_plot"): "log_plot",
}
"""What to use in version 5 for what only version 4 has, by class and name."""

MOVED: Mapping[str, str] = {
    "cryosparc.job": "cryosparc.controllers.job",
    "cryosparc.project": "cryosparc.controllers.project",
    "cryosparc.workspace": "cryosparc.controllers.workspace",
    "cryosparc.row": "cryosparc.dataset.row",
    "cryosparc.column": "cryosparc.dataset.column",
    "cryosparc.dtype": "cryosparc.dataset.dtype",
}
"""Modules of version 4 that version 5 has in another place."""

GONE: Mapping[str, str] = {
    "cryosparc.command": "api of CryoSPARC",
    "cryosparc.errors.CommandError": "cryosparc.errors.APIError",
}
"""What to use in version 5 for modules, and names in modules, that only version 4 has."""

RENAMED_ARGUMENTS: Mapping[str, tuple[str, str]] = {
    "path_rel": ("path", "4.5"),
    "source_path_rel": ("source_path", "4.5"),
    "target_path_rel": ("target_path", "4.5"),
    "section": ("category", "5"),
}
"""New names of arguments, and the versions since which functions that had the old have the new."""


@lru_cache(1)
def installed_version() -> int:
    """Return the major version of cryosparc-tools that is installed, else the newest known."""
    try:
        return min(int(metadata.version("cryosparc-tools").partition(".")[0]), NEWEST)
    except (metadata.PackageNotFoundError, ValueError):
        return NEWEST


def parameters_of_class(path: str) -> Parameters | None:
    """Return the parameters of a class of values, by its name in full; ``None`` for another.

    >>> parameters_of_class("cryosparc_spec.Slot"), parameters_of_class("cryosparc.spec.Slot")
    ('name dtype required', '* name dtype required')
    """
    cls = path.rpartition(".")[2]
    if path.startswith(("cryosparc.", _DROP_IN)):
        return MODELS.get(cls)
    return OWN_MODELS.get(cls) if path.startswith("cryosparc_spec.") else None


def positional(parameters: Parameters) -> list[str]:
    """Return the parameters that can be given by place.

    >>> positional("name dataset * refresh")
    ['name', 'dataset']
    """
    return parameters.partition("*")[0].split()


def named(parameters: Parameters) -> set[str]:
    """Return the parameters that can be given by name.

    >>> sorted(named("name dataset * refresh **"))
    ['dataset', 'name', 'refresh']
    """
    return {name for name in parameters.split() if not name.startswith("*")}


def takes_any_name(parameters: Parameters) -> bool:
    """Whether arguments of any name are taken.

    >>> takes_any_name("args mute **"), takes_any_name("name *")
    (True, False)
    """
    return parameters.endswith("**")


@lru_cache(256)
def parameters_of(cls: str, name: str) -> Mapping[int, Parameters]:
    """Return the parameters of a method of the client, by the versions that have it.

    >>> parameters_of("ExternalJob", "alloc_output")
    {4: 'name alloc', 5: 'name alloc * dtype_params'}
    """
    versions = {version: classes.get(cls, {}) for version, classes in SIGNATURES.items()}
    return {version: methods[name] for version, methods in versions.items() if name in methods}


def is_of_external_jobs(cls: str, name: str) -> bool:
    """Whether jobs do not have a method that external jobs have.

    >>> is_of_external_jobs("Job", "save_output"), is_of_external_jobs("Job", "load_output")
    (True, False)
    """
    has = parameters_of("ExternalJob", name)
    return cls == "Job" and bool(has) and not parameters_of(cls, name)
