"""Edits: what is done with plain data, which of them can be, and what a problem says of them."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import Problem
from cryosparc_spec.problems import Edit, EditAction
from cryosparc_spec.problems.edited_data import edited
from cryosparc_spec.problems.edits import settled_edits
from cryosparc_spec.problems.fixes import Fix

RAW: Any = {"inputs": {"mics": {"type": "exposure", "slots": ["ctf", "blob"], "min": 1}}}
AT = ("inputs", "mics")
ADD, REPLACE, RENAME, REMOVE = (
    EditAction.ADD,
    EditAction.REPLACE,
    EditAction.RENAME,
    EditAction.REMOVE,
)


def of_input(**entries: object) -> Any:
    return {"inputs": {"mics": entries}}


@pytest.mark.parametrize(
    ("edit", "after"),
    [
        pytest.param(
            Edit(REPLACE, (*AT, "type"), value='"mask"'),
            of_input(type="mask", slots=["ctf", "blob"], min=1),
            id="replace",
        ),
        pytest.param(
            Edit(REPLACE, (*AT, "slots", 1), value='{"name": "x"}'),
            of_input(type="exposure", slots=["ctf", {"name": "x"}], min=1),
            id="replace-an-item",
        ),
        pytest.param(
            Edit(RENAME, (*AT, "type"), "kind"),
            of_input(kind="exposure", slots=["ctf", "blob"], min=1),
            id="rename",
        ),
        pytest.param(
            Edit(RENAME, (*AT, "min"), "count_min", "2"),
            of_input(type="exposure", slots=["ctf", "blob"], count_min=2),
            id="rename-with-a-value",
        ),
        pytest.param(
            Edit(ADD, (*AT, "count_max"), "count_max", "null"),
            of_input(type="exposure", slots=["ctf", "blob"], min=1, count_max=None),
            id="add",
        ),
        pytest.param(
            Edit(REMOVE, (*AT, "slots", 0)),
            of_input(type="exposure", slots=["blob"], min=1),
            id="remove-an-item",
        ),
        pytest.param(
            Edit(REMOVE, (*AT, "slots")), of_input(type="exposure", min=1), id="remove-an-entry"
        ),
    ],
)
def test_an_edit_changes_one_entry(edit: Edit, after: Any) -> None:
    """The entry is changed where it stands, and the rest is what it was, in its order."""
    assert settled_edits([edit], RAW) == (edit,)
    found = edited(RAW, [edit])
    assert found == after
    assert str(found) == str(after)


def test_several_edits_are_done_at_once() -> None:
    """The path of each is that in the data as it was before all of them."""
    edits = [Edit(REMOVE, (*AT, "slots", 0)), Edit(REPLACE, (*AT, "slots", 1), value='"x"')]
    assert edited(RAW, edits) == of_input(type="exposure", slots=["x"], min=1)


def test_no_entry_gets_the_key_of_another() -> None:
    """One of the two would be lost."""
    edits = [Edit(RENAME, (*AT, key), "x") for key in ("min", "type")]
    with pytest.raises(ValueError, match="two entries of one key"):
        edited(RAW, edits)


def test_what_is_there_is_replaced_and_what_is_not_is_added() -> None:
    """A check of objects does not know whether a value was written or is the default."""
    there = settled_edits([Edit(ADD, (*AT, "min"), "min", "0")], RAW)
    assert there == (Edit(REPLACE, (*AT, "min"), "min", "0"),)
    not_there = settled_edits([Edit(REPLACE, (*AT, "x"), value="0")], RAW)
    assert not_there == (Edit(ADD, (*AT, "x"), "x", "0"),)


@pytest.mark.parametrize(
    "edit",
    [
        Edit(RENAME, (*AT, "min"), "type"),
        Edit(RENAME, (*AT, "x"), "y"),
        Edit(RENAME, (*AT, "slots", 0), "y"),
        Edit(RENAME, (), "y"),
        Edit(REMOVE, (*AT, "x")),
        Edit(REMOVE, (*AT, "slots", 2)),
        Edit(REMOVE, ()),
        Edit(REPLACE, (), None, "0"),
        Edit(ADD, (*AT, "x", "y"), "y", "0"),
        Edit(ADD, (*AT, "slots", 5), None, "0"),
        Edit(REPLACE, (*AT, "type", "y"), None, "0"),
    ],
    ids=lambda edit: f"{edit.action}-{edit.place}",
)
def test_an_edit_that_cannot_be_done_is_none(edit: Edit) -> None:
    """Nor are those that go with it."""
    assert settled_edits([Edit(REMOVE, (*AT, "min")), edit], RAW) == ()


@pytest.mark.parametrize(
    ("fix", "text"),
    [
        pytest.param(Fix.of("mask"), 'write "mask"', id="text"),
        pytest.param(Fix.of("mask", remark=", or so"), 'write "mask", or so', id="remark"),
        pytest.param(Fix.of(1, key="count_min"), 'write "count_min": 1', id="entry"),
        pytest.param(Fix.of("ø", key="count_min"), 'write "count_min": "ø"', id="entry-of-text"),
        pytest.param(Fix.guess("mask"), 'is "mask" meant?', id="guess"),
        pytest.param(Fix.rename("name"), 'write "name"', id="rename"),
        pytest.param(Fix.rename("a", value=False), 'write "a": false', id="rename-with-a-value"),
        pytest.param(Fix.rename_guess("name"), 'is "name" meant?', id="rename-guess"),
        pytest.param(Fix.remove(), "leave it out", id="remove"),
        pytest.param(Fix.remove("keep it"), "keep it", id="words"),
    ],
)
def test_a_fix_says_what_its_edits_do(fix: Fix, text: str) -> None:
    """The sentence is that of the edits, and the hint of a problem is the sentence."""
    assert str(fix) == text
    assert Problem((), "wrong", fix=fix).hint == text
    assert Problem((), "wrong").with_fix(fix).hint == text


def test_a_fix_that_is_only_a_guess_is_not_safe() -> None:
    """Nor is one with a remark, which says what else there is to decide."""
    fixes = [Fix.guess(1), Fix.rename_guess("a"), Fix.of(1, remark=" if that is meant")]
    fixes += [Fix.of(1, safe=False), Fix.remove(safe=False)]
    assert not any(edit.is_safe for fix in fixes for edit in fix.edits)
    assert Fix.of(1).value == 1
    assert Fix.remove().value is None


def test_edits_of_a_problem_are_at_its_place() -> None:
    """They move with it, and may stand beside it or above it."""
    edits = (*Fix.of("ctf", at=("name",)).edits, *Fix.of(False, key="required").edits)
    problem = Problem(("name",), "wrong", fix=Fix(edits, words="write it", above=1))
    assert [edit.place for edit in problem.edits] == ["$.name", "$.required"]
    assert [edit.place for edit in problem.under("slots", 0).edits] == [
        "$.slots[0].name",
        "$.slots[0].required",
    ]


def test_advice_is_no_edit() -> None:
    """Other advice takes the place of a fix, and other data that of its edits."""
    problem = Problem((), "wrong", fix=Fix.of(1))
    assert problem.with_hint("ask").edits == ()
    assert problem.with_fix(None).hint is None
    assert Problem((), "wrong").edits == ()
    assert Problem((), "wrong").settled({}) == Problem((), "wrong")


def test_edits_are_settled_where_the_problem_is() -> None:
    """The hint stays what it was, also where the edits cannot be done."""
    fix = Fix.of(1, key="min")
    [edit] = Problem((*AT,), "wrong", fix=fix).settled(RAW).edits
    assert edit == Edit(REPLACE, (*AT, "min"), "min", "1")
    nowhere = Problem(("x", "y"), "wrong", fix=fix).settled(RAW)
    assert nowhere.edits == ()
    assert nowhere.hint == 'write "min": 1'
