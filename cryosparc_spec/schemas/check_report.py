"""The schema of what ``check --format json`` writes, which no class stands for."""

from __future__ import annotations

from typing import Any

from cryosparc_spec.checks.dataset import Fit
from cryosparc_spec.problems.problem import ProblemKind, Severity
from cryosparc_spec.schemas.types import Schema


def check_report_schema() -> Schema:
    """Return the schema of a report, version 1."""
    return {
        "title": "What check --format json writes",
        "description": "What is wrong with files, where, and what to write instead. "
        "Keys may be added in later releases; `version` changes where one is removed, or means "
        "something else.",
        **_object(
            version={"const": 1, "description": "Version of this form."},
            tool=_object(
                "What wrote it.", name={"const": "cryosparc-spec"}, version={"type": "string"}
            ),
            summary=_summary(),
            files=_list("Files that were looked at, in order.", _ref("File")),
            unreadable=_list("Files and folders that could not be looked at.", _ref("Unreadable")),
            problems=_list("What is wrong, in the order of the files.", _ref("Problem")),
        ),
        "$defs": {
            "Edit": _edit(),
            "File": _file(),
            "Place": _place(),
            "Problem": _problem(),
            "Unreadable": _unreadable(),
        },
    }


def _summary() -> Schema:
    count = {"type": "integer", "minimum": 0}
    return _object(
        "How many of each there are.",
        files=count | {"description": "Files that were looked at."},
        skipped=count | {"description": "Files that are no documents of CryoSPARC."},
        unreadable=count | {"description": "Files and folders that could not be looked at."},
        problems=_object("Problems by severity.", **dict.fromkeys(Severity, count)),
        kinds={
            "description": "Problems by kind, the most frequent first.",
            "type": "object",
            "propertyNames": {"enum": [*ProblemKind]},
            "additionalProperties": {"type": "integer", "minimum": 1},
        },
        left_out=count
        | {"description": "Problems that are counted, and left out of `problems`: the rest."},
    )


def _file() -> Schema:
    return _object(
        file=_text("Path of the file."),
        document=_text("Kind of document, such as `definition`.", or_null=True),
        fits={
            "description": "Of a table, whether the columns of each slot are those that its type "
            "has.",
            "type": "object",
            "additionalProperties": {"enum": [*Fit]},
        },
        taken_for=_text("What it was taken for, and why, where that may be doubted.", or_null=True),
        remark=_text("What there is to say of it besides.", or_null=True),
    )


def _unreadable() -> Schema:
    return _object(file=_text("Path."), reason=_text("Why it could not be looked at."))


def _problem() -> Schema:
    return _object(
        document=_text("Kind of document that the file holds.", or_null=True),
        file=_text("Path of the file.", or_null=True),
        line=_number("Line, from 1.", or_null=True),
        column=_number("Column of the first character, from 1.", or_null=True),
        path=_text("Where in the document: `$.inputs.particles.slots[1]`."),
        severity={"description": "How much it matters.", "enum": [*Severity]},
        kind={
            "description": "What sort of problem it is: `cryosparc-spec explain KIND` says more.",
            "enum": [*ProblemKind],
        },
        message=_text("The value, and what was expected."),
        fix=_text("What to write instead, for people.", or_null=True),
        edits=_list(
            "What to write instead, as changes of the file, to be made together.", _ref("Edit")
        ),
    )


def _edit() -> Schema:
    return _object(
        action={"enum": ["replace", "rename", "add", "remove"]},
        path=_text("What is changed, or added, in the document."),
        key=_text("Key that is written.", or_null=True),
        value={"description": "Value that is written; null where none is."},
        safe={
            "description": "Whether it is certain that this is meant.",
            "type": "boolean",
        },
        range={
            "description": "What of the file is replaced; null where that is not known.",
            "anyOf": [_object(start=_ref("Place"), end=_ref("Place")), {"type": "null"}],
        },
        text=_text(
            "What is written there, as the format of the file spells it; null without `range`.",
            or_null=True,
        ),
    )


def _place() -> Schema:
    return _object(
        "Line and column from 1; columns count characters, and the end is after the last one.",
        line=_number("Line."),
        column=_number("Column."),
    )


def _object(description: str | None = None, /, **properties: Any) -> Schema:
    described = {"description": description} if description else {}
    return described | {"type": "object", "properties": properties, "required": [*properties]}


def _list(description: str, items: Schema) -> Schema:
    return {"description": description, "type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _text(description: str, *, or_null: bool = False) -> Schema:
    return {"description": description, "type": ["string", "null"] if or_null else "string"}


def _number(description: str, *, or_null: bool = False) -> Schema:
    types = ["integer", "null"] if or_null else "integer"
    return {"description": description, "type": types, "minimum": 1}
