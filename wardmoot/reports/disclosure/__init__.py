"""Documents for an audience: what it may not see is in none of the document's blocks, so it is in no format.

`for_audience` gives the document, `together_for_audience` several that are given at once, `given_together` with what is hidden of each;
`what_is_hidden` says beforehand what will be left out, by the same decisions; `protected_findings` gives the findings that may go with it.
"""

from wardmoot.reports.disclosure.document import for_audience, given_together, together_for_audience
from wardmoot.reports.disclosure.findings import protected_findings
from wardmoot.reports.disclosure.policy import RULES, Rule, rule_for
from wardmoot.reports.disclosure.summary import Hidden, what_is_hidden
from wardmoot.reports.disclosure.viewing import read_edition

__all__ = [
    "RULES",
    "Hidden",
    "Rule",
    "for_audience",
    "given_together",
    "protected_findings",
    "read_edition",
    "rule_for",
    "together_for_audience",
    "what_is_hidden",
]
