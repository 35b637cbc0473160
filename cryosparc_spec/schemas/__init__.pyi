from .shipped import schema as schema
from .shipped import schema_kinds as schema_kinds
