"""Two external jobs, the second fed by the first."""

from cryosparc.tools import CryoSPARC

project = CryoSPARC().find_project("P3")
first = project.create_external_job("W1", title="First")
first.add_input("exposure", "micrographs", slots=["micrograph_blob"])
first.add_output("particle", "particles", slots=["location"])
first.start()
first.save_output("particles", first.alloc_output("particles", 5))
first.stop()

second = project.create_external_job("W1", title="Second")
second.add_input("particle", "particles", slots=["location"])
second.connect("particles", first.uid, "particles")
second.add_output("particle", "checked", slots=["pick_stats"], passthrough="particles")
with second.run():
    rows = second.load_input("particles", ["location"])
    second.save_output("checked", second.alloc_output("checked", rows))
