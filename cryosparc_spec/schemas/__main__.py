"""Makes the schemas anew: ``python -m cryosparc_spec.schemas``, after a change of a class."""

from cryosparc_spec.files.writing import write_text
from cryosparc_spec.schemas.generator import KINDS, generated_text
from cryosparc_spec.schemas.shipped import FOLDER

for kind in KINDS:
    write_text(FOLDER / f"{kind}.json", generated_text(kind))
