"""An input is made by connect."""

from cryosparc.tools import CryoSPARC

job = CryoSPARC().create_external_job("P3", "W1", title="Connected")
job.connect("micrographs", "J12", "exposures", slots=["micrograph_blob", "mscope_params"])
job.add_output("exposure", "kept", slots=["micrograph_blob"], passthrough="micrographs")
