from .header import DatasetHeader as DatasetHeader
from .header import HeaderFormat as HeaderFormat
from .header import UnsoundColumn as UnsoundColumn
from .inference import Certainty as Certainty
from .inference import Inference as Inference
from .inference import InferredSlot as InferredSlot
