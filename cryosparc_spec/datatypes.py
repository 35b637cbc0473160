"""Datatypes of inputs and outputs, and the other word families of CryoSPARC jobs.

The words are those of cryosparc-tools 5.0.3 (``cryosparc.spec``, ``cryosparc.models``); ``since``
is the first release of cryosparc-tools on PyPI that names the word.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from cryosparc_spec.families import StrFamily


class Datatype(StrFamily):
    """What an input takes or an output holds (``cryosparc.spec.Datatype``).

    >>> Datatype("particle") is Datatype.PARTICLE
    True
    >>> Datatype.FLEX_MESH.since
    '4.1.0'
    """

    EXPOSURE = "exposure", "movies and micrographs, with what is known of each", "0.0.3"
    PARTICLE = "particle", "single particles: images, CTF, alignments, locations", "0.0.3"
    TEMPLATE = "template", "2D images: class averages and picking templates", "0.0.3"
    VOLUME = "volume", "3D maps, with their half maps and masks", "0.0.3"
    VOLUME_MULTI = "volume_multi", "several 3D maps held as one item", "4.5.1"
    MASK = "mask", "3D masks", "0.0.3"
    LIVE = "live", "exposures or particles of a CryoSPARC Live session", "4.4.0"
    ML_MODEL = "ml_model", "trained machine-learning models", "4.1.0"
    SYMMETRY_CANDIDATE = "symmetry_candidate", "helical symmetries proposed by a search", "4.1.0"
    FLEX_MESH = "flex_mesh", "meshes for 3D flexible refinement", "4.1.0"
    FLEX_MODEL = "flex_model", "trained 3D flexible refinement models", "4.1.0"
    HYPERPARAMETER = "hyperparameter", "parameter values handed from job to job", "4.4.0"
    DENOISE_MODEL = "denoise_model", "trained micrograph denoising models", "4.5.1"
    ANNOTATION_MODEL = "annotation_model", "trained micrograph annotation models", "4.5.1"


DatatypeName: TypeAlias = Literal[
    "exposure",
    "particle",
    "template",
    "volume",
    "volume_multi",
    "mask",
    "live",
    "ml_model",
    "symmetry_candidate",
    "flex_mesh",
    "flex_model",
    "hyperparameter",
    "denoise_model",
    "annotation_model",
]
"""The words of :class:`Datatype`, for editors and type checkers."""

DatatypeLike: TypeAlias = Datatype | DatatypeName
"""What a function that wants a datatype takes: the member or its word."""


class JobStatus(StrFamily):
    """Where a job is in its life (``cryosparc.models.job.JobStatus``)."""

    BUILDING = "building", "being set up", "0.0.3"
    QUEUED = "queued", "waiting in a lane", "0.0.3"
    LAUNCHED = "launched", "handed to a worker", "0.0.3"
    STARTED = "started", "started on a worker", "0.0.3"
    RUNNING = "running", "at work", "0.0.3"
    WAITING = "waiting", "waiting for a person: an interactive job", "0.0.3"
    COMPLETED = "completed", "ended well", "0.0.3"
    KILLED = "killed", "stopped by a person", "0.0.3"
    FAILED = "failed", "ended with an error", "0.0.3"


class Category(StrFamily):
    """Section of the job builder (``cryosparc.models.job_spec.Category``)."""

    IMPORT = "import", "bringing data in", "5.0.0"
    MOTION_CORRECTION = "motion_correction", "beam-induced motion", "5.0.0"
    CTF_ESTIMATION = "ctf_estimation", "contrast transfer function of micrographs", "5.0.0"
    EXPOSURE_CURATION = "exposure_curation", "choosing micrographs", "5.0.0"
    PARTICLE_PICKING = "particle_picking", "finding particles", "5.0.0"
    EXTRACTION = "extraction", "cutting particle images out", "5.0.0"
    DEEP_PICKER = "deep_picker", "picking with neural networks", "5.0.0"
    PARTICLE_CURATION = "particle_curation", "choosing particles", "5.0.0"
    RECONSTRUCTION = "reconstruction", "first 3D maps", "5.0.0"
    REFINEMENT = "refinement", "refining 3D maps", "5.0.0"
    CTF_REFINEMENT = "ctf_refinement", "refining CTF of particles", "5.0.0"
    VARIABILITY = "variability", "3D variability", "5.0.0"
    FLEXIBILITY = "flexibility", "3D flexible refinement", "5.0.0"
    POSTPROCESSING = "postprocessing", "sharpening and validation of maps", "5.0.0"
    LOCAL_REFINEMENT = "local_refinement", "refining parts of a map", "5.0.0"
    HELIX = "helix", "helical reconstruction", "5.0.0"
    UTILITIES = "utilities", "tools for data sets", "5.0.0"
    SIMULATIONS = "simulations", "made-up data", "5.0.0"
    LIVE = "live", "CryoSPARC Live", "5.0.0"
    INSTANCE_TESTING = "instance_testing", "testing an installation", "5.0.0"
    WORKFLOWS = "workflows", "workflows", "5.0.0"


class Stability(StrFamily):
    """Life stage of a job type (``cryosparc.models.job_spec.Stability``)."""

    DEVELOP = "develop", "under development", "5.0.0"
    BETA = "beta", "released for trial", "5.0.0"
    STABLE = "stable", "released", "5.0.0"
    LEGACY = "legacy", "replaced, still runs", "5.0.0"
    OBSOLETE = "obsolete", "cannot be created or run", "5.0.0"


class BuilderTag(StrFamily):
    """Mark on a job type in the builder (``cryosparc.models.job_spec.BuilderTag``)."""

    NEW = "new", "new in this version", "5.0.0"
    INTERACTIVE = "interactive", "asks a person while it runs", "5.0.0"
    GPU_ENABLED = "gpuEnabled", "uses a GPU", "5.0.0"
    MULTI_GPU = "multiGpu", "can use several GPUs", "5.0.0"
    UTILITY = "utility", "a utility", "5.0.0"
    IMPORT = "import", "brings data in", "5.0.0"
    LIVE = "live", "belongs to CryoSPARC Live", "5.0.0"
    BENCHMARK = "benchmark", "measures an installation", "5.0.0"
    WRAPPER = "wrapper", "runs a program of a third party", "5.0.0"


class LoadableWord(StrFamily):
    """Which slots to load, in one word (``cryosparc.spec.LoadableSlots``)."""

    DEFAULT = "default", "slots an input asks for, or an output makes", "5.0.0"
    PASSTHROUGH = "passthrough", "slots that are only passed through", "5.0.0"
    ALL = "all", "both", "5.0.0"
