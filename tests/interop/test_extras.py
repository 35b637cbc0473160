"""Tests of bridges where what they need is not installed."""

from __future__ import annotations

import importlib
import sys

import pytest


@pytest.mark.parametrize(
    ("extra", "package"),
    [("numpy", "numpy"), ("pydantic", "pydantic"), ("tools", "cryosparc")],
)
def test_a_missing_extra_is_named(
    extra: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line says what to install."""
    module = f"cryosparc_spec.interop.{extra}"
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError) as caught:
        importlib.import_module(module)
    assert str(caught.value) == (f'{module} needs {package}: pip install "cryosparc-spec[{extra}]"')
    assert caught.value.__suppress_context__
