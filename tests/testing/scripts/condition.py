"""What is declared depends on a constant."""

from cryosparc.tools import CryoSPARC

WITH_CTF = True

job = CryoSPARC().create_external_job("P3", "W1", title="Conditional")
job.add_input(
    "exposure", "micrographs", slots=["micrograph_blob", "ctf"] if WITH_CTF else ["micrograph_blob"]
)
slots = ["location"]
if WITH_CTF:
    slots.append("pick_stats")
job.add_output("particle", "picked", slots=slots)
