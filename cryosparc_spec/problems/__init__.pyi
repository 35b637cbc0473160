from .edits import Edit as Edit
from .edits import EditAction as EditAction
from .edits import TextEdit as TextEdit
from .places import Position as Position
from .problem import ProblemKind as ProblemKind
from .problem import Severity as Severity
