"""Slots are written as version 4 of the client has them."""

from cryosparc.tools import CryoSPARC

job = CryoSPARC().create_external_job("P3", "W1")
job.add_input(
    "exposure",
    "micrographs",
    slots=[
        {"dtype": "micrograph_blob", "prefix": "micrograph_blob", "required": True},
        {"dtype": "stat_blob", "prefix": "background_blob", "required": False},
    ],
)
job.add_output("exposure", "exposures", slots=[{"dtype": "ctf", "prefix": "ctf"}])
