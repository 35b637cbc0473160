"""Picks particles with a program of ours, and saves them as an external job."""

from cryosparc.tools import CryoSPARC
from ours import find_particles

cs = CryoSPARC("http://localhost:39000", email="ali@example.com", password="password123")
job = cs.create_external_job("P3", "W1", title="Custom picker")
job.add_input("exposure", "micrographs", min=1, slots=["micrograph_blob", "?ctf"])
job.connect("micrographs", "J12", "exposures")
job.add_output("particle", "picked", slots=["location", "pick_stats"])

with job.run():
    picked = job.alloc_output("picked", 1000)
    find_particles(job.load_input("micrographs", ["micrograph_blob"]), picked)
    job.save_output("picked", picked)
