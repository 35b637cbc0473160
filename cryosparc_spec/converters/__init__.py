"""Plain data to typed objects and back. The only room that imports cattrs."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
