"""Inputs and outputs stand in dictionaries."""

from cryosparc.tools import CryoSPARC

INPUTS = {"particles": ("particle", ["blob", "?ctf"]), "volume": ("volume", ["map"])}
OUTPUTS = dict(volume={"type": "volume", "slots": ["map"]})

job = CryoSPARC().create_external_job("P3", "W1", title="By dictionary")
for name, (datatype, slots) in INPUTS.items():
    job.add_input(datatype, name, slots=slots, title=f"The {name}")
for name, values in OUTPUTS.items():
    job.add_output(name=name, **values)
