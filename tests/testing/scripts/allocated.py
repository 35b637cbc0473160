"""An output is allocated as it is added."""

from cryosparc.tools import CryoSPARC

job = CryoSPARC().create_external_job("P3", "W1", title="Allocated")
picked = job.add_output("particle", "picked", slots=["location", "pick_stats"], alloc=7)
with job.run():
    picked["pick_stats/ncc_score"] = 0.5
    job.save_output("picked", picked)
