"""The words of CryoSPARC: datatypes, file formats, content types, job statuses and categories."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
