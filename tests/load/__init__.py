"""What the stack takes: `make bench` measures a stack of its own and prints a table, each rate beside its limit.

The figures are of this machine, in this hour: read ratios and repeat. Every answer is checked, not only counted.
"""
