"""What shows the spec of a job in plain data, where its keys alone do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryosparc_spec.problems.validators import is_mapping
from cryosparc_spec.problems.words import nearest_word


def sign_in_spec(raw: Mapping[Any, Any]) -> tuple[str, ...]:
    """Return what shows the spec of a job: what an author of a definition does not write."""
    from cryosparc_spec.documents.job_definition import SCHEMA_KEY

    if SCHEMA_KEY in raw or not _NOT_IN_SPECS.isdisjoint(raw):
        return ()
    found = [key for key in _ONLY_IN_SPECS if key in raw]
    for side, key in (("inputs", "connections"), ("outputs", "results")):
        specs = raw.get(side)
        for name, spec in specs.items() if is_mapping(specs) else ():
            if is_mapping(spec) and key in spec:
                found.append(f"{side}.{name}.{key}")
    return tuple(found[:1])


_ONLY_IN_SPECS = ("resource_spec", "ui_tile_width", "ui_tile_height")
_NOT_IN_SPECS = frozenset({"title", "description", "connection"})


def sign_in_job(raw: Mapping[Any, Any]) -> tuple[str, ...]:
    """Return what shows a job without a uid, the spec in it, or without a spec: one mistyped."""
    spec = raw.get("spec")
    found = sign_in_spec(spec) if is_mapping(spec) else ()
    if "spec" not in raw and "uid" in raw:
        mistyped = next((key for key in raw if _is_mistyped_spec(key, raw[key])), None)
        return ("uid", mistyped) if mistyped else ()
    return tuple(f"spec.{sign}" for sign in found)


def _is_mistyped_spec(key: object, value: object) -> bool:
    is_word = isinstance(key, str) and is_mapping(value)
    return is_word and nearest_word(str(key), ("spec",), cutoff=0.75) is not None
