"""Python code and notebooks that use CryoSPARC, read and never run."""
