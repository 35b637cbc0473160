"""The API of CryoSPARC 5, as its client sees it."""
