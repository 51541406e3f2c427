"""How the measures of serious harm are counted: domestic abuse, MARAC, sex work, missing children, exploitation."""

from __future__ import annotations

from collections.abc import Mapping

from wardmoot.measures.register import Way
from wardmoot.measures.tables import ANY_OF, Where
from wardmoot.measures.tallies import add_up, count_different, count_during, count_open, count_rows, share_during, share_of_rows

DOMESTIC_ABUSE: Where = {"domestic_abuse": "yes"}
MISSING_CHILD: Where = {"age": {"below": 18}, "status": "missing"}
ON_STREET: Where = {"on_street": "yes"}
NEEDS: Where = {ANY_OF: dict.fromkeys(("drugs_or_alcohol", "homelessness", "self_harm_or_suicide", "learning_difficulty"), "yes")}
SEXUAL: Where = {"exploitation": ("sexual", "sexual and criminal"), "team": "emerald"}
CASES = ("child-exploitation-cases", "child", "opened_on", "closed_on")

HARM: Mapping[str, Way] = {
    "domestic-abuse-incidents": lambda given: count_rows("domestic-abuse-incidents", DOMESTIC_ABUSE),
    "domestic-abuse-incidents-with-children": lambda given: count_rows("domestic-abuse-incidents", {**DOMESTIC_ABUSE, "children_present": "yes"}),
    "domestic-abuse-incidents-with-children-share": lambda given: share_of_rows(
        "domestic-abuse-incidents", {"children_present": "yes"}, DOMESTIC_ABUSE, flag="children_present"
    ),
    "marac-cases": lambda given: add_up("marac-quarterly-counts", "cases", {}),
    "marac-children": lambda given: add_up("marac-quarterly-counts", "children", {}),
    "on-street-sex-workers": lambda given: count_during("sex-work-register", "person", "first_seen", "last_seen", ON_STREET),
    "on-street-sex-workers-with-needs": lambda given: share_during("sex-work-register", "person", ("first_seen", "last_seen"), NEEDS, ON_STREET),
    "children-missing": lambda given: count_different("missing-episodes", "person", MISSING_CHILD),
    "missing-episodes-of-children": lambda given: count_rows("missing-episodes", MISSING_CHILD),
    "children-missing-often": lambda given: count_different("missing-episodes", "person", MISSING_CHILD, at_least=int(given["at least"])),
    "children-at-risk-of-sexual-exploitation": lambda given: count_open(*CASES, SEXUAL),
    "children-with-county-lines-links": lambda given: count_open(*CASES, {"county_lines": "yes"}),
}
