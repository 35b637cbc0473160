"""What is known of slot types, with its source."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
