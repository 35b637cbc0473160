"""What people look at: trees, tables of text, graphs, and differences in words."""
