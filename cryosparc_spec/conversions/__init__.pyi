from .definition_of_job import definition_of as definition_of
from .job_types_of_register import job_types_from as job_types_from
from .output_of_tables import inferred_output as inferred_output
from .results_group_of_job import results_group_of as results_group_of
from .results_group_of_tables import build_results_group as build_results_group
from .results_group_of_tables import retarget_results_group as retarget_results_group
from .v4_to_v5 import to_job as to_job
