"""What CryoSPARC 5 tells of the instance, its projects and workspaces, and their files."""

from __future__ import annotations

from collections.abc import Mapping

from cryosparc_spec.testing.recording.answering import Answer, always
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.jobs import (
    Raw,
)
from cryosparc_spec.testing.recording.requests import Request
from cryosparc_spec.testing.recording.version_5.arguments import texts_set
from cryosparc_spec.testing.recording.version_5.documents import (
    NO_ID,
    project_directory,
    project_document,
    workspace_document,
)

VERSION = "v5.0.3"


def _login(instance: Instance, request: Request) -> Raw:
    return {"access_token": "token", "token_type": "bearer"}


def _user(instance: Instance, request: Request) -> Raw:
    return {"_id": NO_ID, "name": "user", "first_name": "A", "last_name": "User"}


def _projects(instance: Instance, request: Request) -> list[Raw]:
    return [
        project_document(uid, values) for uid, values in (instance.projects or {"P1": {}}).items()
    ]


def _project(instance: Instance, request: Request) -> Raw:
    uid = instance.project(request.arguments[0])
    values = instance.projects.setdefault(uid, {})
    values |= texts_set(request)
    return project_document(uid, values)


def _project_directory(instance: Instance, request: Request) -> str:
    return project_directory(instance.project(request.arguments[0]))


def _ls(instance: Instance, request: Request) -> list[str]:
    query = request.query
    recursive = query.get("recursive") == "true"
    return instance.files.names(request.arguments[0], query.get("path", ""), recursive=recursive)


def _mkdir(instance: Instance, request: Request) -> str:
    path = str(request.query["path"])
    instance.files.folders.add((request.arguments[0], path))
    return path


def _copy(instance: Instance, request: Request) -> str:
    source, target = str(request.query["source"]), str(request.query.get("path", ""))
    instance.files.copy(request.arguments[0], source, target, makes_up=instance.makes_up)
    return target


def _upload(instance: Instance, request: Request) -> str:
    path, overwrite = str(request.query["path"]), request.query.get("overwrite") == "true"
    instance.files.put(request.arguments[0], path, request.body, overwrite=overwrite)
    return path


def _download(instance: Instance, request: Request) -> bytes:
    return instance.file(request.arguments[0], request.query["path"])


def _workspaces(instance: Instance, request: Request) -> list[Raw]:
    project_uid = request.query.get("project_uid", "P1")
    named = {key: each for key, each in instance.workspaces.items() if key[0] == project_uid}
    found = named or {(project_uid, "W1"): {}}
    return [workspace_document(*key, values) for key, values in found.items()]


def _workspace(instance: Instance, request: Request) -> Raw:
    key = (instance.project(request.arguments[0]), request.arguments[1])
    values = instance.workspaces.setdefault(key, {})
    values |= texts_set(request)
    return workspace_document(*key, values)


def _make_workspace(instance: Instance, request: Request) -> Raw:
    key = (instance.project(request.arguments[0]), instance.next_uid("W"))
    values = {k: v for k, v in request.query.items() if k in ("title", "description")}
    instance.workspaces[key] = values
    return workspace_document(*key, values)


ANSWERS: Mapping[str, Answer] = {
    "login": _login,
    "health": always("OK"),
    "job_register": always({"specs": [], "categories": {}}),
    "users.me": _user,
    "config.get_version": always(VERSION),
    "resources.find_lanes": always([]),
    "resources.find_targets": always([]),
    "projects.find": _projects,
    "projects.find_one": _project,
    "projects.get_directory": _project_directory,
    "projects.set_title": _project,
    "projects.set_description": _project,
    "projects.ls": _ls,
    "projects.mkdir": _mkdir,
    "projects.cp": _copy,
    "projects.symlink": _copy,
    "projects.upload_file": _upload,
    "projects.download_file": _download,
    "workspaces.find": _workspaces,
    "workspaces.find_one": _workspace,
    "workspaces.create": _make_workspace,
    "workspaces.set_title": _workspace,
    "workspaces.set_description": _workspace,
}
