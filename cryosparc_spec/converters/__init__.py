"""Raw data to typed objects and back. The only package that imports cattrs."""

from cryosparc_spec.converters.plain_data import (
    PUBLIC_CLASSES,
    configure_converter,
    is_public_class,
    make_converter,
    structure,
    structure_silently,
    unstructure,
)
from cryosparc_spec.converters.problems import problems_in

__all__ = [
    "PUBLIC_CLASSES",
    "configure_converter",
    "is_public_class",
    "make_converter",
    "problems_in",
    "structure",
    "structure_silently",
    "unstructure",
]
