"""Files, plots and a program besides."""

import sys
from io import BytesIO

from cryosparc.tools import CryoSPARC

job = CryoSPARC().create_external_job("P3", "W1", title="Plots")
job.add_input("exposure", "exposures", slots=["micrograph_blob"])
job.connect("exposures", "J12", "exposures")
job.add_output("exposure", "looked_at", slots=["micrograph_blob"], passthrough="exposures")
with job.run():
    job.mkdir("plots")
    job.upload("plots/notes.txt", BytesIO(b"notes"))
    job.log_plot(BytesIO(b"PNG"), "scores", formats=["png"], raw_data="a,b", raw_data_format="csv")
    job.subprocess([sys.executable, "-c", "print('worked')"], mute=True)
    rows = job.load_input("exposures", ["micrograph_blob"])
    header, image = job.download_mrc("made/here.mrc")
    assert image.ndim == 3
    job.save_output("looked_at", rows)
