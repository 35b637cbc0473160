"""Documents: one module for each kind, and in ``codec`` what reads and writes CryoSPARC's."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
