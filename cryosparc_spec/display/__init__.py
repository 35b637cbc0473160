"""How notebooks, rich and ``help`` show objects."""
