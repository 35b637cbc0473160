"""The rules of SARIF 2.1.0 for what is used of it, as a schema without other keys.

Written from the text of the standard (OASIS, 27 March 2020; the section stands with each object),
and held once to the schema that OASIS publishes.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator


def _object(*required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [*required],
        "additionalProperties": False,
    }


_TEXT = {"type": "string", "minLength": 1}
_COUNT = {"type": "integer", "minimum": 1}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_MESSAGE = _object("text", text=_TEXT, markdown=_TEXT)  # 3.11, 3.12
_ARTIFACT = _object("uri", uri={"type": "string", "pattern": r"^[A-Za-z0-9._~/%:-]+$"})  # 3.4
_REGION = _object(  # 3.30
    "startLine", startLine=_COUNT, startColumn=_COUNT, endLine=_COUNT, endColumn=_COUNT
)
_PLACE = _object(  # 3.28, 3.29, 3.33
    "physicalLocation",
    physicalLocation=_object("artifactLocation", artifactLocation=_ARTIFACT, region=_REGION),
    logicalLocations={"type": "array", "items": _object(fullyQualifiedName=_TEXT)},
)
_PLACES = {"type": "array", "items": _PLACE}
_RULE = _object(  # 3.49
    *("id", "shortDescription", "help"),
    id=_TEXT,
    shortDescription=_MESSAGE,
    fullDescription=_MESSAGE,
    help=_MESSAGE,
)
_REPLACEMENT = _object(  # 3.57
    "deletedRegion",
    deletedRegion=_REGION,
    insertedContent=_object("text", text={"type": "string"}),
)
_CHANGE = _object(  # 3.56
    *("artifactLocation", "replacements"),
    artifactLocation=_ARTIFACT,
    replacements={"type": "array", "items": _REPLACEMENT, "minItems": 1},
)
_FIX = _object(  # 3.55
    "artifactChanges",
    description=_MESSAGE,
    artifactChanges={"type": "array", "items": _CHANGE, "minItems": 1},
)
_RESULT = _object(  # 3.27
    *("ruleId", "ruleIndex", "message", "level", "locations"),
    ruleId=_TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=_LEVEL,
    message=_MESSAGE,
    locations=_PLACES,
    fixes={"type": "array", "items": _FIX, "minItems": 1},
)
_RUN = _object(  # 3.14
    *("tool", "columnKind", "invocations", "results"),
    tool=_object(  # 3.18, 3.19
        "driver",
        driver=_object(
            *("name", "version", "rules"),
            name=_TEXT,
            version=_TEXT,
            rules={"type": "array", "items": _RULE},
        ),
    ),
    columnKind={"const": "unicodeCodePoints"},
    invocations={
        "type": "array",
        "items": _object(  # 3.20, 3.58
            "executionSuccessful",
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications={
                "type": "array",
                "items": _object("message", level=_LEVEL, message=_MESSAGE, locations=_PLACES),
            },
        ),
    },
    results={"type": "array", "items": _RESULT},
    properties={"type": "object"},
)
RULES = Draft202012Validator(
    _object(  # 3.13
        *("version", "runs"),
        **{
            "$schema": _TEXT,
            "version": {"const": "2.1.0"},
            "runs": {"type": "array", "items": _RUN, "minItems": 1},
        },
    )
)
"""Validates a log."""
