"""Partners' extracts: preview, depersonalise, commit, undo, compare, and query with a scope."""

from wardmoot.evidence.extracts.difference import Difference
from wardmoot.evidence.extracts.error_workbook import error_workbook, shelved, sweep_shelf
from wardmoot.evidence.extracts.holding import Undone, commit, sweep, undo
from wardmoot.evidence.extracts.matching import Heading, How, Match, Unmatched
from wardmoot.evidence.extracts.mending import Mend
from wardmoot.evidence.extracts.preview import Preview, preview
from wardmoot.evidence.extracts.scoped import Between, Extract, Scope, ScopeError, read
from wardmoot.evidence.extracts.tallies import Adjustment, ErrorCount, Sample

__all__ = [
    "Adjustment",
    "Between",
    "Difference",
    "ErrorCount",
    "Extract",
    "Heading",
    "How",
    "Match",
    "Mend",
    "Preview",
    "Sample",
    "Scope",
    "ScopeError",
    "Undone",
    "Unmatched",
    "commit",
    "error_workbook",
    "preview",
    "read",
    "shelved",
    "sweep",
    "sweep_shelf",
    "undo",
]
