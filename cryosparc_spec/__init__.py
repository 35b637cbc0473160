"""The vocabulary of CryoSPARC slots and jobs: typed, immutable, checked.

What a first script needs is here, and the rest in the packages below. Each name is loaded when it
is first asked for; ``__init__.pyi`` lists the public names, here as in every package.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

__version__ = "0.1.0"


def names_in_stub(package: str, file: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a package whose stub lists its public names.

    The stub is not read before a name is asked for: importing a package costs next to nothing.
    """
    module: Any = sys.modules[package]

    def attach() -> None:
        attached = import_module("lazy_loader").attach_stub(package, file)
        module.__getattr__, module.__dir__, module.__all__ = attached

    def get(name: str) -> Any:
        attach()
        return getattr(module, name)

    def names() -> list[str]:
        attach()
        return dir(module)

    return get, names


__getattr__, __dir__ = names_in_stub(__name__, __file__)
