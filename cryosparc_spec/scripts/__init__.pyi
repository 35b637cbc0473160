from .declared_jobs import DeclaredJob as DeclaredJob
from .fixing import fix_script as fix_script
from .script import Script as Script
from .script import ScriptCall as ScriptCall
from .script import read_script as read_script
