"""The rules and the sums. Pure Python: values in, values out; no I/O and no framework."""
