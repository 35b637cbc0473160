"""Slots: the low-level results that inputs and outputs are made of."""
