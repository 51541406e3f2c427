"""Disclosure control: nobody can be found in what is published.

`protect` a table of counts; `differencing` between releases; `group_disclosures` where a table tells of everybody;
`may_publish_share` and `may_publish_average` for percentages and averages; `frequencies` (k-anonymity) and
`distinct_values` (l-diversity) of records; `dominates` and `p_percent` for sums.
"""

from wardmoot.core.stats.disclosure_control.differences import Derived, Released, differencing
from wardmoot.core.stats.disclosure_control.publication import (
    OPEN_BASE,
    SENSITIVE_BASE,
    GroupDisclosure,
    Permission,
    Telling,
    group_disclosures,
    may_publish_average,
    may_publish_share,
)
from wardmoot.core.stats.disclosure_control.records import Frequencies, distinct_values, frequencies
from wardmoot.core.stats.disclosure_control.sums import dominates, p_percent
from wardmoot.core.stats.disclosure_control.suppression import Protection, feasible_ranges, protect, protection
from wardmoot.core.stats.disclosure_control.tables import HIDDEN

__all__ = [
    "HIDDEN",
    "OPEN_BASE",
    "SENSITIVE_BASE",
    "Derived",
    "Frequencies",
    "GroupDisclosure",
    "Permission",
    "Protection",
    "Released",
    "Telling",
    "differencing",
    "distinct_values",
    "dominates",
    "feasible_ranges",
    "frequencies",
    "group_disclosures",
    "may_publish_average",
    "may_publish_share",
    "p_percent",
    "protect",
    "protection",
]
