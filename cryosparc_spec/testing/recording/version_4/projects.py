"""What CryoSPARC 4 tells of the instance, its projects and workspaces, and their files."""

from __future__ import annotations

from collections.abc import Mapping

from cryosparc_spec.testing.recording.answering import Answer, always
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.jobs import Raw
from cryosparc_spec.testing.recording.requests import Request
from cryosparc_spec.testing.recording.version_4.documents import NO_ID

VERSION = "v4.7.1"


def _project(instance: Instance, request: Request) -> Raw:
    return {"uid": instance.project(request.arguments[0]), "title": "Project"}


def _project_directory(instance: Instance, request: Request) -> str:
    return f"/projects/{instance.project(request.arguments[0]).lower()}"


def _workspace(instance: Instance, request: Request) -> Raw:
    key = (instance.project(request.arguments[0]), request.arguments[1])
    values = instance.workspaces.setdefault(key, {"title": "Workspace"})
    return {"project_uid": key[0], "uid": key[1], **values}


def _make_workspace(instance: Instance, request: Request) -> str:
    key = (instance.project(request.query["project_uid"]), instance.next_uid("W"))
    instance.workspaces[key] = {"title": request.query["title"]}
    return key[1]


def _list_files(instance: Instance, request: Request) -> list[str]:
    query = request.query
    return instance.files.names(query["project_uid"], query["prefix"], recursive=query["recursive"])


def _mkdir(instance: Instance, request: Request) -> None:
    instance.files.folders.add((request.query["project_uid"], request.query["path"]))


def _copy(instance: Instance, request: Request) -> None:
    query = request.query
    paths = (query["source_path"], query["target_path"])
    instance.files.copy(query["project_uid"], *paths, makes_up=instance.makes_up)


def _list_assets(instance: Instance, request: Request) -> list[Raw]:
    place = (request.query["project_uid"], request.query["job_uid"])
    return [each.reference() for each in instance.files.assets.values() if each.job == place]


ANSWERS: Mapping[str, Answer] = {
    "get_id_by_email_password": always(NO_ID),
    "get_running_version": always(VERSION),
    "test_connection": always(True),
    "get_scheduler_lanes": always([]),
    "get_scheduler_targets": always([]),
    "get_job_sections": always([]),
    "get_config_var": always([]),
    "get_project": _project,
    "get_project_dir_abs": _project_directory,
    "get_workspace": _workspace,
    "create_empty_workspace": _make_workspace,
    "list_project_files": _list_files,
    "project_mkdir": _mkdir,
    "project_cp": _copy,
    "project_symlink": _copy,
    "list_job_files": _list_assets,
}
