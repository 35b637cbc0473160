"""All files below a folder looked at, and each mistake in them told once."""

from __future__ import annotations

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.files.suffixes import CHECKED
from cryosparc_spec.files.walking import Walk
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.projects.examiner import Examiner
from cryosparc_spec.projects.processes import reports_on
from cryosparc_spec.projects.project import Project
from cryosparc_spec.projects.telling import each_told_once


def check_project(
    project: Project,
    *,
    slot_types: SlotTypes | None = None,
    job_types: JobTypes | None = None,
) -> tuple[Problem, ...]:
    """Return everything wrong with the documents and tables of a project, each mistake once.

    Each file is checked as :func:`~cryosparc_spec.check_file` does, and with those around it: that
    the tables which jobs and results groups name are there, of their own job, and have the rows
    and columns that are told of them; that the outputs which feed a job are there; that the
    documents of a job agree. What a job alone in a folder, or in a copied part of a project, takes
    from other jobs cannot be known to be missing, and is not told as an error.

    >>> from pathlib import Path
    >>> from cryosparc_spec import Job
    >>> from cryosparc_spec.documents import JobSpec, Output, OutputResult
    >>> from cryosparc_spec.files.load_and_dump import dump
    >>> stack = OutputResult(
    ...     name="blob", dtype="blob", versions=[0], metafiles=["J3/stack.cs"], num_items=[9]
    ... )
    >>> outputs = {"particles": Output(type="particle", results=[stack])}
    >>> Path("P2/J3").mkdir(parents=True)
    >>> dump(Job(uid="J3", spec=JobSpec(type="x", outputs=outputs)), "P2/J3/job.json")
    >>> problem, = check_project(Project.open("P2"))
    >>> print(problem.place, problem.message)
    $.spec.outputs.particles.results[0].metafiles[0] "J3/stack.cs" is not there: no such file in
    the project
    """
    files = Walk(suffixes=CHECKED).files_below(project.folder)
    reports = each_told_once(reports_on(files, Examiner(slot_types, job_types=job_types)))
    return ProblemList(finding.problem for report in reports for finding in report.findings)
