from .plain_data import configure_converter as configure_converter
from .plain_data import make_converter as make_converter
from .problems import problems_in as problems_in
