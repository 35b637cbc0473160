from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cryosparc_spec
from cryosparc_spec import (
    ASSET_CONTENT_TYPES,
    ASSET_EXTENSIONS,
    KNOWN_CONTENT_TYPES,
    AnyContentType,
    AnyFormat,
    AssetContentType,
    AssetFormat,
    DatasetContentType,
    DatasetFormat,
    ImageContentType,
    ImageFormat,
    MicrographContentType,
    MicrographFormat,
    ParseError,
    TextContentType,
    TextFormat,
)
from cryosparc_spec.vocabulary import BinaryContentType, content_type_for, preferred_format
from cryosparc_spec.vocabulary.families import StrFamily

# The first of the 20 published releases of cryosparc-tools (0.0.3 to 5.0.3) that names the word.
SINCE: list[tuple[type[StrFamily], dict[str, str]]] = [
    (
        TextFormat,
        {
            **dict.fromkeys(["txt", "csv", "html", "json", "xml"], "0.0.3"),
            **dict.fromkeys(["bild", "bld"], "4.6.0"),
            "log": "5.0.0",
        },
    ),
    (ImageFormat, dict.fromkeys(["pdf", "gif", "jpg", "jpeg", "png", "svg"], "0.0.3")),
    (
        MicrographFormat,
        dict.fromkeys(
            ["mrc", "mrcs", "stk", "tif", "tiff", "eer", "ecc", "bz2", "cmrcbz2"], "5.0.0"
        ),
    ),
    (DatasetFormat, dict.fromkeys(["cs", "npy"], "5.0.0")),
    (
        TextContentType,
        {
            **dict.fromkeys(["text/plain", "text/csv", "text/html"], "0.0.3"),
            **dict.fromkeys(["application/json", "application/xml"], "0.0.3"),
            "application/x-troff": "4.6.0",
        },
    ),
    (
        ImageContentType,
        dict.fromkeys(
            ["application/pdf", "image/gif", "image/jpeg", "image/png", "image/svg+xml"], "0.0.3"
        ),
    ),
    (BinaryContentType, {"application/octet-stream": "4.4.0"}),
    (
        MicrographContentType,
        dict.fromkeys(
            ["image/x-mrc", "image/tiff", "application/x-eer", "application/x-bzip2"], "5.0.0"
        ),
    ),
    (
        DatasetContentType,
        dict.fromkeys(["application/x-cryosparc-dataset", "application/x-numpy"], "5.0.0"),
    ),
]

CONTENT_TYPES = ", ".join(AnyContentType)
TABLES = [
    "TEXT_CONTENT_TYPES",
    "IMAGE_CONTENT_TYPES",
    "MICROGRAPH_CONTENT_TYPES",
    "DATASET_CONTENT_TYPES",
    "ASSET_CONTENT_TYPES",
    "ASSET_EXTENSIONS",
    "KNOWN_CONTENT_TYPES",
]


@pytest.mark.parametrize(
    ("family", "since"), [pytest.param(*facts, id=facts[0].__name__) for facts in SINCE]
)
def test_since(family: Any, since: dict[str, str]) -> None:
    """Each word carries the release of cryosparc-tools that first named it; none is left out."""
    assert {member.value: member.since for member in family} == since


@pytest.mark.parametrize(
    ("family", "below"),
    [
        pytest.param(AnyFormat, [AssetFormat, MicrographFormat, DatasetFormat], id="AnyFormat"),
        pytest.param(AssetFormat, [TextFormat, ImageFormat], id="AssetFormat"),
        pytest.param(
            AnyContentType,
            [AssetContentType, MicrographContentType, DatasetContentType],
            id="AnyContentType",
        ),
        pytest.param(
            AssetContentType,
            [TextContentType, ImageContentType, BinaryContentType],
            id="AssetContentType",
        ),
    ],
)
def test_tree_of_families(family: Any, below: list[Any]) -> None:
    """A family without members holds the members of the families below it, in their order."""
    assert list(family) == [member for lower in below for member in lower]
    assert family.__subclasses__() == below


def test_png_is_one_object() -> None:
    """The example of the design: every way to png is the same member."""
    assert AssetFormat("png") is ImageFormat.PNG is AssetFormat.PNG is AnyFormat["PNG"]


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_read_only_values(name: str) -> None:
    """The tables cannot be changed; they hash, pickle and copy, and plain words look up in them."""
    table: Any = getattr(cryosparc_spec, name)
    key = next(iter(table))
    with pytest.raises(TypeError):
        table[key] = "x"
    with pytest.raises((TypeError, AttributeError)):
        table.clear()
    assert isinstance(table, Mapping)
    assert hash(table) == hash(copy.deepcopy(table))
    assert pickle.loads(pickle.dumps(table)) == table
    assert table[key.value] is table[key]
    assert json.loads(json.dumps(dict(table))) == table


def test_every_format_has_a_content_type() -> None:
    """The widest table has every format and reaches every content type but octet-stream."""
    assert set(KNOWN_CONTENT_TYPES) == set(AnyFormat)
    assert set(ASSET_CONTENT_TYPES) == set(AssetFormat)
    assert set(KNOWN_CONTENT_TYPES.values()) == set(AnyContentType) - set(BinaryContentType)
    for format, content_type in KNOWN_CONTENT_TYPES.items():
        assert isinstance(format, AnyFormat)
        assert isinstance(content_type, AnyContentType)


@pytest.mark.parametrize("content_type", [t for t in AnyContentType if t not in BinaryContentType])
def test_way_back_leads_there_again(content_type: AnyContentType) -> None:
    """The preferred format of a content type is one of its own formats."""
    assert KNOWN_CONTENT_TYPES[preferred_format(content_type)] is content_type
    assert preferred_format(content_type.value) is preferred_format(content_type)


def test_asset_extensions_are_the_preferred_formats() -> None:
    """The upstream name of the way back says the same as ``preferred_format``."""
    assert set(ASSET_EXTENSIONS) == set(ASSET_CONTENT_TYPES.values())
    for content_type, format in ASSET_EXTENSIONS.items():
        assert preferred_format(content_type) is format


@pytest.mark.parametrize(
    ("content_type", "format"),
    [
        pytest.param("text/plain", TextFormat.TXT, id="txt or log"),
        pytest.param("image/jpeg", ImageFormat.JPG, id="jpg or jpeg"),
        pytest.param("application/x-troff", TextFormat.BILD, id="bild or bld"),
        pytest.param("image/x-mrc", MicrographFormat.MRC, id="mrc, mrcs or stk"),
        pytest.param("image/tiff", MicrographFormat.TIF, id="tif or tiff"),
        pytest.param("application/x-eer", MicrographFormat.EER, id="eer or ecc"),
        pytest.param("application/x-bzip2", MicrographFormat.BZ2, id="bz2 or cmrcbz2"),
    ],
)
def test_preferred_of_several_formats(content_type: str, format: AnyFormat) -> None:
    """Where a content type has several formats, the way back is written out."""
    assert preferred_format(content_type) is format


@pytest.mark.parametrize(
    ("content_type", "text"),
    [
        pytest.param(
            "application/octet-stream",
            '"application/octet-stream" has no format: any file can be of this type',
            id="octet-stream",
        ),
        pytest.param(
            "image/jpg",
            '"image/jpg" is not a known content type; write "image/jpeg"',
            id="near",
        ),
        pytest.param(
            "zzz",
            f'"zzz" is not a known content type: expected one of {CONTENT_TYPES}',
            id="far",
        ),
    ],
)
def test_content_type_without_format(content_type: str, text: str) -> None:
    """A content type without a format, or unknown, is refused with the nearest word."""
    with pytest.raises(ParseError) as caught:
        preferred_format(content_type)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        pytest.param("png", "image/png", id="bare"),
        pytest.param(".png", "image/png", id="dot"),
        pytest.param("PNG", "image/png", id="capitals"),
        pytest.param("x/y.TIF", "image/tiff", id="path"),
        pytest.param("J1.v2/plot.final.svg", "image/svg+xml", id="several dots"),
        pytest.param("C:\\data\\y.Mrc", "image/x-mrc", id="backslashes"),
        pytest.param("movie.mrc.bz2", "application/x-bzip2", id="two endings"),
        pytest.param(Path("x/y.cs"), "application/x-cryosparc-dataset", id="pathlib"),
        pytest.param(PureWindowsPath("x/y.npy"), "application/x-numpy", id="windows path"),
        pytest.param(PurePosixPath("y.LOG"), "text/plain", id="posix path"),
        pytest.param(TextFormat.BLD, "application/x-troff", id="member"),
        pytest.param(b"J12/a.PNG", ImageContentType.PNG, id="bytes"),
    ],
)
def test_content_type_of_path(path: Any, content_type: str) -> None:
    """The ending decides, on paths and bare endings, in any case, with or without dot."""
    assert content_type_for(path) is AnyContentType(content_type)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("x/y.jpgg", '"jpgg" is not the ending {}; write "jpg"', id="near"),
        pytest.param("x.png/zzz", '"zzz" is not the ending {}', id="dot in a folder only"),
        pytest.param("", '"" is not the ending {}', id="empty"),
        pytest.param("x/", '"" is not the ending {}', id="folder"),
        pytest.param("x/y.", '"" is not the ending {}', id="dot last"),
        pytest.param("y.png ", '"png " is not the ending {}; write "png"', id="space after"),
    ],
)
def test_ending_that_is_not_known(path: str, text: str) -> None:
    """A path whose ending CryoSPARC does not handle is refused with the nearest ending."""
    with pytest.raises(ParseError) as caught:
        content_type_for(path)
    known = "" if "write" in text else f": expected one of {', '.join(AnyFormat)}"
    assert str(caught.value) == text.format(f"of a file CryoSPARC handles{known}")


@given(
    format=st.sampled_from(list(AnyFormat)),
    folder=st.sampled_from(["", "a/", "/a.b/", "a\\b.c\\"]),
    stem=st.sampled_from(["", "x", "x.y", ".x", "é"]),
    upper=st.booleans(),
)
def test_every_format_is_found_by_its_ending(
    format: AnyFormat, folder: str, stem: str, upper: bool
) -> None:
    """Whatever stands before it, the ending of a format leads to its content type."""
    ending = format.value.upper() if upper else format.value
    assert content_type_for(f"{folder}{stem}.{ending}") is KNOWN_CONTENT_TYPES[format]
