"""What holds for every value of this package."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import attrs
import pytest


def assert_is_value(value: Any) -> None:
    """Hold that it hashes, pickles, copies and evolves, and cannot be changed."""
    assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == attrs.evolve(value) == value
    assert hash(copy.deepcopy(value)) == hash(value)
    for attribute in attrs.fields(type(value)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, attribute.name, None)
