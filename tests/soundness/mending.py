"""Following what a problem says to write, as one who pastes it into the file would."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from typing import Any

import attrs
import yaml

from cryosparc_spec import Problem
from tests.soundness.samples import Document, Sample, Table

_REMARK = r"(?: if that is meant|, or another datatype|, or a larger count_max|, with .*)?"
_WRITE = re.compile(rf"write (?:it as )?(?!one of )(.+?){_REMARK}")
_LEAVE_OUT = re.compile("leave (it|passthrough) out|keep name, leave prefix out")
_KEY = re.compile(r'"?(\w+)"?(?:: | = )(.+)')
_COLUMN = re.compile(rf"write (\[.+\]){_REMARK}")
_MEANT = re.compile(r'(?:.+; )?is (".+") meant\?')
_RENAME = re.compile('rename it to "(.+)"')


def mended(sample: Sample, problem: Problem) -> Sample | None:
    """Return the sample with the fix of a problem in it; ``None`` where there is only advice."""
    content = sample.files[sample.main]
    if isinstance(content, Table):
        table = _mended_table(content, problem)
        return sample.with_main(table) if table else None
    if not isinstance(content, Document):
        return None
    if _COLUMN.fullmatch(problem.hint or "") and content.suffix == ".csg":
        return _with_mended_table(sample, problem)
    found = _fix_of(problem, content.suffix)
    if found is None:
        return None
    key, value = found
    data = copy.deepcopy(content.data)
    _apply(data, problem, key, value)
    return sample.with_data(data)


_NOTHING: Any = object()


def _fix_of(problem: Problem, suffix: str) -> tuple[str | None, Any] | None:
    """Return the key, if any, and the value that a problem says to write."""
    hint = problem.hint or ""
    if _LEAVE_OUT.fullmatch(hint):
        return None, _NOTHING
    match = _WRITE.fullmatch(hint) or _MEANT.fullmatch(hint)
    if match is None:
        return None
    entry = _KEY.fullmatch(match[1])
    if entry:
        return entry[1], _read(entry[2], suffix)
    return None, _read(match[1], suffix)


def _read(text: str, suffix: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        if suffix == ".toml":
            return tomllib.loads(f"data = {text}")["data"]
        return yaml.safe_load(text)


def _apply(data: Any, problem: Problem, key: str | None, value: Any) -> None:
    *above, last = problem.path or ("",)
    parent = data
    for step in above:
        parent = parent[step]
    there = problem.path and (last in parent if isinstance(parent, dict) else True)
    target: Any = (parent[last] if there else None) if problem.path else data
    if value is _NOTHING:
        del parent[last]
    elif key is not None and isinstance(target, dict):
        target[key] = value
    elif key is not None and isinstance(parent, dict):
        _replace(parent, str(last), key, value)
    elif isinstance(value, str) and isinstance(parent, dict) and _names_a_key(problem):
        _replace(parent, str(last), value, parent[last])
    else:
        parent[last] = value


def _names_a_key(problem: Problem) -> bool:
    of_side = problem.kind == "invalid-name" and len(problem.path) == 2
    return of_side or problem.kind in ("unknown-key", "deprecated-key", "missing-slot")


def _replace(parent: dict[str, Any], old: str, key: str, value: Any) -> None:
    """Put an entry in the place of another, or at the end."""
    entries = [(key, value) if name == old else (name, v) for name, v in parent.items()]
    if old not in parent:
        entries.append((key, value))
    parent.clear()
    parent.update(entries)


def _with_mended_table(sample: Sample, problem: Problem) -> Sample | None:
    """Mend the table that a slot of a results group is in."""
    result = sample.document.data["results"][problem.path[1]]
    file = result["metafile"].removeprefix(">")
    table = sample.files[file]
    assert isinstance(table, Table)
    mended_table = _mended_table(table, problem)
    return (
        attrs.evolve(sample, files={**sample.files, file: mended_table}) if mended_table else None
    )


def _mended_table(table: Table, problem: Problem) -> Table | None:
    hint, columns = problem.hint or "", [*table.columns]
    names = [name for name, _, _ in columns]
    if hint == 'put "uid" first':
        columns.insert(0, columns.pop(names.index("uid")))
    elif rename := _RENAME.fullmatch(hint):
        index = names.index(str(problem.path[0]))
        columns[index] = (rename[1], *columns[index][1:])
    elif write := _COLUMN.fullmatch(hint):
        name, code, *shape = json.loads(write[1])
        code = "O" if re.match("[|<>]?[OSU]", code) else code
        column = name, code, tuple(shape[0] if shape else ())
        if name in names:
            columns[names.index(name)] = column
        else:
            columns.insert(_end_of_slot(names, name), column)
    else:
        return None
    kept = table.objects - {str(problem.path[0])}
    return attrs.evolve(table, columns=tuple(columns), objects=kept)


def _end_of_slot(names: list[str], name: str) -> int:
    if name == "uid":
        return 0
    slot = name.partition("/")[0]
    own = [index for index, each in enumerate(names) if each.partition("/")[0] == slot]
    return own[-1] + 1 if own else len(names)
