from .checking import check_project as check_project
from .jobs import UnknownJobError as UnknownJobError
from .learning import learn as learn
from .learning import learn_job_types as learn_job_types
from .project import Project as Project
