"""Whole processes that take turns: what commands take, as many times what ``python -c pass`` does.

They run in an environment of their own that has the packages of this one, with all modules
compiled, as those of an installed package are.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sysconfig
import venv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

import yaml

import cryosparc_spec
from cryosparc_spec.schemas.shipped import schema_text
from cryosparc_spec.testing import make_dataset
from tests.benchmarks.workloads import one_definition

FILES = 1000
"""How many files are in a large folder."""

_SPEC = ("-c", "from cryosparc_spec.__main__ import run; run()")
_COMMANDS: Mapping[str, Sequence[str]] = {
    "attrs, click and PyYAML alone": ("-c", "import attrs, click, yaml"),
    "`--help`": (*_SPEC, "--help"),
    "`slots`": (*_SPEC, "slots"),
    "`show` of a definition in JSON": (*_SPEC, "show", "definition/0.json"),
    "`check` of a table": (*_SPEC, "check", "table/0.cs"),
    "`check` of a definition in JSON": (*_SPEC, "check", "definition/0.json"),
    "`check` of a definition in YAML": (*_SPEC, "check", "picker.yaml"),
    "`check` of a folder with a definition": (*_SPEC, "check", "definition"),
    "`check` of a folder with a table": (*_SPEC, "check", "table"),
}
_OTHERS = {
    kind: ("-m", "check_jsonschema", "--schemafile", "schema.json", file)
    for kind, file in (("JSON", "definition/0.json"), ("YAML", "picker.yaml"))
}
_FOLDERS = {"definition": "definitions", "table": "tables"}


def write_files(folder: Path) -> None:
    """Write what the commands look at."""
    text = one_definition().text
    for name, files in (("definition", 1), ("definitions", FILES)):
        (folder / name).mkdir()
        for number in range(files):
            titled = text.replace("Custom picker", f"Picker {number}")
            (folder / name / f"{number}.json").write_text(titled, "utf-8")
    for name, files in (("table", 1), ("tables", FILES)):
        (folder / name).mkdir()
        for number in range(files):
            make_dataset(
                ["location", "pick_stats", "ctf"],
                number + 1,
                datatype="particle",
                path=folder / name / f"{number}.cs",
            )
    (folder / "picker.yaml").write_text(yaml.safe_dump(json.loads(text)), "utf-8")
    (folder / "schema.json").write_text(schema_text("definition"), "utf-8")


class Processes:
    """Runs Python in an environment of its own, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        home = folder / "environment"
        venv.create(home, symlinks=True)
        self._python = home / "bin" / "python"
        [packages] = home.glob("lib/python*/site-packages")
        here = Path(cryosparc_spec.__file__).parents[1]
        # Paths in such a file are looked through; files like it that stand there are not run.
        lines = f"{sysconfig.get_path('purelib')}\n{here}\n"
        (packages / "packages.pth").write_text(lines, "utf-8")
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        self._environment = {**kept, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}

    def seconds(self, arguments: Sequence[str]) -> float:
        """Return the processor time of one process."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [self._python, *arguments],
            cwd=self._folder,
            env=self._environment,
            check=True,
            capture_output=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def medians(self, *commands: Sequence[str], rounds: int) -> list[float]:
        """Return what each takes, where they take turns; the first round compiles modules."""
        taken = [[self.seconds(command) for command in commands] for _ in range(rounds + 1)]
        return [median(each) for each in zip(*taken[1:], strict=True)]


def rows_of_commands(folder: Path, rounds: int) -> Iterator[tuple[str, str]]:
    """Give what commands take, in times ``python -c pass`` or another program."""
    write_files(folder)
    processes = Processes(folder)
    names = [*_COMMANDS]
    commands = [*_COMMANDS.values(), *_OTHERS.values()]
    nothing, *taken = processes.medians(("-c", "pass"), *commands, rounds=rounds)
    by_name = dict(zip(names, taken, strict=False))
    for name in names:
        yield name, f"{by_name[name] / nothing:.1f} times `python -c pass`"
    for (kind, _), theirs in zip(_OTHERS.items(), taken[len(names) :], strict=True):
        ratio = by_name[f"`check` of a definition in {kind}"] / theirs
        yield f"`check` of a definition in {kind}", f"{ratio:.2f} times check-jsonschema"
    for one, many in _FOLDERS.items():
        pair = [(*_SPEC, "check", name) for name in (one, many)]
        few, all_of_them = processes.medians(*pair, rounds=rounds)
        each = 1000 * (all_of_them - few) / (FILES - 1)
        yield f"`check` of a folder of {FILES:,} {many}, beyond the start", f"{each:.2f} ms each"
