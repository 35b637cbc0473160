"""Folders of jobs: what they hold, and what is learned from them."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
