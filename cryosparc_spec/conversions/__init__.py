"""One document made of another: version 4 to 5, job to definition, tables to results group."""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
