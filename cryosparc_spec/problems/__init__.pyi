from .places import Position as Position
from .problem import ProblemKind as ProblemKind
from .problem import Severity as Severity
