"""Checks, one module for each thing that is checked: objects in, problems out."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
