"""One output for each class."""

from cryosparc.tools import CryoSPARC

project = CryoSPARC().find_project("P3")
job = project.create_external_job("W1", "Split")
job.add_input("particle", "particles", 1, 1, ["blob", "alignments2D"])
for number in range(3):
    job.add_output(
        "particle",
        f"particles_class_{number}",
        slots=["blob"],
        passthrough="particles",
        title=f"Class {number}",
    )
