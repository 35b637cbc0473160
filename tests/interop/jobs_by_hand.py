"""Scripts as people write them, each doing what one of the examples of definitions says.

They run with version 4 and version 5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cryosparc_spec.documents import OutputRef
from tests.interop.tools_versions import VERSION

REPEATED = 2 if VERSION >= 5 else 1
"""How often an output is connected: version 4 cannot say that it may be more than once."""


def slot(name: str, dtype: str | None = None, *, required: bool = True) -> Any:
    """Return a slot as the documentation of a version has it."""
    if VERSION < 5:
        return {"dtype": dtype or name, "prefix": name, "required": required}
    if dtype is None:
        return name if required else f"?{name}"
    return {"name": name, "dtype": dtype, "required": required}


def class_alignments(project: Any) -> Any:
    job = project.create_external_job("W1", title="Alignments of each class")
    job.add_input(
        "particle",
        "particles",
        min=1,
        slots=[slot("blob"), slot("ctf"), slot("alignments3D")],
        title="Particles to align",
    )
    job.add_input(
        "volume",
        "classes",
        min=3,
        max=3,
        slots=[slot("map", "blob")],
        title="One volume for each class",
    )
    job.add_output(
        "particle",
        "all_particles",
        slots=[slot(f"alignments_class_{number}", "alignments3D") for number in range(3)],
        passthrough="particles",
        title="Particles with the pose in each class",
    )
    return job


def denoiser(project: Any) -> Any:
    job = project.create_external_job(
        "W1",
        title="Micrograph denoiser",
        desc="Denoises micrographs with a network trained on half-sums of movie frames.\n"
        "CTF and microscope parameters go through unchanged.",
    )
    job.add_input(
        "exposure",
        "micrographs",
        min=1,
        slots=[
            slot("micrograph_blob"),
            slot("mscope_params"),
            slot("micrograph_blob_non_dw", "micrograph_blob", required=False),
        ],
        title="Micrographs to denoise",
    )
    job.add_input(
        "exposure",
        "training_micrographs",
        max=1,
        slots=[slot("micrograph_blob")],
        title="Micrographs to train on",
    )
    job.connect("micrographs", "J12", "exposures")
    job.add_output(
        "exposure",
        "denoised_micrographs",
        slots=[
            slot("micrograph_blob"),
            slot("micrograph_thumbnail_blob_1x", "thumbnail_blob"),
            slot("micrograph_thumbnail_blob_2x", "thumbnail_blob"),
        ],
        passthrough="micrographs",
        title="Denoised micrographs",
    )
    return job


def map_sharpening(project: Any) -> Any:
    job = project.create_external_job("W1", title="Local sharpening")
    job.add_input(
        "volume",
        "volume",
        min=1,
        max=1,
        slots=[
            *(slot(name, "blob") for name in ("map", "map_half_A", "map_half_B")),
            slot("mask_fsc", "blob", required=False),
        ],
        title="Refined volume with half maps",
    )
    job.add_input(
        "mask", "mask", max=1, slots=[slot("mask", "blob")], title="Mask to sharpen within"
    )
    job.connect("volume", "J13", "volume")
    job.add_output(
        "volume",
        "sharpened_volume",
        slots=[slot("map_sharp", "blob")],
        passthrough="volume",
        title="Sharpened volume",
    )
    return job


def micrograph_import(project: Any) -> Any:
    job = project.create_external_job(
        "W1",
        title="Micrograph import",
        desc="Imports micrographs that another program corrected for motion.",
    )
    job.add_output(
        "exposure",
        "imported_micrographs",
        slots=[
            slot("micrograph_blob"),
            slot("mscope_params"),
            slot("background_blob", "stat_blob"),
        ],
        title="Imported micrographs",
    )
    return job


def particle_curation(project: Any) -> Any:
    job = project.create_external_job(
        "W1",
        title="Particle curation",
        desc="Keeps the particles whose 2D alignment errors and pick scores are within limits.",
    )
    job.add_input(
        "particle",
        "particles",
        min=1,
        slots=[
            slot("blob"),
            slot("alignments2D"),
            slot("ctf", required=False),
            slot("location", required=False),
            slot("pick_stats", required=False),
        ],
        title="Particles to sort",
    )
    job.add_input(
        "template",
        "selected_templates",
        max=1,
        slots=[slot("blob")],
        title="Class averages to keep",
    )
    job.connect("particles", "J13", "particles")
    job.connect("particles", "J14", "particles")
    job.add_output(
        "particle",
        "kept_particles",
        slots=[slot("blob")],
        passthrough="particles",
        title="Particles kept",
    )
    job.add_output(
        "particle",
        "rejected_particles",
        slots=[slot("blob")],
        passthrough="particles",
        title="Particles rejected",
    )
    return job


def picker(project: Any) -> Any:
    job = project.create_external_job(
        "W1", title="Custom picker", desc="Finds particles with a program of ours."
    )
    job.add_input(
        "exposure",
        "micrographs",
        min=1,
        slots=[
            slot("micrograph_blob"),
            slot("ctf", required=False),
            slot("background_blob", "stat_blob", required=False),
        ],
        title="Micrographs to pick from",
    )
    job.connect("micrographs", "J12", "exposures")
    job.add_output(
        "particle",
        "picked_particles",
        slots=[slot("location"), slot("pick_stats")],
        title="Picked particles",
    )
    return job


def variability_components(project: Any) -> Any:
    job = project.create_external_job(
        "W1",
        title="Latent coordinates as 3D variability components",
        desc="Writes the first three principal components of a latent space, one slot each.\n"
        "Particles without a latent coordinate are left out.\n",
    )
    job.add_input(
        "particle",
        "particles",
        min=1,
        max=1,
        slots=[slot("blob"), slot("ctf"), slot("alignments3D")],
        title="Particles the latent space was trained on",
    )
    job.add_input(
        "volume", "volume", min=1, max=1, slots=[slot("map", "blob")], title="Consensus map"
    )
    job.connect("particles", "J13", "particles")
    job.connect("volume", "J13", "volume")
    job.add_output(
        "particle",
        "particles",
        slots=[slot(f"components_mode_{number}", "components") for number in range(3)],
        passthrough="particles",
        title="Particles with components",
    )
    return job


def add_poses_of_the_model(job: Any) -> None:
    title, names = "Particles the model was trained on", ("blob", "ctf", "alignments3D")
    if VERSION < 5:
        slots = [slot(name) for name in names]
        job.add_input("particle", "particles", min=1, slots=slots, title=title)
        return
    from cryosparc.models.job_spec import InputSlot, InputSpec

    # add_input cannot say repeat_allowed: this is what it calls.
    job.model = job.cs.api.jobs.add_external_input(
        job.project_uid,
        job.uid,
        "particles",
        InputSpec(
            type="particle",
            title=title,
            slots=[InputSlot(name=name, dtype=name, required=True) for name in names],
            count_min=1,
            repeat_allowed=True,
        ),
    )


def volume_series(project: Any) -> Any:
    job = project.create_external_job("W1", title="Volumes along two trajectories")
    add_poses_of_the_model(job)
    job.add_input(
        "particle",
        "reference_particles",
        slots=[slot("blob"), slot("ctf"), slot("alignments3D")],
        title="Particles to compare with",
    )
    for _ in range(REPEATED):
        job.connect("particles", "J13", "particles")
    for name, title in (
        ("principal_components", "Along the principal components"),
        ("cluster_centres", "Through the cluster centres"),
    ):
        job.add_output("volume", name, slots=[slot("series")], title=title)
    return job


BY_HAND: dict[str, tuple[Callable[[Any], Any], dict[str, Any]]] = {
    "class_alignments.toml": (class_alignments, {}),
    "denoiser.toml": (denoiser, {"micrographs": "J12.exposures"}),
    "map_sharpening.yaml": (map_sharpening, {"volume": ("J13", "volume")}),
    "micrograph_import.json": (micrograph_import, {}),
    "particle_curation.json": (
        particle_curation,
        {"particles": ["J13.particles", ("J14", "particles")]},
    ),
    "picker.yaml": (picker, {"micrographs": OutputRef(job_uid="J12", output="exposures")}),
    "variability_components.yaml": (
        variability_components,
        {"particles": "J13.particles", "volume": ["J13.volume"]},
    ),
    "volume_series.yml": (volume_series, {"particles": ["J13.particles"] * REPEATED}),
}
"""Scripts as people write them, by the example they do the same as, and what both connect."""
