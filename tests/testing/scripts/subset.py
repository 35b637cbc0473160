"""Some rows of an output of another job are kept."""

from cryosparc.tools import CryoSPARC

cs = CryoSPARC()
project = cs.find_project("P3")
particles = project.find_job("J20").load_output("particles_selected")
kept = particles.slice(0, 4)
job = project.create_external_job("W1", title="Subset")
job.connect("all_particles", "J20", "particles_selected", slots=["blob", "ctf"])
job.add_output("particle", "subset", slots=["blob"], passthrough="all_particles")
with job.run():
    job.log(f"{len(kept)} of {len(particles)} kept")
    job.save_output("subset", kept.filter_prefixes(["blob"]))
