"""How the command ``check`` writes what it finds: one module for each format."""
