"""Slots of a series, by a comprehension."""

from cryosparc.tools import CryoSPARC

MODES = 3
job = CryoSPARC().create_external_job("P3", "W1", title="Components")
job.add_input("particle", "particles", slots=["blob", "ctf", "alignments3D"])
job.add_output(
    "particle",
    "particles",
    slots=[
        {"name": f"components_mode_{i}", "prefix": f"components_mode_{i}", "dtype": "components"}
        for i in range(MODES)
    ],
    passthrough="particles",
)
