"""Inputs are added by a function of the file."""

from cryosparc.tools import CryoSPARC


def add_volume(job, name, extra=()):
    job.add_input("volume", name, min=1, max=1, slots=["map", *extra])


def main():
    project = CryoSPARC().find_project("P3")
    job = project.create_external_job("W1", title="Difference map")
    add_volume(job, "first")
    add_volume(job, "second", extra=["?mask_fsc"])
    job.add_output("volume", "difference", slots=["map"])


if __name__ == "__main__":
    main()
