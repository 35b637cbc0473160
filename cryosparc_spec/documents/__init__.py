"""Documents: one module for each kind."""
