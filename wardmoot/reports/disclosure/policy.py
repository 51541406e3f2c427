"""What each audience may see: one table of rules. [L] marks a local default that a partnership may set otherwise.

Source: Analysis Function and NHS practice of hiding counts under 5 and, where data is sensitive, under 10; research environments
ask for 10 and bases of 20 or 50. There is no single legal threshold, so all of these are local defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wardmoot.core.figures import DisclosureClass
from wardmoot.core.stats.disclosure_control import OPEN_BASE, SENSITIVE_BASE
from wardmoot.reports.audience import Audience

LEAST_WIDTH = 5
"""However low the threshold, a reader can pin a hidden count down to no less than this (largest less smallest)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How figures of one class are given to one audience.

    `given` False: not at all, not even that they exist. Counts from 1 to `threshold` - 1 are hidden (1: none), a share is given on
    a base of at least `least_base`. `zeros` False: a share of 0% or 100%, which tells of everybody, is hidden. `files` says whether
    the names and hashes of the data files are given. `round_to` is the base to which counts of a rounded table are rounded.
    """

    given: bool = True
    threshold: int = 1
    least_base: int = 0
    zeros: bool = True
    files: bool = True
    round_to: int = 5

    @property
    def width(self) -> int:
        """How far apart the least and the most that a hidden count can be must lie."""
        return max(LEAST_WIDTH, self.threshold)


EVERYTHING = Rule()
NOTHING = Rule(given=False)

RULES: Mapping[tuple[Audience, DisclosureClass], Rule] = {
    (Audience.INTERNAL, DisclosureClass.OPEN): EVERYTHING,
    (Audience.INTERNAL, DisclosureClass.SENSITIVE): EVERYTHING,
    (Audience.INTERNAL, DisclosureClass.CLOSED): EVERYTHING,
    (Audience.PARTNERSHIP, DisclosureClass.OPEN): EVERYTHING,
    (Audience.PARTNERSHIP, DisclosureClass.SENSITIVE): Rule(threshold=5),  # [L]: member agencies need not find a person in a table
    (Audience.PARTNERSHIP, DisclosureClass.CLOSED): NOTHING,
    (Audience.PUBLIC, DisclosureClass.OPEN): Rule(threshold=5, least_base=OPEN_BASE),  # [L]
    (Audience.PUBLIC, DisclosureClass.SENSITIVE): Rule(threshold=10, least_base=SENSITIVE_BASE, zeros=False, files=False),  # [L]
    (Audience.PUBLIC, DisclosureClass.CLOSED): NOTHING,
}
"""For every audience and class one rule; there is no rule for what is not in the table."""


def rule_for(audience: Audience, disclosure: DisclosureClass) -> Rule:
    """The rule of a class for an audience. Raises ValueError where the table has none, so that nothing slips through.

    >>> rule_for(Audience.PUBLIC, DisclosureClass.SENSITIVE).threshold
    10
    """
    found = RULES.get((audience, disclosure))
    if found is None:
        raise ValueError(f"no rule says what the audience “{audience}” may see of class “{disclosure}”: add one to the table of rules")
    return found
