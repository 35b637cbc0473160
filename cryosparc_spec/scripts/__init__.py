"""Python code and notebooks, as they are: what they declare, and what is wrong with it."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
