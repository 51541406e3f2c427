"""The record of a decision: everything it rested on, as it stood that day, in one text with a seal."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from wardmoot.apps.assessment.queries import findings_of
from wardmoot.apps.priorities import queries
from wardmoot.apps.priorities.models import Exercise, Submission
from wardmoot.core.findings import Finding
from wardmoot.core.findings.serial import finding_from_json, finding_to_json

Values = dict[str, Any]


def record_of(exercise: Exercise, *, by: str, now: datetime) -> str:
    """JSON with the model, the issues with their evidence, every scorer's scores, the agreed scores, ranks and decisions."""
    held = findings_of(exercise.assessment)
    rows = queries.ranked(exercise)
    made: Values = {
        "exercise": str(exercise.public_id),
        "title": exercise.title,
        "assessment": str(exercise.assessment.public_id),
        "decided_at": now.isoformat(),
        "decided_by": by,
        "model": exercise.model_text,
        "issues": [_issue(row, held) for row in rows],
        "withdrawn": [{"title": one.title, "reason": one.withdrawn_reason} for one in queries.withdrawn(exercise)],
        "scores": _scores(exercise),
        "seed": queries.SEED,
    }
    return json.dumps(made, ensure_ascii=False, sort_keys=True, indent=1)


def _issue(row: queries.Ranked, held: tuple[Finding, ...]) -> Values:
    evidence = queries.evidence_of(row.issue, held)
    firm = row.stability
    ranges = {"single": firm.single, "alone": firm.alone, "together": firm.together, "weights": firm.weights}
    return {
        "id": str(row.issue.public_id),
        "title": row.issue.title,
        "problem": row.issue.problem,
        "origin": row.issue.origin,
        "theme": row.issue.theme,
        "evidence": [finding_to_json(one, inline=True) for one in evidence.findings],
        "evidence_no_longer_found": evidence.gone,
        "values": row.agreed.values,
        "rationales": row.agreed.rationales,
        "confidence": row.agreed.confidence,
        "score": {"impact": row.score.impact, "likelihood": row.score.likelihood, "risk": row.score.risk, "position": row.score.position},
        "rank": row.rank,
        "ranks": {name: [held.best, held.worst] for name, held in ranges.items()},
        "decision": row.decision and {"choice": row.decision.choice, "reason": row.decision.reason, "at": row.decision.at.isoformat()},
    }


def _scores(exercise: Exercise) -> list[Values]:
    found = Submission.objects.filter(scorer__exercise=exercise).select_related("scorer__agency").order_by("scorer", "number")
    return [
        {"scorer": str(one.scorer.public_id), "agency": one.scorer.agency.name, "number": one.number, "at": one.at.isoformat(), "scores": one.scores}
        for one in found
    ]


def seal(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def locked_evidence(exercise: Exercise, issue_id: str) -> queries.Evidence:
    """An issue's evidence of the day it was decided."""
    for one in json.loads(exercise.record)["issues"]:
        if one["id"] == issue_id:
            return queries.Evidence([finding_from_json(found) for found in one["evidence"]], list(one["evidence_no_longer_found"]))
    return queries.Evidence([], [])
