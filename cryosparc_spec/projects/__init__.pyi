from .learning import learn as learn
