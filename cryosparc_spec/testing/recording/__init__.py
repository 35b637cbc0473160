"""The client cryosparc-tools without a server: what a script declares and saves is kept in memory.

``recorded`` in :mod:`~cryosparc_spec.testing.recording.record` is the way in.
"""
