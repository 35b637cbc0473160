from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec.files.globs import matches_any


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        pytest.param("old", ["old", "a/old", "old/b.yaml", "a/old/b/c.cs"], ["olde"], id="a name"),
        pytest.param("*.cs", ["a.cs", "b/a.cs"], ["a.csg", "cs"], id="a suffix"),
        pytest.param("?.cs", ["a.cs"], ["ab.cs", ".cs", "/.cs"], id="one character"),
        pytest.param("J[0-9]", ["J1", "a/J2/x.cs"], ["J12", "Ja"], id="a range"),
        pytest.param("J[!0-9]", ["Ja"], ["J1", "J"], id="all but a range"),
        pytest.param("a/*.cs", ["a/b.cs"], ["a/b/c.cs", "x/a/b.cs", "a.cs"], id="a path"),
        pytest.param("/a", ["a", "a/b"], ["b/a"], id="from the folder on"),
        pytest.param("a/**", ["a/b", "a/b/c"], ["a", "b/a/c"], id="all below"),
        pytest.param("**/x.cs", ["x.cs", "a/b/x.cs"], ["ax.cs"], id="at any depth"),
        pytest.param("a/**/x.cs", ["a/x.cs", "a/b/c/x.cs"], ["a/bx.cs"], id="between"),
        pytest.param("./a/", ["a", "a/b.cs"], ["b"], id="as a shell completes it"),
        pytest.param("a.c+s", ["a.c+s"], ["a.ccs", "axc+s"], id="nothing else is special"),
        pytest.param("[", ["["], ["a"], id="a bracket alone"),
        pytest.param("[\\]", ["\\"], ["a", "]"], id="a backslash in brackets"),
        pytest.param("*", ["a", "a/b"], ["../a"], id="not what lies outside"),
        pytest.param("../a", [], ["a", "../a"], id="nor by its name"),
        pytest.param("./a.cs", ["a.cs", "b/a.cs"], ["./b.cs"], id="a name from here"),
        pytest.param("a/b/", ["a/b", "a/b/c"], ["x/a/b"], id="a path that ends in a slash"),
        pytest.param("a//", ["a", "b/a"], ["aa"], id="two slashes at the end"),
        pytest.param("**", ["a", "a/b"], [], id="all"),
        pytest.param("**/a", ["a", "b/a", "b/c/a"], ["ba"], id="anywhere"),
        pytest.param("a**b", ["axb", "ab", "ax/yb"], ["b"], id="stars within a name"),
        pytest.param("a?c", ["abc"], ["a/c", "ac"], id="no slash for a character"),
        pytest.param("a*c", ["abc", "ac"], ["a/c"], id="no slash for a star"),
        pytest.param("[a-c]", ["b"], ["d", "-"], id="a range of letters"),
        pytest.param("[]a]", ["]", "a"], ["b"], id="a bracket in brackets"),
        pytest.param("[!]a]", ["b"], ["]", "a"], id="no bracket in brackets"),
        pytest.param("x[!a]y", ["xby"], ["x/y", "xay"], id="no slash in brackets"),
        pytest.param("a\nb", ["a\nb"], ["a b"], id="a line end"),
        pytest.param("a(b", ["a(b"], ["ab"], id="a parenthesis"),
        pytest.param("box", ["box", "a/box"], ["bo", "ox"], id="a word"),
    ],
)
def test_patterns(pattern: str, matching: list[str], others: list[str]) -> None:
    """As those of ruff."""
    assert [path for path in matching + others if matches_any(path, [pattern], ".")] == matching


def test_patterns_are_seen_from_a_folder(tmp_path: Path) -> None:
    """Wherever the working directory is; one of several is enough."""
    assert matches_any(tmp_path / "a" / "b.cs", ["x", "a/*.cs"], tmp_path)
    assert not matches_any(tmp_path / "a" / "b.cs", ["a/*.cs"], tmp_path / "a")


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        pytest.param("old", "a/old", True, id="the folder"),
        pytest.param("old", "a/old/b.yaml", False, id="a file in it"),
        pytest.param("old/**", "old/b.yaml", True, id="the files in it"),
        pytest.param("*.cs", "old/a.cs", True, id="a name"),
        pytest.param("old/*.cs", "old/x/a.cs", False, id="a path"),
    ],
)
def test_a_path_itself_may_have_to_match(pattern: str, path: str, matches: bool) -> None:
    """Then a folder above it that does is not enough."""
    assert matches_any(path, [pattern], ".", itself=True) is matches


@given(st.text(max_size=20), st.text(alphabet="a[]!*?\\/^-&|~", max_size=12))
def test_any_text_is_a_pattern(path: str, pattern: str) -> None:
    """None is refused, and none breaks."""
    assert matches_any(path.replace("\0", "") or "a", [pattern], ".") in (True, False)
