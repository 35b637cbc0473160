"""Text formats: one module each, which reads plain data with its positions and writes it."""
