"""Priorities: what issues are scored on, the risk and rank that come of it, how firm the ranks are, where scorers differ."""

from wardmoot.core.priorities.disagreement import Agreement, Disagreement, disagreement, disagreements, most_apart
from wardmoot.core.priorities.model import Axis, Combination, Confidence, ScoringModel, Section, Step
from wardmoot.core.priorities.ranking import RankRange, Stability, rank_issues, ranks, stability, weight_sets
from wardmoot.core.priorities.scoring import Score, check_values, intelligence_requirements, score

__all__ = [
    "Agreement",
    "Axis",
    "Combination",
    "Confidence",
    "Disagreement",
    "RankRange",
    "Score",
    "ScoringModel",
    "Section",
    "Stability",
    "Step",
    "check_values",
    "disagreement",
    "disagreements",
    "intelligence_requirements",
    "most_apart",
    "rank_issues",
    "ranks",
    "score",
    "stability",
    "weight_sets",
]
