from .connections import connectable as connectable
from .dataset import DatasetCheck as DatasetCheck
from .dataset import Fit as Fit
from .dataset import check_output as check_output
from .document import check_document as check_document
from .job_types import check_jobs as check_jobs
from .results_group import check_results_group as check_results_group
from .results_group_tables import check_tables as check_tables
