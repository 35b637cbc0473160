"""Slots are put together from constants."""

from cryosparc.tools import CryoSPARC

COMMON = ["micrograph_blob"]
WANTED = [*COMMON, "?ctf"] + ["mscope_params"]
NAME = "micrographs"


class Settings:
    title = "Denoiser"
    least = 2


job = CryoSPARC().create_external_job("P3", "W1", title=Settings.title)
job.add_input("exposure", NAME, min=Settings.least, slots=WANTED)
job.add_output("exposure", f"denoised_{NAME}", slots=COMMON, passthrough=NAME)
