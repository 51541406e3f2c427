"""The demonstration partnership: invented places, crime and people, made by chance from a seed."""

from datetime import date

DEMONSTRATION_DATE = date(2019, 12, 12)
"""The demonstration's own today."""

DEMONSTRATION_SEED = 2019
