"""What a class says that stands bare in a pydantic model, which cannot read it there."""

from __future__ import annotations

from typing import Any


class ReadWithinSpec:
    """Base of the classes that are fields of pydantic models only within ``Spec``."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Return what pydantic makes of any class, if it may: with ``arbitrary_types_allowed``.

        Raises ``TypeError`` where it may not, which says what to write.
        """
        try:
            return handler(source)
        except RuntimeError:
            raise TypeError(
                f"pydantic cannot read {cls.__name__} by itself: write Spec[{cls.__name__}], "
                "with Spec from cryosparc_spec.interop.pydantic"
            ) from None
