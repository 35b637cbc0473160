"""Columns of ``.cs`` tables: one grammar for numpy dtype strings, and shapes, without numpy."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
