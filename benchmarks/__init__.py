"""How fast the desk is, in times the processor time of the least a list page can cost. Run with `make bench`."""
