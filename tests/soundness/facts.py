"""What CryoSPARC writes, as small tables of facts from public documents, printouts and files.

They are kept apart from the catalogue of the package, so that the one can show the other wrong.
Columns are in numpy's short form, ``3u4`` for three numbers of ``<u4``; ``K`` is a size that varies
with the table. Slots are ``name`` or ``name:type``, with ``?`` before what an input can do without.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import TypeAlias

import attrs

ColumnFact: TypeAlias = tuple[str, str, tuple[int, ...]]
"""Name of a column below its slot, code of one number with byte order, and shape."""

DATATYPES = (
    *("exposure", "particle", "template", "volume", "volume_multi", "mask", "live", "ml_model"),
    *("symmetry_candidate", "flex_mesh", "flex_model", "hyperparameter", "denoise_model"),
    "annotation_model",
)

_ALIGNED = (
    "split:u4 shift:2f4 pose:{pose} psize_A:f4 error:f4 error_min:f4 resid_pow:f4 slice_pow:f4 "
    "image_pow:f4 cross_cor:f4 alpha:f4 alpha_min:f4 weight:f4 pose_ess:f4 shift_ess:f4 "
    "class_posterior:f4 class:u4 class_ess:f4"
)
_TRACK = "type:O path:O idx:u4 frame_start:u4 frame_end:u4 zero_shift_frame:u4 psize_A:f4"
_MAP = "path:O shape:3u4 psize_A:f4"

COLUMNS: dict[tuple[str, str], str] = {
    ("exposure", "movie_blob"): "path:O shape:3u4 psize_A:f4 is_gain_corrected:u4 format:O "
    "has_defect_file:u4 import_sig:u8",
    ("exposure", "micrograph_blob"): "path:O idx:u4 shape:2u4 psize_A:f4 format:O "
    "is_background_subtracted:u4 vmin:f4 vmax:f4 import_sig:u8",
    ("exposure", "gain_ref_blob"): "path:O idx:u4 shape:2u4 flip_x:u4 flip_y:u4 rotate_num:u4",
    ("exposure", "mscope_params"): "accel_kv:f4 cs_mm:f4 total_dose_e_per_A2:f4 phase_plate:u4 "
    "neg_stain:u4 exp_group_id:u4 defect_path:O",
    ("exposure", "stat_blob"): "path:O idx:u4 binfactor:u4 psize_A:f4 shape:2u4",
    ("exposure", "thumbnail_blob"): "path:O micrograph_path:O",
    ("exposure", "motion"): _TRACK,
    ("exposure", "ctf"): "type:O path:O exp_group_id:u4 accel_kv:f4 cs_mm:f4 amp_contrast:f4 "
    "df1_A:f4 df2_A:f4 df_angle_rad:f4 phase_shift_rad:f4 cross_corr_ctffind4:f4 ctf_fit_to_A:f4 "
    "fig_of_merit_gctf:f4",
    ("exposure", "ctf_stats"): "type:O fit_data_path:O diag_image_path:O cross_corr:f4 "
    "ctf_fit_to_A:f4 ice_thickness_rel:f4 spectrum_dim:u4 df_range:2f4 df_tilt_normal:2f4",
    ("particle", "blob"): "path:O idx:u4 shape:2u4 psize_A:f4 sign:f4 import_sig:u8",
    ("particle", "ctf"): "type:O exp_group_id:u4 accel_kv:f4 cs_mm:f4 amp_contrast:f4 df1_A:f4 "
    "df2_A:f4 df_angle_rad:f4 phase_shift_rad:f4 scale:f4 scale_const:f4 shift_A:2f4 tilt_A:2f4 "
    "trefoil_A:2f4 tetra_A:4f4 anisomag:4f4 bfactor:f4",
    ("particle", "location"): "micrograph_uid:u8 exp_group_id:u4 micrograph_path:O "
    "micrograph_shape:2u4 micrograph_psize_A:f4 center_x_frac:f4 center_y_frac:f4 min_dist_A:f4",
    ("particle", "alignments2D"): _ALIGNED.format(pose="f4"),
    ("particle", "alignments3D"): _ALIGNED.format(pose="3f4"),
    ("particle", "alignments3D_multi"): "split:u4 shift:K,2f4 pose:K,3f4 psize_A:f4 "
    "class_posterior:Kf4 class:Ku4",
    ("particle", "components"): "component:u4 value:f4",
    ("particle", "pick_stats"): "ncc_score:f4 power:f4 template_idx:u4 angle_rad:f4",
    ("particle", "motion"): _TRACK,
    ("particle", "sym_expand"): "src_uid:u8 idx:u4 symmetry:O is_helix:u4 helix_num_rises:u4 "
    "helix_rise_A:f4 helix_twist_rad:f4",
    ("particle", "quality_stats"): "slice_mse:f4 slice_sobel:f4 lpradwn_denoised:f4",
    ("particle", "filament"): "filament_uid:u8 filament_pose:f4 position_A:f4 inter_box_dist_A:f4 "
    "curvature:f4 sinuosity:f4",
    ("template", "blob"): "path:O idx:u4 shape:2u4 psize_A:f4 res_A:f4",
    ("volume", "blob"): _MAP,
    ("mask", "blob"): _MAP,
    ("volume_multi", "series"): "path:O",
    ("volume", "series"): "path:O",
    ("flex_mesh", "mesh"): "path:O",
}
"""Columns by datatype and slot type, in the order of the files."""

OLDER: dict[tuple[str, str], str] = {
    ("particle", "blob"): "path:O idx:u4 shape:2u4 psize_A:f4 sign:f4",
    ("particle", "ctf"): "type:O exp_group_id:u4 accel_kv:f4 cs_mm:f4 amp_contrast:f4 df1_A:f4 "
    "df2_A:f4 df_angle_rad:f4 phase_shift_rad:f4 scale:f4 scale_const:f4",
    ("particle", "alignments3D"): COLUMNS["particle", "alignments3D"].replace("alpha_min:f4 ", ""),
    ("particle", "location"): "micrograph_uid:u8 exp_group_id:u4 micrograph_path:O "
    "micrograph_shape:2u4 center_x_frac:f4 center_y_frac:f4 min_dist_A:f4",
}
"""Columns in tables of CryoSPARC 2 to 4.0, where they differ."""

MIN_FIELDS: dict[tuple[str, str], str] = {
    ("particle", "blob"): "path:O idx:u4 shape:2u4 psize_A:f4 sign:f4",
    ("particle", "ctf"): "type:O exp_group_id:u4 accel_kv:f4 cs_mm:f4",
    ("particle", "location"): "micrograph_uid:u8 exp_group_id:u4 micrograph_path:O "
    "micrograph_shape:2u4 center_x_frac:f4 center_y_frac:f4",
}
"""Columns that jobs of CryoSPARC 4 name in ``min_fields``, as public documents show them."""

NAMES: dict[tuple[str, str], str] = {
    ("exposure", "micrograph_blob"): "micrograph_blob micrograph_blob_non_dw "
    "micrograph_blob_non_dw_AB micrograph_blob_denoised",
    ("exposure", "stat_blob"): "background_blob",
    ("exposure", "thumbnail_blob"): "micrograph_thumbnail_blob_1x micrograph_thumbnail_blob_2x",
    ("exposure", "motion"): "rigid_motion spline_motion",
    ("volume", "blob"): "map map_sharp map_half_A map_half_B mask_refine mask_fsc mask_fsc_auto "
    "precision map_locres map_filtered map_sym",
    ("mask", "blob"): "mask mask_refine",
    ("particle", "components"): "components_mode_0 components_mode_1 components_mode_2",
}
"""Names of slots where they are not the slot type itself."""

SERIES = {"alignments_class_{}": "alignments3D", "components_mode_{}": "components"}
"""Names with a number in them, under ``particle``, and their slot type."""


def columns_of(
    datatype: str, slot_type: str, *, classes: int = 3, older: bool = False
) -> list[ColumnFact]:
    """Return the columns of a slot type in the order of the files."""
    key = datatype, slot_type
    text = OLDER.get(key, COLUMNS[key]) if older else COLUMNS[key]
    return [*_columns_in(text, classes)]


def min_fields_of(datatype: str, slot_type: str) -> list[ColumnFact]:
    """Return the columns that a server names as needed, or all where none are public."""
    key = datatype, slot_type
    return [*_columns_in(MIN_FIELDS.get(key) or COLUMNS.get(key, ""), 3)]


def _columns_in(text: str, classes: int) -> Iterator[ColumnFact]:
    for item in text.split():
        name, _, code = item.partition(":")
        if code == "O":
            yield name, "O", ()
            continue
        sizes = re.findall("K|[0-9]+", code[:-2])
        yield name, f"<{code[-2:]}", tuple(classes if size == "K" else int(size) for size in sizes)


def names_of(datatype: str, slot_type: str) -> list[str]:
    """Return the names that a slot of a type has in files."""
    return NAMES.get((datatype, slot_type), slot_type).split()


def slot_types_under(datatype: str) -> list[str]:
    """Return the slot types that have columns in the tables here."""
    return [slot_type for of, slot_type in COLUMNS if of == datatype]


@attrs.frozen
class SlotFact:
    """A slot of a job type."""

    name: str
    slot_type: str
    required: bool = True


def slots_in(text: str) -> list[SlotFact]:
    """Read slots as they stand in the tables here."""
    slots: list[SlotFact] = []
    for item in text.split():
        name, _, slot_type = item.removeprefix("?").partition(":")
        slots.append(SlotFact(name, slot_type or name, not item.startswith("?")))
    return slots


def some_slots(
    chance: random.Random, datatype: str, *, most: int = 5, series: bool = True
) -> list[SlotFact]:
    """Choose slots that one table of a datatype may well have, the first of its type first."""
    types = [
        kind for kind in slot_types_under(datatype) if (datatype, kind) != ("volume", "series")
    ]
    chosen = sorted(chance.sample(types, min(len(types), chance.randint(1, most))), key=types.index)
    slots: list[SlotFact] = []
    for slot_type in chosen:
        names = names_of(datatype, slot_type)
        taken = 1 if len(names) == 1 else chance.randint(1, min(3, len(names)))
        slots += [SlotFact(name, slot_type) for name in sorted(chance.sample(names, taken))]
    if series and datatype == "particle" and chance.random() < 0.2:
        slots += [SlotFact(f"alignments_class_{k}", "alignments3D") for k in range(3)]
    return slots
