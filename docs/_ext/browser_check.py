"""Checks a pasted text; runs in the browser, where ``_static/browser_worker.js`` calls it."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from cryosparc_spec import check_file
from cryosparc_spec.scripts import read_script


def check_text(name: str, text: str) -> str:
    """Return as JSON what is wrong with a text that would stand in a file of this name."""
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(text, "utf-8")
        problems = read_script(path).problems if path.suffix == ".py" else check_file(path)
    return json.dumps(
        [
            {
                "severity": str(problem.severity),
                "kind": str(problem.kind),
                "line": problem.position.line if problem.position else None,
                "column": problem.position.column if problem.position else None,
                "place": problem.place,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in problems
        ]
    )
