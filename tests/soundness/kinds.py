"""The kinds of things that are checked, and what makes sound ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from tests.soundness.samples import Sample
from tests.soundness.sound.datasets import dataset
from tests.soundness.sound.definitions import definition
from tests.soundness.sound.jobs import job, spec
from tests.soundness.sound.legacy_jobs import legacy_job
from tests.soundness.sound.results_groups import results_group

SOUND: Mapping[str, Callable[[random.Random], Sample]] = {
    "definition": definition,
    "dataset": dataset,
    "results group": results_group,
    "job": job,
    "job of version 4": legacy_job,
    "job spec": spec,
}
"""What makes a sound sample of each kind."""
