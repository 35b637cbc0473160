from .header import DatasetHeader as DatasetHeader
from .header import HeaderFormat as HeaderFormat
from .inference import Certainty as Certainty
from .inference import Inference as Inference
from .inference import InferredSlot as InferredSlot
