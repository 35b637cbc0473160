"""A class holds the job."""

from cryosparc.tools import CryoSPARC


class Curation:
    slots = ["blob", "alignments2D"]

    def __init__(self, project):
        self.job = project.create_external_job("W2", title="Curation", desc="Keeps some.")

    def declare(self):
        self.job.add_input(type="particle", name="particles", slots=self.slots)
        self.job.add_output(type="particle", name="kept", slots=["blob"], passthrough="particles")


curation = Curation(CryoSPARC().find_project("P3"))
curation.declare()
