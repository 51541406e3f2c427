"""How the measures of safer communities are counted: violence, Prevent, anti-social behaviour, and how safe people feel."""

from __future__ import annotations

from collections.abc import Mapping

from wardmoot.measures.register import Way
from wardmoot.measures.tables import Where
from wardmoot.measures.tallies import Tallier, count_rows, share_of_rows, unknown

VIOLENCE: Where = {"offence_group": ("violence against the person", "sexual offences")}
ANSWERED: Where = {"safe_after_dark": ("very safe", "fairly safe", "neither", "fairly unsafe", "very unsafe")}
SAFE: Where = {"safe_after_dark": ("very safe", "fairly safe")}


def _from_towns(towns: tuple[str, ...]) -> Tallier:
    """The share from the towns; where none is named there is no share, which is not 0%."""
    share = share_of_rows("asbrac-referrals", {"town": towns}, {})
    if towns:
        return share
    return lambda tables, selection: unknown(share(tables, selection), "Name the towns whose share is asked (“towns”, among the parameters).")


SAFER: Mapping[str, Way] = {
    "violence-and-sexual-offences": lambda given: count_rows("recorded-offences", VIOLENCE),
    "prevent-referrals": lambda given: count_rows("prevent-referrals", {}),
    "asbrac-referrals": lambda given: count_rows("asbrac-referrals", {}),
    "asbrac-referrals-from-towns": lambda given: _from_towns(tuple(given["towns"])),
    "asb-incidents-reported": lambda given: count_rows("asb-incidents", {}),
    "feels-safe-after-dark": lambda given: share_of_rows("community-survey", SAFE, ANSWERED, weight="weight"),
}
