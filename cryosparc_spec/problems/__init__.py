"""What can be wrong, as data: problems with place and fix, errors, and checks of single values."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
