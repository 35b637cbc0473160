"""Comments that silence what is told of their line: ``# cryosparc-spec: ignore[kind]``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import attrs

from cryosparc_spec.files.syntax.parsed import Comment, line_and_column
from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.words import unknown_word

_IGNORE = re.compile(r"#\s*cryosparc-spec:\s*ignore(?:\[([\w\-,\s]*)\])?")


@attrs.frozen(eq=False)
class Silenced:
    """What the comments of one file silence."""

    kinds: Mapping[int, frozenset[str] | None]
    """Kinds that are silenced by line; ``None`` for all of them."""
    problems: tuple[Problem, ...]
    """Kinds in the comments that do not exist."""

    def takes(self, problem: Problem) -> bool:
        """Whether a problem, which stands in the file, is silenced."""
        line = problem.position.line if problem.position else None
        if line is None or line not in self.kinds:
            return False
        kinds = self.kinds[line]
        return kinds is None or problem.kind.value in kinds


def told(problems: list[Problem], comments: Iterable[Comment], file: str) -> list[Problem]:
    """Return the problems of a file that comments do not silence, and those with the comments."""
    silenced = silenced_by(comments, file)
    kept = (problem for problem in problems if not silenced.takes(problem))
    return sorted([*kept, *silenced.problems], key=line_and_column)


def silenced_by(comments: Iterable[Comment], file: str) -> Silenced:
    """Return what the comments of a file silence.

    >>> told = silenced_by([Comment(3, 9, "# cryosparc-spec: ignore[unknwn-word]")], "a.yaml")
    >>> print(told.problems[0])
    a.yaml:3:34: "unknwn-word" is not a kind of problem; write "unknown-word"
    """
    kinds: dict[int, frozenset[str] | None] = {}
    problems: list[Problem] = []
    for comment in comments:
        match = _IGNORE.search(comment.text)
        if match is None:
            continue
        words = _words(match)
        kinds[comment.line] = None if words is None else frozenset(words)
        for word in words or ():
            if word not in [*ProblemKind]:
                column = comment.column + comment.text.index(word, match.start(1))
                problems.append(_unknown(word, Position(file, comment.line, column)))
    return Silenced(kinds, tuple(problems))


def silences(line: str, kind: ProblemKind) -> bool:
    """Whether a comment in a line of code silences a kind of problem.

    >>> silences("x = 1  # cryosparc-spec: ignore[wrong-type]", ProblemKind.WRONG_TYPE)
    True
    """
    match = _IGNORE.search(line)
    words = _words(match) if match else ()
    return words is None or kind.value in words


def _words(match: re.Match[str]) -> list[str] | None:
    return None if match[1] is None else re.findall(r"[\w\-]+", match[1])


def _unknown(word: str, position: Position) -> Problem:
    error: ParseError = unknown_word(word, [*ProblemKind], what="a kind of problem")
    [problem] = error.problems
    problem = problem.with_hint(problem.hint)  # It is no value of the document.
    return attrs.evolve(problem, severity=Severity.WARNING, position=position)
