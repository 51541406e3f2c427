"""Findings: what the evidence says, each a claim with its figures, its test, its base and its caveats."""

from wardmoot.core.findings.concerns import Concern, concerns, speaks_against
from wardmoot.core.findings.control import FALSE_FINDINGS, Candidate, stand
from wardmoot.core.findings.finding import Finder, Finding
from wardmoot.core.findings.lexicon import check_claims, loose_numbers, unlicensed_words
from wardmoot.core.findings.ranking import cautious_effect, ranked, weight
from wardmoot.core.findings.sameness import once
from wardmoot.core.findings.serial import finding_from_json, finding_to_json

__all__ = [
    "FALSE_FINDINGS",
    "Candidate",
    "Concern",
    "Finder",
    "Finding",
    "cautious_effect",
    "check_claims",
    "concerns",
    "finding_from_json",
    "finding_to_json",
    "loose_numbers",
    "once",
    "ranked",
    "speaks_against",
    "stand",
    "unlicensed_words",
    "weight",
]
