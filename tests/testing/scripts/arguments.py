"""Numbers of jobs come from the command line."""

import argparse

from cryosparc.tools import CryoSPARC

parser = argparse.ArgumentParser()
parser.add_argument("project")
parser.add_argument("--job", default="J12")
parser.add_argument("--rows", type=int, default=4)
options = parser.parse_args()

project = CryoSPARC().find_project(options.project)
job = project.create_external_job("W1", title="From arguments")
job.add_input("particle", "particles", slots=["location"])
job.connect("particles", options.job, "particles")
job.add_output("particle", "moved", slots=["location"], passthrough="particles")
with job.run():
    moved = job.alloc_output("moved", job.load_input("particles"))
    job.save_output("moved", moved)
