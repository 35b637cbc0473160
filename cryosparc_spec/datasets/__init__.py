"""What a ``.cs`` file holds, from its header alone: its columns, and the slots they belong to."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
