"""Codecs: documents of CryoSPARC to objects and back, with nothing lost."""
