"""What type checkers infer; read by mypy and pyright, and run once by ``test_typing.py``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_type

from cryosparc_spec import (
    ASSET_CONTENT_TYPES,
    ASSET_EXTENSIONS,
    KNOWN_CONTENT_TYPES,
    TEXT_CONTENT_TYPES,
    AnyContentType,
    AnyFormat,
    AssetContentType,
    AssetFormat,
    Datafield,
    Datatype,
    DTypeSpec,
    Field,
    ImageFormat,
    InputSpec,
    Job,
    JobDefinition,
    LoadableSlots,
    OutputSpec,
    ParseError,
    Problem,
    Slot,
    TextContentType,
    TextFormat,
    dumps,
    known_slot_types,
    load,
    loads,
    structure,
)
from cryosparc_spec.catalogue import SlotType, SlotTypes
from cryosparc_spec.conversions import definition_of
from cryosparc_spec.files.documents import Document
from cryosparc_spec.vocabulary import LoadableWord, content_type_for, preferred_format

# Slots
assert_type(Slot.parse("?ctf"), Slot)
assert_type(Slot.parse({"name": "ctf", "dtype": "ctf"}), Slot)
assert_type(Slot.parse(Datafield("ctf", "ctf")), Slot)
assert_type(Slot("ctf", "ctf").name, str)
assert_type(Slot("ctf", "ctf").required, bool)
assert_type(Slot("ctf", "ctf").shorthand, str | None)
assert_type(Slot("ctf", "ctf").to_dict(), dict[str, str | bool])
assert_type(Slot("ctf", "ctf").to_datafield(), Datafield)
assert_type(Slot.series("a_{}", "b", 3), tuple[Slot, ...])
assert_type(LoadableSlots.parse(["blob"]).selection, LoadableWord | tuple[str, ...])
assert_type(LoadableSlots("all").to_raw(), str | list[str])

# Fields and dtypes
assert_type(Field.parse(("coords", "<f4", (3,))), Field)
assert_type(Field.parse(["coords", "3f4"]).dtype, DTypeSpec)
assert_type(Field("coords", "3f4").slot, str | None)
assert_type(Field("coords", "3f4").leaf, str)
assert_type(DTypeSpec.parse("3u4").shape, tuple[int, ...])
assert_type(DTypeSpec.parse(("<u4", (3,))).descr, str | tuple[str, tuple[int, ...]])
assert_type(DTypeSpec("<u4", (3,)).itemsize, int)

# Families
assert_type(Datatype("particle"), Datatype)
assert_type(Datatype["PARTICLE"], Datatype)
assert_type(list(Datatype), list[Datatype])
assert_type(list(AnyFormat), list[AnyFormat])
assert_type([word.since for word in reversed(TextFormat)], list[str | None])
assert_type(AssetFormat("png"), AssetFormat)
assert_type(AssetFormat.PNG, AssetFormat)
assert_type(AnyFormat["PNG"], AnyFormat)
assert_type("png" in ImageFormat, bool)
assert_type(len(ImageFormat), int)
assert_type(Datatype.MASK.description, str)
as_text: str = ImageFormat.PNG
as_wider: AnyFormat = ImageFormat.PNG

# Content types
assert_type(content_type_for("a.mrc"), AnyContentType)
assert_type(preferred_format("image/png"), AnyFormat)
assert_type(preferred_format(TextContentType.CSV), AnyFormat)
assert_type(TEXT_CONTENT_TYPES, Mapping[TextFormat, TextContentType])
assert_type(ASSET_CONTENT_TYPES, Mapping[AssetFormat, AssetContentType])
assert_type(ASSET_EXTENSIONS, Mapping[AssetContentType, AssetFormat])
assert_type(KNOWN_CONTENT_TYPES[ImageFormat.PNG], AnyContentType)

# Datatypes in signatures: the member, or its word; stored as the member.
assert_type(InputSpec(type="particle").type, Datatype)
assert_type(InputSpec(type=Datatype.PARTICLE).type, Datatype)
assert_type(OutputSpec(type="mask", slots=["mask"]).slots, tuple[Slot, ...])
assert_type(OutputSpec(type="mask").passthrough, str | None)
assert_type(InputSpec(type="mask", count_max="inf").count_max, int | None)
assert_type(known_slot_types().under("particle"), tuple[SlotType, ...])
assert_type(known_slot_types().under(Datatype.MASK), tuple[SlotType, ...])

# Documents
definition = JobDefinition(inputs={"a": InputSpec(type="mask")}, params={"box": [1, 2]})
assert_type(definition.inputs, Mapping[str, InputSpec])
assert_type(definition.outputs, Mapping[str, OutputSpec])
assert_type(definition.params, Mapping[str, Any])
assert_type(structure({"type": "mask"}, InputSpec), InputSpec)
assert_type(structure("ctf", Slot), Slot)
assert_type(loads('"ctf"', Slot), Slot)


def loaded(path: str) -> None:
    """Files are of the kind that was asked for, or of any."""
    assert_type(load(path), Document)
    assert_type(load(path, Job), Job)
    assert_type(load(path, kind=JobDefinition).inputs, Mapping[str, InputSpec])
    assert_type(definition_of(load(path, Job)), JobDefinition)


assert_type(dumps(definition), str)

# The catalogue
assert_type(known_slot_types(), SlotTypes)
assert_type(known_slot_types()["particle", "ctf"], SlotType)
assert_type(known_slot_types().slot_type_of("ctf"), str | None)

# Errors
assert_type(ParseError.of("x"), ParseError)
assert_type(ParseError.of("x").problems, tuple[Problem, ...])
assert_type(ParseError.of("x").under("a", 0), ParseError)
