"""Statistics: counts in, findings out. NumPy and SciPy only; no I/O, no dates, no words for the screen.

`rates` how many for how many people; `comparison` whether two counts differ; `control_charts` whether a month is
unusual; `hotspots` where high counts gather; `concentration` how much lies in how few places.
"""
