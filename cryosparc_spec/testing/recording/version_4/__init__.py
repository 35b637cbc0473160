"""The command servers of CryoSPARC 4, as their client sees them."""
