from .learning import learn as learn
from .learning import learn_job_types as learn_job_types
