"""The job is made in a workspace that was found."""

from cryosparc.tools import CryoSPARC

workspace = CryoSPARC().find_workspace("P3", "W7")
job = workspace.create_external_job("In a workspace")
job.add_input("mask", "mask", max=1, slots=[{"name": "mask", "prefix": "mask", "dtype": "blob"}])
job.add_output("volume", "masked", slots=["map"])
