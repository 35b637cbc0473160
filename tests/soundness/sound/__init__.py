"""Sound documents and tables, made from what CryoSPARC and cryosparc-tools write."""
