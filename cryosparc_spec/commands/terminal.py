"""What all commands share: exit codes, and how problems are printed."""

from __future__ import annotations

import errno
import sys
import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import click

from cryosparc_spec.commands.streams import is_wrapper
from cryosparc_spec.files.suffixes import DATASET_SUFFIX, SUFFIXES, is_code, unknown_suffix
from cryosparc_spec.problems.ascii_names import not_ascii_in
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import COLOURS, Problem
from cryosparc_spec.problems.validators import AnyPath
from cryosparc_spec.problems.value_text import printable, show_value

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes
    from cryosparc_spec.projects.project import Project

_F = TypeVar("_F", bound=Callable[..., Any])

PROBLEMS_FOUND = 1
"""Exit code of a command that ran and found something."""

COULD_NOT_RUN = 2
"""Exit code of a command that could not do what it was asked."""

INTERRUPTED = 130
"""Exit code after Ctrl-C: that of a shell for a program which signal 2 ends."""

_FORCE = "cryosparc_spec.force"
_FILES_READ = "cryosparc_spec.files_read"


output_format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print.",
)


def _read_slot_types(
    context: click.Context, parameter: click.Parameter, paths: tuple[str, ...]
) -> SlotTypes | None:
    """Return the catalogue with what files know besides; ``None`` for that of the package."""
    if not paths:
        return None
    from cryosparc_spec.files.catalogues import slot_types_in

    with _catalogues_read(paths):
        return slot_types_in(paths)


@contextmanager
def _catalogues_read(paths: Sequence[str]) -> Generator[None]:
    """Exit with what is wrong with files that the block reads as catalogues."""
    for path in paths:
        if refused := suffix_refused(path, SUFFIXES):
            raise CouldNotRun(f"{path}: {refused}")
    is_read(*paths)
    try:
        with problems_shown(paths[0], exit_code=COULD_NOT_RUN):
            yield
    except OSError as error:
        raise CouldNotRun(cannot_be_read(error.filename or paths[0], error)) from None


slot_types_option = click.option(
    "--slot-types",
    "slot_types",
    type=click.Path(exists=True, dir_okay=False),
    multiple=True,
    callback=_read_slot_types,
    envvar="CRYOSPARC_SPEC_SLOT_TYPES",
    show_envvar=True,
    metavar="FILE",
    help="What is known of slot types besides, as `learn` writes it.",
)


def _read_job_types(
    context: click.Context, parameter: click.Parameter, paths: tuple[str, ...]
) -> JobTypes | None:
    """Return the catalogue with what files know besides; ``None`` for that of the package."""
    if not paths:
        return None
    from cryosparc_spec.files.catalogues import job_types_in

    with _catalogues_read(paths):
        return job_types_in(paths)


job_types_option = click.option(
    "--job-types",
    "job_types",
    type=click.Path(exists=True, dir_okay=False),
    multiple=True,
    callback=_read_job_types,
    envvar="CRYOSPARC_SPEC_JOB_TYPES",
    show_envvar=True,
    metavar="FILE",
    help="What is known of job types besides: the register of an instance, or what `learn` writes.",
)


def _remember_force(context: click.Context, parameter: click.Parameter, force: bool) -> None:
    context.meta[_FORCE] = force


def _refuse_existing(
    context: click.Context, parameter: click.Parameter, out: str | None
) -> str | None:
    if out is not None and Path(out).is_file() and not context.meta[_FORCE]:
        raise CouldNotRun(f"{out}: is there already: give another name, or --force to overwrite it")
    return out


def out_option(help: str = "File to write.") -> Callable[[_F], _F]:
    """Return the options for the file to write, and for writing over one that is there."""
    force = click.option(
        "--force",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_remember_force,
        help="Overwrite OUT where it is there already.",
    )
    out = click.option(
        "-o",
        "--output",
        "out",
        type=click.Path(dir_okay=False),
        callback=_refuse_existing,
        metavar="OUT",
        help=help,
    )
    return lambda command: out(force(command))


def _as_output_name(
    context: click.Context, parameter: click.Parameter, name: str | None
) -> str | None:
    from cryosparc_spec.checks.definition import SERVER_NAME

    if name is not None and not SERVER_NAME.fullmatch(name):
        expected = f"expected a letter, then letters, digits and underscores{not_ascii_in(name)}"
        raise click.BadParameter(printable(f"{show_value(name)} cannot name an output: {expected}"))
    return name


def output_name_option(*, help: str, required: bool) -> Callable[[_F], _F]:
    """Return the option for the name of an output that is made, as the server takes it."""
    return click.option(
        "--output-name", metavar="NAME", help=help, required=required, callback=_as_output_name
    )


class CouldNotRun(click.ClickException):
    """A command cannot do what it was asked."""

    exit_code = COULD_NOT_RUN

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


def require_suffix(out: str | None, suffixes: Sequence[str]) -> None:
    """Refuse the name of a file to write that has none of the suffixes."""
    if out is not None and Path(out).suffix.lower() not in suffixes:
        raise CouldNotRun(f"{out}: expected a name that ends in {', '.join(suffixes)}")


def cannot_be_read(path: str, error: OSError) -> str:
    """Return the message for a file that cannot be opened."""
    return f"{path}: {why_unread(error)}"


def why_unread(error: OSError) -> str:
    """Return why a file cannot be opened, in words."""
    return f"cannot be read: {error.strerror or error}"


def content_of_input() -> bytes:
    """Return what standard input holds, as far as a file is read; raises ``OSError``."""
    from cryosparc_spec.files.text import LARGEST_FILE

    if sys.stdin is None:
        raise OSError(errno.EBADF, "it is closed")
    buffer = getattr(sys.stdin, "buffer", None)
    if buffer is None:  # Programs put their own objects in its place.
        return sys.stdin.read(LARGEST_FILE + 1).encode()
    content: bytes = buffer.read(LARGEST_FILE + 1)
    return content


def copy_input(path: Path) -> None:
    """Copy what standard input holds to a file, however large; raises ``OSError``."""
    from shutil import copyfileobj

    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise OSError(errno.EBADF, "it is closed, or text")
    with path.open("wb") as copy:
        copyfileobj(stream, copy)


def suffix_refused(path: str, suffixes: Sequence[str]) -> str | None:
    """Return what is wrong with the suffix of a file; ``None`` where it is one of those read."""
    suffix = Path(path).suffix
    if suffix.lower() in suffixes:
        return None
    if suffix.lower() == DATASET_SUFFIX:
        return "a dataset is not a document: check, show and infer take it"
    if is_code(path):
        return "code is not a document: check, infer and upgrade take it"
    [problem] = unknown_suffix(suffix, suffixes)
    return str(problem)


def problem_lines(problem: Problem) -> list[str]:
    """Return a problem as lines: its place, what is wrong, and below it what to write."""
    position = click.style(printable(str(problem.position)), bold=True)
    severity = click.style(problem.severity, fg=COLOURS[problem.severity])
    text = printable(f"{problem.place}: {problem.message}")
    hint = [f"    {printable(problem.hint)}"] if problem.hint else []
    return [f"{position}: {severity}: {text}", *hint]


def echo_problem(problem: Problem, *, err: bool = False) -> None:
    """Print a problem."""
    for line in problem_lines(problem):
        click.echo(line, err=err)


def echo_diff(diff: str) -> None:
    """Print a diff with the tabs and line ends of the file, as programs want that apply it."""
    for line in diff.split("\n")[:-1]:
        text = "\t".join(map(printable, line.removesuffix("\r").split("\t")))
        click.echo(f"{text}\r" if line.endswith("\r") else text)


@contextmanager
def problems_shown(path: str, *, exit_code: int = PROBLEMS_FOUND) -> Generator[None]:
    """Print the problems with a file that a :class:`SpecError` of the block holds, and exit."""
    try:
        yield
    except SpecError as error:
        for note in getattr(error, "__notes__", ()):
            click.echo(printable(note), err=True)
        for problem in error.problems:
            position = problem.position or Position(path)
            echo_problem(attrs.evolve(problem, position=position), err=True)
        sys.exit(exit_code)


def loaded(
    path: str,
    *,
    kind: type[Any] | None = None,
    slot_types: SlotTypes | None = None,
    exit_code: int = PROBLEMS_FOUND,
    suffixes: Sequence[str] = SUFFIXES,
) -> Any:
    """Read a document, or print what is wrong with it and exit.

    ``suffixes`` are those of the files that the command takes.
    """
    from cryosparc_spec.files.load_and_dump import load

    if Path(path).is_dir():
        raise CouldNotRun(f"{path}: is a directory: expected a file")
    refused = suffix_refused(path, suffixes)
    if refused:
        raise CouldNotRun(f"{path}: {refused}")
    is_read(path)
    try:
        with problems_shown(path, exit_code=exit_code), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `check` tells of what is doubtful.
            return load(path, kind, slot_types=slot_types)
    except OSError as error:
        raise CouldNotRun(cannot_be_read(path, error)) from None


def opened(path: str) -> Project:
    """Open the folder of a project; a folder without jobs is refused."""
    from cryosparc_spec.projects.project import Project

    try:
        project = Project.open(path)
    except OSError as error:
        raise CouldNotRun(cannot_be_read(path, error)) from None
    if not project.jobs:
        message = f"{path}: the folder has no jobs in it: expected J1/job.json and so on"
        job = Path(path, "job.json")
        if job.is_file():
            message += f"; that of a job is {job}"
        raise CouldNotRun(message)
    return project


def exit_if_unread(project: Project) -> None:
    """Print what keeps jobs of a project from being read, and exit where there is any."""
    wrong = [problem for uid in project.jobs for problem in project.jobs.problems_of(uid)]
    for problem in wrong:
        echo_problem(problem, err=True)
    if wrong:
        sys.exit(PROBLEMS_FOUND)


def is_read(*paths: AnyPath) -> None:
    """Note files that a command reads: what it writes does not take their place."""
    click.get_current_context().meta.setdefault(_FILES_READ, []).extend(paths)


def write_out(text: str, out: str | None, *, before: str | None = None) -> None:
    """Write the content of a file to it, or print it where there is none.

    With ``before``, the file is the one that this text was read from, and is replaced.
    """
    from cryosparc_spec.files.writing import write_text

    if out is None:
        echo_content(text)
        return
    meta = click.get_current_context().meta
    overwrite = before is not None or meta[_FORCE]
    try:
        if before is None and any(_is_same_file(out, path) for path in meta.get(_FILES_READ, ())):
            raise CouldNotRun(f"{out}: is what the command reads: give another name to write to")
        in_place = write_text(out, text, before=before, overwrite=overwrite)
    except OSError as error:
        raise CouldNotRun(f"{out}: cannot be written: {error.strerror}") from None
    if in_place:
        click.echo(printable(f"{out}: written where it stood, for {in_place}"), err=True)


def _is_same_file(path: AnyPath, other: AnyPath) -> bool:
    try:
        return Path(path).samefile(other)
    except FileNotFoundError:
        return False


def echo_content(text: str) -> None:
    """Print what is the content of a file: UTF-8, but for a terminal, whatever it takes."""
    if is_wrapper(sys.stdout) and not sys.stdout.isatty():
        click.echo(text.encode(), nl=False)
    else:
        click.echo(text, nl=False)
