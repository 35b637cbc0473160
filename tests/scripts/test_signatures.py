"""What is known of the client, held to the client that is installed."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from importlib import metadata
from typing import Any

import pytest
from cryosparc.dataset import Dataset
from cryosparc.tools import CryoSPARC

import cryosparc_spec
from cryosparc_spec import documents
from cryosparc_spec.scripts.client_signatures import (
    CLASS_NAMES_5,
    GONE,
    MODELS,
    MOVED,
    NEWEST,
    OWN_MODELS,
    RENAMED,
    RENAMED_ARGUMENTS,
    RETURNS,
    SIGNATURES,
    installed_version,
    named,
    parameters_of_class,
    positional,
)
from tests.interop.tools_versions import VERSION, only_5

TABLES = SIGNATURES[VERSION]
METHODS = [(cls, name) for cls, methods in TABLES.items() for name in methods]


def class_of(name: str) -> Any:
    """Return a class of the client that is installed."""
    if name in ("CryoSPARC", "Dataset"):
        return {"CryoSPARC": CryoSPARC, "Dataset": Dataset}[name]
    stem = {"ExternalJob": "job"}.get(name, name.lower())
    if VERSION < 5:
        return getattr(importlib.import_module(f"cryosparc.{stem}"), name)
    module = importlib.import_module(f"cryosparc.controllers.{stem}")
    return getattr(module, CLASS_NAMES_5[name])


def written(function: Any) -> Iterator[str]:
    """Write the parameters of a function as the tables do."""
    seen_star = False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.VAR_KEYWORD:
            yield "**"
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not seen_star:
            seen_star = True
            yield "*"
        yield parameter.name


@pytest.mark.parametrize(("cls", "name"), METHODS, ids=[".".join(each) for each in METHODS])
def test_parameters_are_those_of_the_client(cls: str, name: str) -> None:
    """Each method has the parameters that the tables have, in the same order."""
    assert " ".join(written(getattr(class_of(cls), name))) == TABLES[cls][name]


@pytest.mark.parametrize("cls", [name for name in TABLES if name != "Dataset"])
def test_all_methods_of_the_client_are_known(cls: str) -> None:
    """None is missing from the tables, but those that are no calls."""
    methods = {
        name
        for name, value in inspect.getmembers_static(class_of(cls))
        if inspect.isfunction(value) and not name.startswith("_")
    }
    assert methods - {*TABLES[cls]} == set()


@only_5
@pytest.mark.parametrize("cls", MODELS)
def test_parameters_of_models_are_those_of_the_client(cls: str) -> None:
    """Each class of values has the attributes that the table has."""
    modules = ("cryosparc.models.job_spec", "cryosparc.models.external", "cryosparc.spec")
    found = [getattr(importlib.import_module(module), cls, None) for module in modules]
    model: Any = next((each for each in found if hasattr(each, "__annotations__")), None)
    if model is None:
        pytest.skip("not a class in this version")
    names = set(inspect.get_annotations(model))
    for base in model.__mro__[1:]:
        names |= {n for n in inspect.get_annotations(base) if n in named(MODELS[cls])}
    assert names - {"model_config"} <= named(MODELS[cls]) | {"name", "dtype"}


@pytest.mark.parametrize("cls", OWN_MODELS)
def test_parameters_of_classes_of_this_package(cls: str) -> None:
    """Each has those that the table has, by place or by name only."""
    found = getattr(cryosparc_spec, cls, None) or getattr(documents, cls)
    names = [name for name in written(found) if not name.startswith("_")]
    assert " ".join(names) == OWN_MODELS[cls]


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("cryosparc_spec.InputSpec", OWN_MODELS["InputSpec"]),
        ("cryosparc_spec.documents.InputSlot", OWN_MODELS["InputSlot"]),
        ("cryosparc_spec.slots.Slot", OWN_MODELS["Slot"]),
        ("cryosparc_spec.interop.tools.spec.Slot", MODELS["Slot"]),
        ("cryosparc.spec.Slot", MODELS["Slot"]),
        ("cryosparc.models.job_spec.InputSpec", MODELS["InputSpec"]),
        ("cryosparc_spec.Job", None),
        ("cryosparc.tools.CryoSPARC", None),
        ("cryosparc_specs.Slot", None),
        ("lab.Slot", None),
        ("Slot", None),
    ],
)
def test_classes_are_told_by_their_names_in_full(path: str, parameters: str | None) -> None:
    """The same name stands for other classes in the client and in this package."""
    assert parameters_of_class(path) == parameters


@only_5
def test_what_only_version_4_has_is_gone() -> None:
    """Modules and methods that are told to be gone are not there, and those named instead are."""
    for old, new in MOVED.items():
        with pytest.raises(ImportError):
            importlib.import_module(old)
        importlib.import_module(new)
    for cls, name in RENAMED:
        assert not hasattr(class_of(cls), name)
    with pytest.raises(ImportError):
        importlib.import_module("cryosparc.command")
    for old, new in [(o, n) for o, n in GONE.items() if n.startswith("cryosparc.")]:
        module, _, name = old.rpartition(".")
        assert not hasattr(importlib.import_module(module), name)
        module, _, name = new.rpartition(".")
        assert hasattr(importlib.import_module(module), name)


@only_5
def test_new_names_of_arguments_are_those_of_version_5() -> None:
    """Some method has the new name, and none has the old."""
    known = [named(p) for methods in SIGNATURES[5].values() for p in methods.values()]
    for old, (new, _) in RENAMED_ARGUMENTS.items():
        assert any(new in names for names in known)
        assert not any(old in names for names in known)


def test_what_methods_return_has_a_known_class() -> None:
    """The classes of what is returned are those that have methods in the tables."""
    assert {*RETURNS.values()} <= {*SIGNATURES[4]} == {*SIGNATURES[5]}
    assert positional("a b * c **") == ["a", "b"]


@pytest.mark.parametrize(
    ("version", "major"), [("4.7.0", 4), ("5.0.3", 5), ("6.1", NEWEST), ("dev", NEWEST)]
)
def test_the_installed_version_is_asked_for(
    version: str, major: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that is not known counts as the newest that is."""
    monkeypatch.setattr(metadata, "version", lambda _: version)
    assert installed_version.__wrapped__() == major


def test_without_the_client_the_newest_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts are checked where the client is not installed as well."""

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert installed_version.__wrapped__() == NEWEST
