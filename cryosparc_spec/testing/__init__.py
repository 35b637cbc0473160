"""Tests of your own: hypothesis strategies, small datasets, and a client that only records.

Each part needs what it is for: the strategies hypothesis, the datasets numpy, and the recording
client cryosparc-tools.
"""

from cryosparc_spec import names_in_stub

__getattr__, __dir__ = names_in_stub(__name__, __file__)
