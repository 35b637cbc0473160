"""What a ``.cs`` file holds, from its header alone: NPY 1.0 to 3.0 and CSDAT, without numpy.

The layouts are those that ``Dataset.save`` of cryosparc-tools 5.0.3 writes, and numpy's NEP 1.
Nothing is evaluated, no row is read, and memory is bounded whatever a file says of itself.
"""

from cryosparc_spec.datasets.header import MOST_ROWS, DatasetHeader, HeaderFormat
from cryosparc_spec.datasets.parts import LARGEST_HEADER, MOST_COLUMNS
from cryosparc_spec.datasets.reading import Dataset, header_of, is_dataset, read_header

__all__ = [
    "LARGEST_HEADER",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "Dataset",
    "DatasetHeader",
    "HeaderFormat",
    "header_of",
    "is_dataset",
    "read_header",
]
