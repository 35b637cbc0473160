"""Jobs that scripts of these tests connect to, as their server has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryosparc_spec import Job, structure


def finished(uid: str, job_type: str, **outputs: Any) -> Job:
    """Return the document of a job that has run."""
    spec = {"type": job_type, "params": {}, "inputs": {}, "outputs": outputs}
    return structure({"uid": uid, "project_uid": "P3", "status": "completed", "spec": spec}, Job)


def output(datatype: str, *results: dict[str, Any]) -> dict[str, Any]:
    """Return an output of a job."""
    return {"type": datatype, "title": datatype.title(), "slots": [], "results": [*results]}


def result(name: str, dtype: str = "", *, passthrough: bool = False) -> dict[str, Any]:
    """Return a slot of an output."""
    return {"name": name, "dtype": dtype or name, "passthrough": passthrough}


EXPOSURES = output(
    "exposure",
    result("micrograph_blob"),
    result("mscope_params", passthrough=True),
    result("ctf", passthrough=True),
)
PARTICLES = output(
    "particle",
    result("alignments3D"),
    result("alignments2D", passthrough=True),
    result("blob", passthrough=True),
    result("ctf", passthrough=True),
)
VOLUME = output("volume", *(result(name, "blob") for name in ("map", "map_half_A", "map_half_B")))

FINISHED_JOBS: Mapping[str, Job] = {
    "J12": finished("J12", "curate_exposures_v2", exposures=EXPOSURES),
    "J13": finished("J13", "homo_refine_new", volume=VOLUME, particles=PARTICLES),
    "J14": finished("J14", "extract_micrographs_multi", particles=PARTICLES),
    "J15": finished("J15", "class_2D_new"),
}
"""Jobs by uid."""


def job_type(name: str, category: str, inputs: Any = (), outputs: Any = ()) -> dict[str, Any]:
    """Return the entry of a job type in a register."""
    texts = dict.fromkeys(("title", "shorttitle", "description"), "")
    sides = {
        side: {key: {"title": "", **spec} for key, spec in dict(specs).items()}
        for side, specs in (("inputs", inputs), ("outputs", outputs))
    }
    base = {"type": name, "category": category, "stability": "stable", "params": {}}
    return {**texts, **base, **sides}


def register() -> dict[str, Any]:
    """Return a job register."""
    alignments = [{"name": f"alignments_class_{k}", "dtype": "pose"} for k in range(2)]
    maps = [{"name": "map", "dtype": "blob"}, {"name": "mask_fsc", "dtype": "blob"}]
    specs = [
        job_type("import_movies", "import"),
        job_type(
            "homo_refine_new",
            "refinement",
            {"particles": {"type": "particle", "slots": ["blob", "?ctf"]}},
            {
                "volume": {"type": "volume", "slots": maps},
                "particles": {"type": "particle", "slots": alignments},
            },
        ),
        job_type("class_2D_new", "particle_curation", (), {"particles": {"type": "particle"}}),
        job_type(
            "hetero_refine", "refinement", (), {"volume": {"type": "volume", "slots": ["map"]}}
        ),
    ]
    return {"specs": specs, "categories": {}}
