"""Datatypes of inputs and outputs."""

from __future__ import annotations

from typing import Literal, TypeAlias

from cryosparc_spec.vocabulary.families import StrFamily, word


class Datatype(StrFamily):
    """What an input takes or an output holds (``cryosparc.spec.Datatype``).

    >>> Datatype("particle") is Datatype.PARTICLE
    True
    >>> Datatype.FLEX_MESH.since
    '4.1.0'
    """

    EXPOSURE = word("exposure", "movies and micrographs, with what is known of each", "0.0.3")
    PARTICLE = word("particle", "particles: images, CTF, alignments, locations", since="0.0.3")
    TEMPLATE = word("template", "2D images: class averages and picking templates", "0.0.3")
    VOLUME = word("volume", "3D maps, with their half maps and masks", "0.0.3")
    VOLUME_MULTI = word("volume_multi", "several 3D maps held as one item", "4.5.1")
    MASK = word("mask", "3D masks", "0.0.3")
    LIVE = word("live", "data of a CryoSPARC Live session", "4.4.0")
    ML_MODEL = word("ml_model", "trained machine-learning models", "4.1.0")
    SYMMETRY_CANDIDATE = word(
        "symmetry_candidate", "helical symmetries proposed by a search", since="4.1.0"
    )
    FLEX_MESH = word("flex_mesh", "meshes for 3D flexible refinement", "4.1.0")
    FLEX_MODEL = word("flex_model", "trained 3D flexible refinement models", "4.1.0")
    HYPERPARAMETER = word(
        "hyperparameter", "parameter values handed from job to job", since="4.4.0"
    )
    DENOISE_MODEL = word("denoise_model", "trained micrograph denoising models", "4.5.1")
    ANNOTATION_MODEL = word(
        "annotation_model", "trained micrograph annotation models", since="4.5.1"
    )


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
