"""Inputs and outputs of jobs that nobody described, for the client of CryoSPARC 4.

It looks for a name in the document that it has, and does not ask again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.jobs import HeldJob
from cryosparc_spec.testing.recording.patching import replaced


@contextmanager
def made_up_when_loaded(instance: Instance, job_class: Any) -> Generator[None]:
    """Let jobs that nobody described have the inputs and outputs that are loaded."""
    load_input = _loading(instance, job_class.load_input, instance.input_of)
    load_output = _loading(instance, job_class.load_output, instance.output_of)
    with (
        replaced(job_class, "load_input", load_input),
        replaced(job_class, "load_output", load_output),
    ):
        yield


def _loading(
    instance: Instance, load: Callable[..., Any], make_up: Callable[[HeldJob, str], Any]
) -> Callable[..., Any]:
    @functools.wraps(load)
    def loaded(job: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        held = instance.job(job.project_uid, job.uid)
        if held.made_up:
            make_up(held, name)
            job.refresh()
        return load(job, name, *args, **kwargs)

    return loaded
