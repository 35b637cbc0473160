"""Runs the command line: ``python -m cryosparc_spec``."""

from cryosparc_spec.cli import main

main(prog_name="cryosparc-spec")
