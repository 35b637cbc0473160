from .checking import check_project as check_project
from .jobs import UnknownJobError as UnknownJobError
from .learning import learn as learn
from .project import Project as Project
