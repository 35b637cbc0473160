"""Bridges to other packages: each module imports its own, and nothing here imports them."""
