"""Particles are picked from micrographs, and saved."""

from cryosparc.tools import CryoSPARC

cs = CryoSPARC("http://localhost:39000", email="ali@example.com", password="password123")
project = cs.find_project("P3")
job = project.create_external_job("W1", title="Custom picker")
job.add_input(
    "exposure",
    "micrographs",
    min=1,
    slots=["micrograph_blob", "?ctf"],
    title="Micrographs to pick from",
)
job.connect("micrographs", "J12", "exposures")
job.add_output("particle", "picked_particles", slots=["location", "pick_stats"])
with job.run():
    micrographs = job.load_input("micrographs")
    picked = job.alloc_output("picked_particles", len(micrographs))
    picked["location/micrograph_path"] = micrographs["micrograph_blob/path"]
    job.save_output("picked_particles", picked)
