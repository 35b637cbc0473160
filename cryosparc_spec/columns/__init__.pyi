from .dtypes import DTypeLike as DTypeLike
from .fields import FieldLike as FieldLike
