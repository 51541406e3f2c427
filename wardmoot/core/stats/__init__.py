"""Statistics: counts in, findings out. NumPy, SciPy and compiled loops; no I/O, no words for the screen, no dates (but in `aoristic`).

`rates` how many for how many people; `comparison` whether two counts or rates differ, `dispersion` how much more than
chance they vary; `funnels` which areas differ from the rest; `regression` the model behind `trend`, `season` and
`forecast`; `false_discovery` which of many tests stand; `control_charts` whether a month is unusual; `weights` who neighbours whom, `hotspots` and
`permutations` where high counts gather, `autocorrelation` whether they do at all, `density` a surface of them;
`near_repeat` and `space_time` whether one event follows another nearby; `rebasing` a chart after a recorded change;
`step` a lasting step and `unusual` the months that stand out; `group_level` a rate against a group, `similar_areas` which areas
are most alike; `place_tests` and `by_chance` what chance alone does to places and people;
`concentration` how much lies in how few places, `inequality` how it follows deprivation; `harm` counts weighted by
gravity; `association` whether flags go together; `aoristic` when in the week; `disclosure_control` what may be published.
"""
