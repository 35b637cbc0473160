"""Word families of jobs and their types: status, category, stability, and tags."""

from __future__ import annotations

from cryosparc_spec.vocabulary.families import StrFamily, word


class JobStatus(StrFamily):
    """Where a job is in its life (``cryosparc.models.job.JobStatus``)."""

    BUILDING = word("building", "being set up", "0.0.3")
    QUEUED = word("queued", "waiting in a lane", "0.0.3")
    LAUNCHED = word("launched", "between queued and running", "0.0.3")
    STARTED = word("started", "between queued and running", "0.0.3")
    RUNNING = word("running", "at work", "0.0.3")
    WAITING = word("waiting", "waiting for a person: an interactive job", "0.0.3")
    COMPLETED = word("completed", "ended well", "0.0.3")
    KILLED = word("killed", "stopped by a person", "0.0.3")
    FAILED = word("failed", "ended with an error", "0.0.3")


class Category(StrFamily):
    """Section of the job builder (``cryosparc.models.job_spec.Category``)."""

    IMPORT = word("import", "bringing data in", "5.0.0")
    MOTION_CORRECTION = word("motion_correction", "beam-induced motion", "5.0.0")
    CTF_ESTIMATION = word(
        "ctf_estimation", "contrast transfer function of micrographs", since="5.0.0"
    )
    EXPOSURE_CURATION = word("exposure_curation", "choosing micrographs", "5.0.0")
    PARTICLE_PICKING = word("particle_picking", "finding particles", "5.0.0")
    EXTRACTION = word("extraction", "cutting particle images out", "5.0.0")
    DEEP_PICKER = word("deep_picker", "picking with neural networks", "5.0.0")
    PARTICLE_CURATION = word("particle_curation", "choosing particles", "5.0.0")
    RECONSTRUCTION = word("reconstruction", "first 3D maps", "5.0.0")
    REFINEMENT = word("refinement", "refining 3D maps", "5.0.0")
    CTF_REFINEMENT = word("ctf_refinement", "refining CTF of particles", "5.0.0")
    VARIABILITY = word("variability", "3D variability", "5.0.0")
    FLEXIBILITY = word("flexibility", "3D flexible refinement", "5.0.0")
    POSTPROCESSING = word("postprocessing", "sharpening and validation of maps", "5.0.0")
    LOCAL_REFINEMENT = word("local_refinement", "refining parts of a map", "5.0.0")
    HELIX = word("helix", "helical reconstruction", "5.0.0")
    UTILITIES = word("utilities", "tools for data sets", "5.0.0")
    SIMULATIONS = word("simulations", "simulated data", "5.0.0")
    LIVE = word("live", "CryoSPARC Live", "5.0.0")
    INSTANCE_TESTING = word("instance_testing", "testing an installation", "5.0.0")
    WORKFLOWS = word("workflows", "workflows", "5.0.0")


class Stability(StrFamily):
    """Life stage of a job type (``cryosparc.models.job_spec.Stability``)."""

    DEVELOP = word("develop", "under development", "5.0.0")
    BETA = word("beta", "released for trial", "5.0.0")
    STABLE = word("stable", "released", "5.0.0")
    LEGACY = word("legacy", "replaced, still runs", "5.0.0")
    OBSOLETE = word("obsolete", "cannot be created or run", "5.0.0")


class BuilderTag(StrFamily):
    """Mark on a job type in the builder (``cryosparc.models.job_spec.BuilderTag``)."""

    NEW = word("new", "new in this version", "5.0.0")
    INTERACTIVE = word("interactive", "asks a person while it runs", "5.0.0")
    GPU_ENABLED = word("gpuEnabled", "uses a GPU", "5.0.0")
    MULTI_GPU = word("multiGpu", "can use several GPUs", "5.0.0")
    UTILITY = word("utility", "a utility", "5.0.0")
    IMPORT = word("import", "brings data in", "5.0.0")
    LIVE = word("live", "belongs to CryoSPARC Live", "5.0.0")
    BENCHMARK = word("benchmark", "measures an installation", "5.0.0")
    WRAPPER = word("wrapper", "runs a program of a third party", "5.0.0")
