"""A table is saved as an external result."""

from cryosparc.dataset import Dataset
from cryosparc.tools import CryoSPARC

fields = [("location/micrograph_uid", "u8"), ("location/exp_group_id", "u4")]
fields += [("location/micrograph_path", "O"), ("location/micrograph_shape", ("u4", (2,)))]
fields += [("location/center_x_frac", "f4"), ("location/center_y_frac", "f4")]
CryoSPARC().find_project("P3").save_external_result(
    "W1",
    Dataset.allocate(3, fields),
    type="particle",
    name="picked",
    slots=["location"],
    title="Picked by hand",
)
