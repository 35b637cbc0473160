"""JSON Schemas (2020-12) of the documents that people write and that CryoSPARC writes.

The ``.json`` files beside this page are what :func:`schema` reads; they are made from the classes
by ``python -m cryosparc_spec.schemas``.
"""

from cryosparc_spec.schemas.shipped import schema, schema_kinds

__all__ = ["schema", "schema_kinds"]
