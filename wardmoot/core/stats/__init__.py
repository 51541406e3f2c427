"""Statistics: counts in, findings out. NumPy and SciPy only; no I/O, no dates, no words for the screen.

`rates` how many for how many people; `comparison` whether two counts or rates differ, `dispersion` how much more than
chance they vary; `funnels` which areas differ from the rest; `regression` the model behind `trend`, `season` and `forecast`;
`false_discovery` which of many tests stand; `control_charts` whether a month is
unusual; `hotspots` where high counts gather; `concentration` how much lies in how few places.
"""
