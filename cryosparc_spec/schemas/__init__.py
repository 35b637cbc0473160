"""JSON Schemas (2020-12) of the documents that people write and that CryoSPARC writes."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
