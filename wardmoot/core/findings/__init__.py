"""Findings: what the evidence says, each a claim with its figures, its test, its base and its caveats."""

from wardmoot.core.findings.control import Candidate, stand
from wardmoot.core.findings.finding import Finder, Finding

__all__ = ["Candidate", "Finder", "Finding", "stand"]
