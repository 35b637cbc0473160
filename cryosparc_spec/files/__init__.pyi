from .syntax.csg import to_csg_text as to_csg_text
