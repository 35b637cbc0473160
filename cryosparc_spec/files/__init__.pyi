from .fixing import FixedText as FixedText
from .fixing import fix_file as fix_file
from .syntax.csg import to_csg_text as to_csg_text
