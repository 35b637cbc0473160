"""File formats, content types, and the tables between them.

The words and the tables are those of ``cryosparc.spec`` in cryosparc-tools 5.0.3; ``since`` is the
first published release of cryosparc-tools that names the format.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from immutabledict import immutabledict

from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import unknown_word
from cryosparc_spec.vocabulary.families import NestedStrFamily, word


class AnyFormat(NestedStrFamily):
    """Every file format CryoSPARC handles (``cryosparc.spec.AnyFormat``), without the dot.

    >>> AnyFormat("mrc") is MicrographFormat.MRC
    True
    """


class AssetFormat(AnyFormat):
    """Formats of files attached to a job's stream log (``cryosparc.spec.AssetFormat``).

    >>> AssetFormat("png") is ImageFormat.PNG is AssetFormat.PNG
    True
    """


class TextFormat(AssetFormat):
    """Text files attached to a stream log."""

    TXT = word("txt", "plain text", "0.0.3")
    CSV = word("csv", "comma-separated values", "0.0.3")
    HTML = word("html", "web page", "0.0.3")
    JSON = word("json", "JSON", "0.0.3")
    XML = word("xml", "XML", "0.0.3")
    BILD = word("bild", "UCSF Chimera drawing", "4.6.0")
    BLD = word("bld", "UCSF Chimera drawing, short ending", "4.6.0")
    LOG = word("log", "log, plain text", "5.0.0")


class ImageFormat(AssetFormat):
    """Images attached to a stream log."""

    PDF = word("pdf", "PDF", "0.0.3")
    GIF = word("gif", "GIF", "0.0.3")
    JPG = word("jpg", "JPEG, short ending", "0.0.3")
    JPEG = word("jpeg", "JPEG", "0.0.3")
    PNG = word("png", "PNG", "0.0.3")
    SVG = word("svg", "scalable vector graphics", "0.0.3")


class MicrographFormat(AnyFormat):
    """Movies and micrographs."""

    MRC = word("mrc", "MRC image or stack", "5.0.0")
    MRCS = word("mrcs", "MRC stack", "5.0.0")
    STK = word("stk", "MRC stack, other ending", "5.0.0")
    TIF = word("tif", "TIFF, short ending", "5.0.0")
    TIFF = word("tiff", "TIFF", "5.0.0")
    EER = word("eer", "electron event representation", "5.0.0")
    ECC = word("ecc", "electron event representation, other ending", "5.0.0")
    BZ2 = word("bz2", "bzip2-compressed movie", "5.0.0")
    CMRCBZ2 = word("cmrcbz2", "bzip2-compressed MRC movie", "5.0.0")


class DatasetFormat(AnyFormat):
    """Tables of a job's inputs and outputs."""

    CS = word("cs", "CryoSPARC dataset, mostly NPY inside", "5.0.0")
    NPY = word("npy", "numpy array", "5.0.0")


class AnyContentType(NestedStrFamily):
    """Every content type CryoSPARC handles (``cryosparc.spec.AnyContentType``)."""


class AssetContentType(AnyContentType):
    """Content types of files attached to a stream log (``cryosparc.spec.AssetContentType``)."""


class TextContentType(AssetContentType):
    """Content types of text files attached to a stream log."""

    PLAIN = word("text/plain", "plain text", "0.0.3")
    CSV = word("text/csv", "comma-separated values", "0.0.3")
    HTML = word("text/html", "web page", "0.0.3")
    JSON = word("application/json", "JSON", "0.0.3")
    XML = word("application/xml", "XML", "0.0.3")
    TROFF = word("application/x-troff", "what UCSF Chimera drawings are sent as", "4.6.0")


class ImageContentType(AssetContentType):
    """Content types of images attached to a stream log."""

    PDF = word("application/pdf", "PDF", "0.0.3")
    GIF = word("image/gif", "GIF", "0.0.3")
    JPEG = word("image/jpeg", "JPEG", "0.0.3")
    PNG = word("image/png", "PNG", "0.0.3")
    SVG = word("image/svg+xml", "scalable vector graphics", "0.0.3")


class BinaryContentType(AssetContentType):
    """The content type of a file of which nothing more is known."""

    OCTET_STREAM = word("application/octet-stream", "bytes", "4.4.0")


class MicrographContentType(AnyContentType):
    """Content types of movies and micrographs."""

    MRC = word("image/x-mrc", "MRC", "5.0.0")
    TIFF = word("image/tiff", "TIFF", "5.0.0")
    EER = word("application/x-eer", "electron event representation", "5.0.0")
    BZIP2 = word("application/x-bzip2", "bzip2-compressed", "5.0.0")


class DatasetContentType(AnyContentType):
    """Content types of tables."""

    CRYOSPARC_DATASET = word("application/x-cryosparc-dataset", "CryoSPARC dataset", "5.0.0")
    NUMPY = word("application/x-numpy", "numpy array", "5.0.0")


TEXT_CONTENT_TYPES: Mapping[TextFormat, TextContentType] = immutabledict(
    {
        TextFormat.LOG: TextContentType.PLAIN,
        TextFormat.TXT: TextContentType.PLAIN,
        TextFormat.CSV: TextContentType.CSV,
        TextFormat.HTML: TextContentType.HTML,
        TextFormat.JSON: TextContentType.JSON,
        TextFormat.XML: TextContentType.XML,
        TextFormat.BILD: TextContentType.TROFF,
        TextFormat.BLD: TextContentType.TROFF,
    }
)
"""Content type of each text format."""

IMAGE_CONTENT_TYPES: Mapping[ImageFormat, ImageContentType] = immutabledict(
    {
        ImageFormat.PDF: ImageContentType.PDF,
        ImageFormat.GIF: ImageContentType.GIF,
        ImageFormat.JPEG: ImageContentType.JPEG,
        ImageFormat.JPG: ImageContentType.JPEG,
        ImageFormat.PNG: ImageContentType.PNG,
        ImageFormat.SVG: ImageContentType.SVG,
    }
)
"""Content type of each image format."""

MICROGRAPH_CONTENT_TYPES: Mapping[MicrographFormat, MicrographContentType] = immutabledict(
    {
        MicrographFormat.MRC: MicrographContentType.MRC,
        MicrographFormat.MRCS: MicrographContentType.MRC,
        MicrographFormat.STK: MicrographContentType.MRC,
        MicrographFormat.TIF: MicrographContentType.TIFF,
        MicrographFormat.TIFF: MicrographContentType.TIFF,
        MicrographFormat.EER: MicrographContentType.EER,
        MicrographFormat.ECC: MicrographContentType.EER,
        MicrographFormat.BZ2: MicrographContentType.BZIP2,
        MicrographFormat.CMRCBZ2: MicrographContentType.BZIP2,
    }
)
"""Content type of each movie and micrograph format."""

DATASET_CONTENT_TYPES: Mapping[DatasetFormat, DatasetContentType] = immutabledict(
    {
        DatasetFormat.CS: DatasetContentType.CRYOSPARC_DATASET,
        DatasetFormat.NPY: DatasetContentType.NUMPY,
    }
)
"""Content type of each table format."""

ASSET_CONTENT_TYPES: Mapping[AssetFormat, AssetContentType] = immutabledict(
    [*TEXT_CONTENT_TYPES.items(), *IMAGE_CONTENT_TYPES.items()]
)
"""Content type of each format that can be attached to a stream log."""

KNOWN_CONTENT_TYPES: Mapping[AnyFormat, AnyContentType] = immutabledict(
    [
        *ASSET_CONTENT_TYPES.items(),
        *MICROGRAPH_CONTENT_TYPES.items(),
        *DATASET_CONTENT_TYPES.items(),
    ]
)
"""Content type of each format."""

_PREFERRED_FORMATS: Mapping[AnyContentType, AnyFormat] = immutabledict(
    {
        TextContentType.PLAIN: TextFormat.TXT,
        TextContentType.CSV: TextFormat.CSV,
        TextContentType.HTML: TextFormat.HTML,
        TextContentType.JSON: TextFormat.JSON,
        TextContentType.XML: TextFormat.XML,
        TextContentType.TROFF: TextFormat.BILD,
        ImageContentType.PDF: ImageFormat.PDF,
        ImageContentType.GIF: ImageFormat.GIF,
        ImageContentType.JPEG: ImageFormat.JPG,
        ImageContentType.PNG: ImageFormat.PNG,
        ImageContentType.SVG: ImageFormat.SVG,
        MicrographContentType.MRC: MicrographFormat.MRC,
        MicrographContentType.TIFF: MicrographFormat.TIF,
        MicrographContentType.EER: MicrographFormat.EER,
        MicrographContentType.BZIP2: MicrographFormat.BZ2,
        DatasetContentType.CRYOSPARC_DATASET: DatasetFormat.CS,
        DatasetContentType.NUMPY: DatasetFormat.NPY,
    }
)

ASSET_EXTENSIONS: Mapping[AssetContentType, AssetFormat] = immutabledict(
    {
        content_type: format
        for content_type, format in _PREFERRED_FORMATS.items()
        if isinstance(content_type, AssetContentType) and isinstance(format, AssetFormat)
    }
)
"""The format to save each asset content type as.

Written out where a content type has several formats; cryosparc-tools 5.0.3 turns its table round,
so that the last format wins, and saves ``application/x-troff`` as ``bld``.
"""


def content_type_for(path_or_extension: str | bytes | os.PathLike[str]) -> AnyContentType:
    """Return the content type of a file, from the ending of its name, in any case.

    Raises :class:`~cryosparc_spec.ParseError` for an ending that CryoSPARC does not handle.

    >>> content_type_for("J12/motioncorrected/M1.TIF").value
    'image/tiff'
    >>> content_type_for("png").value
    'image/png'
    """
    name = os.fsdecode(path_or_extension).replace("\\", "/").rpartition("/")[2]
    extension = name.rpartition(".")[2].lower()
    if extension not in AnyFormat:
        raise unknown_word(extension, AnyFormat, what="the ending of a file CryoSPARC handles")
    return KNOWN_CONTENT_TYPES[AnyFormat(extension)]


def preferred_format(content_type: AnyContentType | str) -> AnyFormat:
    """Return the format to save a content type as.

    Raises :class:`~cryosparc_spec.ParseError` for a word that is not a content type, and for
    ``application/octet-stream``, which has no format.

    >>> preferred_format("image/jpeg").value, preferred_format("application/x-troff").value
    ('jpg', 'bild')
    """
    known = AnyContentType(content_type)
    if known not in _PREFERRED_FORMATS:
        raise ParseError.of(f"{show_value(known)} has no format: any file can be of this type")
    return _PREFERRED_FORMATS[known]
