"""Job types of CryoSPARC, their inputs and outputs, as far as public material shows them."""

from __future__ import annotations

import attrs

from tests.soundness.facts import SlotFact, slots_in


@attrs.frozen
class InputFact:
    """An input of a job type: datatype, slots, and how many connections it takes."""

    name: str
    datatype: str
    slots: tuple[SlotFact, ...]
    count_min: int = 1
    count_max: int | None = None


@attrs.frozen
class OutputFact:
    """An output of a job type: datatype, slots that the job makes, and the input passed through."""

    name: str
    datatype: str
    slots: tuple[SlotFact, ...]
    passthrough: str | None = None


@attrs.frozen
class JobTypeFact:
    """What goes into a job of a type, and what comes out."""

    name: str
    title: str
    inputs: tuple[InputFact, ...]
    outputs: tuple[OutputFact, ...]


_MAPS = "map:blob map_sharp:blob map_half_A:blob map_half_B:blob mask_refine:blob"
_FOR_REFINEMENT = """
    < particles particle 1 inf blob ctf ?alignments3D
    < volume volume 1 1 map:blob
    < mask mask 0 1 mask:blob
"""

_TABLE = f"""
import_movies = Import Movies
    > imported_movies exposure - movie_blob mscope_params gain_ref_blob
import_volumes = Import 3D Volumes
    > imported_volume_1 volume - map:blob
import_particles = Import Particle Stack
    < micrographs exposure 0 inf micrograph_blob
    > imported_particles particle - blob ctf alignments3D
patch_motion_correction_multi = Patch Motion Correction
    < movies exposure 1 inf movie_blob mscope_params ?gain_ref_blob
    > micrographs exposure movies micrograph_blob micrograph_blob_non_dw:micrograph_blob
      background_blob:stat_blob rigid_motion:motion spline_motion:motion
      micrograph_thumbnail_blob_1x:thumbnail_blob micrograph_thumbnail_blob_2x:thumbnail_blob
patch_ctf_estimation_multi = Patch CTF Estimation
    < exposures exposure 1 inf micrograph_blob mscope_params
    > exposures exposure exposures ctf ctf_stats
    > exposures_incomplete exposure exposures mscope_params
denoise_train = Micrograph Denoiser
    < exposures exposure 1 inf micrograph_blob ?movie_blob
    > exposures exposure exposures micrograph_blob_denoised:micrograph_blob
junk_detector_v1 = Micrograph Junk Detector
    < exposures exposure 1 inf micrograph_blob ?annotation_blob
    < particles particle 0 inf location
    > exposures exposure exposures annotation_blob junk_stats
    > particles_accepted particle particles location
blob_picker_gpu = Blob Picker
    < micrographs exposure 1 inf micrograph_blob ?ctf ?background_blob:stat_blob
    > micrographs exposure micrographs micrograph_blob
    > particles particle - location pick_stats
template_picker_gpu = Template Picker
    < micrographs exposure 1 inf micrograph_blob ?background_blob:stat_blob
    < templates template 1 inf blob
    > particles particle - location pick_stats
filament_tracer_gpu = Filament Tracer
    < micrographs exposure 1 inf micrograph_blob ctf
    < templates template 0 1 blob
    > particles particle - location filament
inspect_picks_v2 = Inspect Particle Picks
    < micrographs exposure 1 inf micrograph_blob
    < particles particle 1 inf location pick_stats
    > micrographs exposure micrographs micrograph_blob
    > particles particle particles location
extract_micrographs_cpu_parallel = Extract From Micrographs (CPU)
    < micrographs exposure 1 inf micrograph_blob ?background_blob:stat_blob mscope_params ?ctf
    < particles particle 1 inf location ?alignments2D ?alignments3D
    > particles particle particles blob location
    > micrographs exposure micrographs micrograph_blob
class_2D_new = 2D Classification (NEW)
    < particles particle 1 inf blob ctf
    > particles particle particles alignments2D blob
    > class_averages template - blob
select_2D = Select 2D Classes
    < particles particle 1 1 alignments2D
    < templates template 1 1 blob
    > particles_selected particle particles alignments2D
    > templates_selected template templates blob blob_selected:blob
homo_abinit = Ab-Initio Reconstruction
    < particles particle 1 inf blob ctf
    > particles_class_0 particle particles blob ctf alignments3D
    > volume_class_0 volume - map:blob
homo_refine_new = Homogeneous Refinement
    {_FOR_REFINEMENT}
    > particles particle particles alignments3D ctf
    > volume volume - {_MAPS} mask_fsc:blob mask_fsc_auto:blob precision:blob
    > mask mask - mask_refine:blob
nonuniform_refine_new = Non-uniform Refinement
    {_FOR_REFINEMENT}
    > particles particle particles alignments3D ctf
    > volume volume - {_MAPS} mask_fsc:blob mask_fsc_auto:blob precision:blob
    > mask mask - mask_refine:blob
hetero_refine = Heterogeneous Refinement
    < particles particle 1 inf blob ctf ?alignments3D
    < volume volume 1 inf map:blob
    > particles_all_classes particle particles alignments3D_multi
    > volumes_all_classes volume_multi - series
    > volume_class_0 volume - map:blob map_half_A:blob map_half_B:blob
new_local_refine = Local Refinement
    < particles particle 1 inf blob ctf alignments3D
    < volume volume 1 1 map:blob map_half_A:blob map_half_B:blob
    < mask mask 1 1 mask:blob
    > particles particle particles alignments3D ctf
    > volume volume - {_MAPS}
particle_subtract = Particle Subtraction
    < particles particle 1 inf blob ctf alignments3D
    < volume volume 1 1 ?map:blob map_half_A:blob map_half_B:blob
    < mask mask 1 1 mask:blob
    > particles particle particles blob
ctf_refine_global = Global CTF Refinement
    < particles particle 1 inf ctf alignments3D blob
    < volume volume 1 1 map:blob ?mask_refine:blob
    < mask mask 0 1 ?mask:blob
    > particles particle particles ctf
var_3D = 3D Variability
    < particles particle 1 inf blob ctf alignments3D
    < mask mask 1 1 mask:blob
    > particles particle particles components_mode_0:components components_mode_1:components
    > volume volume - map:blob
class_3D = 3D Classification
    < particles particle 1 inf blob ctf alignments3D
    < volume volume 0 inf map:blob
    < mask mask 0 1 mask:blob
    < mask_focus mask 0 1 mask:blob
    > particles_all_classes particle particles alignments3D_multi
    > volumes_all_classes volume_multi - series
flex_meshprep = 3D Flex Mesh Prep
    < volume volume 1 1 map:blob
    < mask mask 1 1 mask:blob
    > flex_mesh flex_mesh - mesh
local_resolution = Local Resolution Estimation
    < volume volume 1 1 map_half_A:blob map_half_B:blob
    < mask mask 0 1 mask:blob
    > volume volume volume map_locres:blob
local_filter = Local Filtering
    < volume volume 1 1 map_half_A:blob map_half_B:blob map_locres:blob ?mask_refine:blob
    > volume volume volume map_filtered:blob
sharpen = Sharpening Tools
    < volume volume 1 1 ?map:blob map_half_A:blob map_half_B:blob
    < mask mask 0 1 mask:blob
    > volume volume volume map_sharp:blob
sym_expand = Symmetry Expansion
    < particles particle 1 inf alignments3D
    > particles particle particles sym_expand alignments3D
remove_duplicate_particles = Remove Duplicate Particles
    < particles particle 1 inf location ?blob ?pick_stats ?alignments2D ?alignments3D
    < micrographs exposure 0 inf ?micrograph_blob
    > particles_kept particle particles location
    > particles_rejected particle particles location
generate_thumbs = Generate Micrograph Thumbnails
    < micrographs exposure 1 inf micrograph_blob
    > micrographs exposure micrographs micrograph_thumbnail_blob_1x:thumbnail_blob
"""


def _read() -> dict[str, JobTypeFact]:
    job_types: dict[str, JobTypeFact] = {}
    for block in _TABLE.strip().replace("\n      ", " ").split("\n"):
        if " = " in block:
            name, _, title = block.partition(" = ")
            job_types[name] = JobTypeFact(name, title, (), ())
            continue
        words = block.split()
        if not words:
            continue
        latest = job_types[name]
        if words[0] == "<":
            _, of, datatype, least, most, *slots = words
            taken = tuple(slots_in(" ".join(slots)))
            count_max = None if most == "inf" else int(most)
            put = InputFact(of, datatype, taken, int(least), count_max)
            job_types[name] = attrs.evolve(latest, inputs=(*latest.inputs, put))
        else:
            _, of, datatype, passthrough, *slots = words
            passed = None if passthrough == "-" else passthrough
            made = OutputFact(of, datatype, tuple(slots_in(" ".join(slots))), passed)
            job_types[name] = attrs.evolve(latest, outputs=(*latest.outputs, made))
    return job_types


JOB_TYPES = _read()
"""Job types by name."""

PARAMS: dict[str, tuple[object, ...]] = {
    "compute_num_gpus": (1, 2, 4),
    "compute_use_ssd": (True, False),
    "diameter": (100, 180.5),
    "box_size_pix": (256, 440),
    "class2D_K": (50, 200),
    "refine_symmetry": ("C1", "D7", "no"),
    "random_seed": (2056920808, 7),
    "blob_paths": ("/data/movies/*.tif", "/bulk/ø/*.eer"),
    "particle_meta_path": (None, "/data/run_data.star"),
}
"""Parameters and what they have been set to."""
