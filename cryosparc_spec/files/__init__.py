"""Files: loaded, dumped and checked, with the position of every problem in the text."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
