"""Old names replaced in the text itself, and found in code."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import FileError
from cryosparc_spec.files.suffixes import is_code
from cryosparc_spec.files.upgrades import Upgrade, upgrade_file
from cryosparc_spec.problems import Severity
from cryosparc_spec.scripts.deprecated_slots import deprecated_slots_in

YAML = """\
# Written for 4.7
title: "prefix: stays"   # prefix: in a comment

inputs:
    particles:
        type:  particle
        slots: [ {prefix: blob,   dtype: blob}, "?ctf", {'prefix':'m' , dtype: motion} ]
    prefix:
      type: particle
      slots:
      - dtype: ctf   # first
        "prefix"  : 'c t f'
        required: no
      - &base {prefix: location, dtype: location}
      - *base
params: {prefix: kept}
"""

TOML = """\
# Written for 4.7
title = 'prefix = "stays"'

[inputs.prefix] # prefix = 1
type = "particle"
slots = [ { prefix = "blob",  dtype = 'blob' }, "?ctf" ]

[outputs.volumes]
type = "volume"
[[outputs.volumes.slots]]
dtype = "blob"
"prefix"="map"   # the map
[params]
prefix = "kept"
"""

CSG = """\
create: 2024-09-23 21:07:31.234595 # by hand
group: {name: my particles, type: particle, create: kept}
results:
  create: {metafile: '>a.cs', num_items: 3, type: particle.blob}
"""


def upgraded(folder: Path, name: str, text: str) -> Upgrade:
    """Write a text and return its upgrade."""
    path = folder / name
    path.write_bytes(text.encode())
    return upgrade_file(path)


def replaced(text: str, *lines: int, old: str = "prefix", new: str = "name") -> str:
    """Return a text with a key replaced in some lines, counted from 1, wherever it stands."""
    parts = text.split("\n")
    for line in lines:
        assert old in parts[line - 1]
        parts[line - 1] = parts[line - 1].replace(old, new)
    return "\n".join(parts)


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "byte order mark"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        pytest.param("a.yaml", YAML, replaced(YAML, 7, 12, 14), id="yaml"),
        pytest.param("a.toml", TOML, replaced(TOML, 6, 12), id="toml"),
        pytest.param("a.csg", CSG, replaced(CSG, 1, old="create", new="created"), id="csg"),
        pytest.param(
            "a.json",
            '{ "inputs":{"a": {\n"slots":[ {"prefix" :"mask","dtype":"blob"}]}}}\n\n',
            '{ "inputs":{"a": {\n"slots":[ {"name" :"mask","dtype":"blob"}]}}}\n\n',
            id="json",
        ),
    ],
)
def test_only_the_keys_that_must_change(
    name: str, before: str, after: str, ends: str, mark: str, tmp_path: Path
) -> None:
    """Comments, layout, quotes, line ends and the byte order mark stay, byte for byte."""
    before, after = mark + before.replace("\n", ends), mark + after.replace("\n", ends)
    upgrade = upgraded(tmp_path, name, before)
    assert (upgrade.before, upgrade.after, upgrade.left) == (before, after, ())
    assert upgraded(tmp_path, name, after).after == after


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.yaml", "params: {prefix: a}\ninputs: {a: {prefix: b}}\n", id="elsewhere"),
        pytest.param("a.json", '{"inputs": {"a": {"slots": "prefix"}}}', id="no list of slots"),
        pytest.param("a.json", '["prefix"]', id="no mapping"),
        pytest.param("a.csg", "group: {}\nresults: {}\ncreated: x\n", id="nothing to do"),
        pytest.param("a.yaml", "create: x\n", id="no results group"),
    ],
)
def test_what_is_not_deprecated_stays(name: str, text: str, tmp_path: Path) -> None:
    """Only slots have a deprecated prefix, and only results groups a misspelt date."""
    upgrade = upgraded(tmp_path, name, text)
    assert (upgrade.after, upgrade.left, upgrade.diff(name)) == (text, (), "")


NOT_HERE = 'cannot be replaced where it stands; write "name"'


@pytest.mark.parametrize(
    ("name", "slot", "column", "problem"),
    [
        pytest.param(
            "a.yaml",
            "{prefix: a, name: b, dtype: c}",
            30,
            'both are there; keep "name", leave "prefix" out',
            id="both names",
        ),
        pytest.param("a.yaml", "{&k prefix: a, dtype: c}", 30, NOT_HERE, id="anchor"),
        pytest.param("a.json", '{"pre\\u0066ix": "a", "dtype": "c"}', 30, NOT_HERE, id="escaped"),
        pytest.param("a.yaml", "{prefix: a, prefix: b, dtype: c}", 30, NOT_HERE, id="twice"),
    ],
)
def test_what_a_person_must_decide_is_told_and_left(
    name: str, slot: str, column: int, problem: str, tmp_path: Path
) -> None:
    """The text stays as it was, and the problem has the place of the key."""
    text = f'{{"inputs": {{"a": {{"slots": [{slot}]}}}}}}'
    upgrade = upgraded(tmp_path, name, text)
    assert upgrade.after == text
    assert [str(left).removeprefix(f"{tmp_path}/") for left in upgrade.left] == [
        f"{name}:1:{column}: $.inputs.a.slots[0].prefix: "
        f'"prefix" is the old name of "name", and {problem}'
    ]
    assert [left.severity for left in upgrade.left] == [Severity.WARNING]


def test_merged_keys_are_replaced_where_they_stand(tmp_path: Path) -> None:
    """A slot that takes its prefix from another is right when that is."""
    text = "inputs: {a: {slots: [&b {prefix: c, dtype: d}, {<<: *b, required: no}]}}\n"
    upgrade = upgraded(tmp_path, "a.yaml", text)
    assert (upgrade.after, upgrade.left) == (text.replace("prefix", "name"), ())


def test_sound_keys_are_replaced_beside_one_that_cannot_be(tmp_path: Path) -> None:
    """One key that a person must decide on does not keep the others from being upgraded."""
    text = "inputs: {a: {slots: [{prefix: a, name: b}, {prefix: c}, {&k prefix: d}]}}\n"
    upgrade = upgraded(tmp_path, "a.yaml", text)
    assert upgrade.after == text.replace("prefix: c", "name: c")
    assert [problem.place for problem in upgrade.left] == [
        "$.inputs.a.slots[0].prefix",
        "$.inputs.a.slots[2].prefix",
    ]


def test_a_file_that_is_not_in_its_format_is_refused(tmp_path: Path) -> None:
    """The place is told, as when it is loaded."""
    with pytest.raises(FileError) as caught:
        upgraded(tmp_path, "a.json", "{\n")
    assert str(caught.value).startswith(f"{tmp_path / 'a.json'}:2:1: not JSON: ")


@given(st.data())
def test_upgrading_changes_the_names_and_nothing_else(data: st.DataObject) -> None:
    """Whatever the layout of the YAML, what is read after is what was read before, renamed."""
    words = st.sampled_from(["prefix", "name", "a", "x y", "prefix: b", "#"])
    slot = st.dictionaries(st.sampled_from(["prefix", "dtype", "required"]), words, min_size=1)
    raw: dict[str, Any] = {
        "title": data.draw(words),
        "inputs": {data.draw(words): {"type": "mask", "slots": data.draw(st.lists(slot))}},
        "outputs": {data.draw(words): {"slots": data.draw(st.lists(slot | words))}},
        "params": {"prefix": data.draw(words)},
    }
    style: dict[str, Any] = {
        "default_flow_style": data.draw(st.sampled_from([None, True, False])),
        "default_style": data.draw(st.sampled_from([None, "'"])),
        "indent": data.draw(st.integers(2, 6)),
    }
    before: str = yaml.safe_dump(raw, sort_keys=False, **style)
    for side in ("inputs", "outputs"):
        for spec in raw[side].values():
            spec["slots"] = [_renamed(item) for item in spec["slots"]]
    after: str = yaml.safe_dump(raw, sort_keys=False, **style)
    upgrade = _upgrade_text(before)
    assert yaml.safe_load(upgrade.after) == yaml.safe_load(after)
    changed = [
        (old, new)
        for old, new in zip(before.split("\n"), upgrade.after.split("\n"), strict=True)
        if old != new
    ]
    assert all("prefix" in old and "name" in new for old, new in changed)
    assert not upgrade.left


def _renamed(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return {"name" if key == "prefix" else key: value for key, value in item.items()}


def _upgrade_text(text: str) -> Upgrade:
    with TemporaryDirectory() as folder:
        return upgraded(Path(folder), "a.yaml", text)


def test_numbers_of_every_kind_stay(tmp_path: Path) -> None:
    """Also those that are not equal to themselves, or too long to print."""
    text = '{"inputs": {"a": {"slots": [{"prefix": "b"}, NaN, [1]]}}, "params": {"a": NaN}}'
    assert upgraded(tmp_path, "a.json", text).after == text.replace("prefix", "name")
    text = f"a = 0x{'f' * 5000}\n[inputs.b]\nslots = [{{prefix = 'c'}}]\n"
    assert upgraded(tmp_path, "a.toml", text).after == text.replace("prefix", "name")


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_lines_are_counted_as_yaml_counts_them(end: str, tmp_path: Path) -> None:
    """Characters that end a line in YAML, and not in Python or in JSON."""
    text = f"title: 'a{end}  b'\n# c{end}inputs: {{a: {{slots: [{{prefix: c}}]}}}}\n"
    assert upgraded(tmp_path, "a.yaml", text).after == text.replace("prefix", "name")
    text = f'{{"title": "{end.strip(chr(13))}", "inputs": {{"a": {{"slots": [{{"prefix": 1}}]}}}}}}'
    assert upgraded(tmp_path, "a.json", text).after == text.replace("prefix", "name")


# Diffs


def test_the_change_is_shown_as_a_unified_diff() -> None:
    """As ``diff -u`` has it, also for a last line without an end."""
    upgrade = Upgrade("a\r\nb\u2028c\nprefix", "a\r\nb\u2028c\nname")
    assert upgrade.diff("x.yaml") == (
        "--- x.yaml\n+++ x.yaml (upgraded)\n@@ -1,3 +1,3 @@\n a\r\n b\u2028c\n"
        "-prefix\n\\ No newline at end of file\n+name\n\\ No newline at end of file\n"
    )


# Code


CODE = """\
import re
slots = [
    {"dtype": "ctf", "prefix": "ctf"}, {'prefix': 'é', 'dtype': x},
    {"prefix": "a", "dtype": "b", "name": "c"},  # both
    dict(dtype="blob",
         prefix="blob"),
    dict(prefix="a"), other(dtype="a", prefix="b"), {"prefix": 1, **dtype},
]
"é", {"dtype": 1, "prefix": 2}
"""


def found_in(folder: Path, name: str, text: str) -> list[str]:
    """Write code and return the problems in it, without the folder."""
    path = folder / name
    path.write_bytes(text.encode())
    return [str(problem).removeprefix(f"{folder}/") for problem in deprecated_slots_in(path)]


OLD = '"prefix" is the old name of "name" in a slot; write'


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "byte order mark"])
def test_deprecated_slots_in_python_are_found_at_their_key(
    mark: str, ends: str, tmp_path: Path
) -> None:
    """Dicts with a dtype and a prefix, and without a name, in the order of the code."""
    assert found_in(tmp_path, "a.PY", mark + CODE.replace("\n", ends)) == [
        f'a.PY:3:22: {OLD} "name"',
        f'a.PY:3:41: {OLD} "name"',
        f"a.PY:6:10: {OLD} name",
        f'a.PY:9:19: {OLD} "name"',
    ]


def test_a_file_that_is_not_python_is_told(tmp_path: Path) -> None:
    """What was not looked through is not taken for clean."""
    assert found_in(tmp_path, "a.py", "print 'python 2'\n") == [
        "a.py:1:1: this is not Python of the version in use: it was not looked through"
    ]


def notebook(*cells: Any) -> str:
    """Return a notebook as Jupyter writes it."""
    return json.dumps({"cells": cells, "nbformat": 4}, indent=1)


def code(*lines: str) -> dict[str, Any]:
    """Return a cell of code."""
    return {"cell_type": "code", "source": [*lines]}


def test_deprecated_slots_in_notebooks_are_found_at_their_line_in_the_file(tmp_path: Path) -> None:
    """The line is that of the ``.ipynb``, not of the cell."""
    text = notebook(
        {"cell_type": "markdown", "source": ["{'prefix': 1, 'dtype': 2}"]},
        code("x = 1\n", "s = [{'dtype': 'ctf',\n", "      'prefix': 'ctf'}]"),
        {"cell_type": "code", "source": "a = 1\nb = {'prefix': 1, 'dtype': 2}"},
        code("a = 1\nb = 2\n", "c = 3\nd = {'prefix': 1, 'dtype': 2}\n"),
    )
    lines = text.split("\n")
    places = [
        lines.index("    \"      'prefix': 'ctf'}]\"") + 1,
        next(i for i, line in enumerate(lines, 1) if '"source": "a = 1' in line),
        next(i for i, line in enumerate(lines, 1) if "c = 3" in line),
    ]
    assert found_in(tmp_path, "a.ipynb", text) == [
        f'a.ipynb:{places[0]}:5: $.cells[1].source[2]: {OLD} "name"',
        f'a.ipynb:{places[1]}:14: $.cells[2].source: {OLD} "name"',
        f'a.ipynb:{places[2]}:5: $.cells[3].source[1]: {OLD} "name"',
    ]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        pytest.param(["%matplotlib inline\n", "a = {'prefix': 1, 'dtype': 2}"], 1, id="magic"),
        pytest.param(["if a:\n", "    !ls\n", "{'prefix': 1, 'dtype': 2}"], 1, id="shell"),
        pytest.param(["a = ('%s'\n", " % {'prefix': 1, 'dtype': 2})"], 1, id="operator"),
        pytest.param(["%%bash\n", "for x in *; do ls $x; done"], 0, id="another language"),
        pytest.param(["a = !ls\n", "{'prefix': 1, 'dtype': 2}"], 1, id="shell assigned"),
        pytest.param(["a, b = %time f()\n", "{'prefix': 1, 'dtype': 2}"], 1, id="magic assigned"),
        pytest.param(["np.array??\n", "{'prefix': 1, 'dtype': 2}"], 1, id="help"),
        pytest.param([], 0, id="empty"),
    ],
)
def test_commands_of_ipython_do_not_hide_the_code(
    lines: list[str], found: int, tmp_path: Path
) -> None:
    """Cells that are no Python even so are passed over."""
    assert len(found_in(tmp_path, "a.ipynb", notebook(code(*lines)))) == found


@pytest.mark.parametrize(
    "text",
    ["[]", "{}", '{"cells": {}}', '{"cells": [1, {"cell_type": "code", "source": [1]}]}'],
)
def test_what_is_no_notebook_has_nothing_to_find(text: str, tmp_path: Path) -> None:
    """Nothing fails, whatever is in the file."""
    assert found_in(tmp_path, "a.ipynb", text) == []


def test_a_notebook_that_is_not_json_is_refused(tmp_path: Path) -> None:
    """With its place."""
    with pytest.raises(FileError) as caught:
        found_in(tmp_path, "a.ipynb", "{")
    assert str(caught.value).startswith(f"{tmp_path}/a.ipynb:1:2: not JSON: ")


@pytest.mark.parametrize(
    ("name", "answer"), [("a.py", True), ("a.IPYNB", True), ("a.yaml", False), ("py", False)]
)
def test_code_goes_by_its_suffix(name: str, answer: bool) -> None:
    """In any case."""
    assert is_code(name) is answer
