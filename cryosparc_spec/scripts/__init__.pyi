from .declared_jobs import DeclaredJob as DeclaredJob
from .script import Script as Script
from .script import ScriptCall as ScriptCall
from .script import read_script as read_script
