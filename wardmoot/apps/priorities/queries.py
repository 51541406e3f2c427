"""What of an exercise a person may see. Nobody sees another's scores until the round is closed; here and nowhere else that is kept.

Nothing here counts drafts, dates them or says that there are any: of another scorer there is only "submitted" or "not yet".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment.access import insiders
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.assessment.queries import findings_of
from wardmoot.apps.priorities.access import moderators, readers
from wardmoot.apps.priorities.models import Agreed, Decision, Draft, Exercise, Issue, Scorer, State, StateChange, Submission
from wardmoot.core.figures import DisclosureClass, Marking
from wardmoot.core.findings import Finding
from wardmoot.core.priorities import Disagreement, Score, Stability, check_values, disagreements, rank_issues, score, stability

AGENCIES_EXPECTED = 3
SEED = 20191212
"""Of the weights that ranks are tried with: one seed, so that a page and the record of the decision say the same."""


def exercises(*, state: str = "", assessment: str = "") -> QuerySet[Exercise]:
    found = Exercise.objects.select_related("assessment", "by")
    if state in State.values:
        found = found.filter(state=state)
    if assessment:
        found = found.filter(assessment__public_id=assessment)
    return found


def changes(exercise: Exercise) -> QuerySet[StateChange]:
    return StateChange.objects.filter(exercise=exercise).exclude(to=State.LONGLIST).select_related("by").order_by("pk")


def issues(exercise: Exercise) -> QuerySet[Issue]:
    """The issues that stand."""
    return Issue.objects.filter(exercise=exercise, withdrawn_at=None).select_related("exercise__assessment")


def withdrawn(exercise: Exercise) -> QuerySet[Issue]:
    return Issue.objects.filter(exercise=exercise).exclude(withdrawn_at=None).select_related("withdrawn_by")


def scorers(exercise: Exercise) -> QuerySet[Scorer]:
    return Scorer.objects.filter(exercise=exercise).select_related("user", "agency")


def scorer_for(exercise: Exercise, user: User) -> Scorer | None:
    """This person as a scorer of the exercise."""
    return scorers(exercise).filter(user=user).first()


def own_drafts(scorer: Scorer, user: User) -> QuerySet[Draft]:
    """A scorer's drafts, for the scorer alone: for anybody else there are none, whatever their role and whatever the state."""
    return Draft.objects.filter(scorer=scorer, scorer__user=user).select_related("issue")


def own_exercises(user: User) -> QuerySet[Exercise]:
    """The exercises in which a person is asked to score and has not submitted."""
    return exercises(state=State.SCORING).filter(scorers__user=user, scorers__submitted_at=None)


def may_be_asked() -> QuerySet[User]:
    """The people who can score: those with an agency and a role that reads assessments."""
    found = User.objects.filter(is_active=True, agency__isnull=False, role_grants__role__in=[role.value for role in readers.any_of])
    return found.select_related("agency").order_by("agency__name", "name").distinct()


def agencies_of(exercise: Exercise) -> int:
    return scorers(exercise).values("agency").distinct().count()


def sees_scores(exercise: Exercise, user: User) -> bool:
    """Whether a person may see who scored what: when the round is closed, those who score, moderate or decide in it."""
    return exercise.round_is_closed and (moderators.admits(user) or scorer_for(exercise, user) is not None)


def sees_record(exercise: Exercise, user: User) -> bool:
    """Whether a person may have the record of the decision: it holds every scorer's scores and all of the evidence."""
    return exercise.state == State.DECIDED and sees_scores(exercise, user) and sees_draft(exercise.assessment, user)


def submissions(exercise: Exercise, user: User) -> list[Submission]:
    """The last scores that each scorer handed in, for those who may see them; for everybody else, and before the round closes, none."""
    if not sees_scores(exercise, user):
        return []
    return _submitted(exercise)


def _submitted(exercise: Exercise) -> list[Submission]:
    """Only for what is itself kept behind the closing of the round."""
    found = Submission.objects.filter(scorer__exercise=exercise, scorer__submitted_at__isnull=False).select_related("scorer__user", "scorer__agency")
    return list({one.scorer_id: one for one in found.order_by("number")}.values())


@dataclass(frozen=True, slots=True)
class IssueScores:
    """How an issue was scored: `scores` by scorer's name as shown, and where the scorers differ on each axis."""

    issue: Issue
    scores: Mapping[str, Mapping[str, Any]]
    differences: tuple[Disagreement, ...]


def scored_issue(issue: Issue, user: User) -> IssueScores | None:
    """The scores of an issue side by side; None for whoever may not see them now."""
    if not sees_scores(issue.exercise, user):
        return None
    found = submissions(issue.exercise, user)
    names = names_of([one.scorer for one in found])
    given = {names[one.scorer_id]: one.scores[str(issue.public_id)] for one in found if str(issue.public_id) in one.scores}
    values = {name: entry["values"] for name, entry in given.items()}
    return IssueScores(issue, given, disagreements(issue.exercise.model, values))


def names_of(found: list[Scorer]) -> dict[int, str]:
    """A scorer is called by the agency; where an agency has two, by the agency and the person."""
    held = Counter(one.agency_id for one in found)
    return {one.pk: one.agency.name if held[one.agency_id] == 1 else f"{one.agency.name} ({one.user.name})" for one in found}


def agreed_scores(exercise: Exercise) -> dict[int, Agreed]:
    """The agreed score that stands for each issue (by its key); none before the round is closed."""
    if not exercise.round_is_closed:
        return {}
    found = Agreed.objects.filter(issue__exercise=exercise, issue__withdrawn_at=None).select_related("issue", "by").order_by("revision")
    return {one.issue_id: one for one in found}


def decisions(exercise: Exercise) -> dict[int, Decision]:
    """The decision that stands for each issue; none before the round is closed."""
    if not exercise.round_is_closed:
        return {}
    found = Decision.objects.filter(issue__exercise=exercise, issue__withdrawn_at=None).select_related("issue", "by").order_by("revision")
    return {one.issue_id: one for one in found}


@dataclass(frozen=True, slots=True)
class Ranked:
    """An issue with its agreed score, its rank among the issues agreed so far, how firm that is, and what was decided."""

    issue: Issue
    agreed: Agreed
    score: Score
    rank: int
    stability: Stability
    decision: Decision | None


def ranked(exercise: Exercise) -> list[Ranked]:
    """The issues whose score is agreed, in rank order; none before the round is closed."""
    model, agreed, decided = exercise.model, agreed_scores(exercise), decisions(exercise)
    values = {str(key): one.values for key, one in agreed.items()}
    ranks, firm = rank_issues(model, values), stability(model, values, seed=SEED)
    found = [
        Ranked(one.issue, one, score(model, one.values, confidence=one.confidence), ranks[str(key)], firm[str(key)], decided.get(key))
        for key, one in agreed.items()
    ]
    return sorted(found, key=lambda row: (row.rank, row.issue.title.casefold()))


def not_agreed(exercise: Exercise) -> list[Issue]:
    held = agreed_scores(exercise)
    return [issue for issue in issues(exercise) if issue.pk not in held]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands on an issue's card: the findings a person may see, the ids of those no longer found, how many they may not see."""

    findings: list[Finding]
    gone: list[str]
    withheld: int = 0


def evidence_of(issue: Issue, found: tuple[Finding, ...] | None = None) -> Evidence:
    """All of the chosen findings as the assessment has them now."""
    held = {one.id: one for one in (findings_of(issue.exercise.assessment) if found is None else found)}
    return Evidence([held[name] for name in issue.findings if name in held], [name for name in issue.findings if name not in held])


def evidence_for(evidence: Evidence, assessment: Assessment, user: User) -> Evidence:
    """As much of the evidence as a person may see: where the draft is not for every partner, only those who make it see all of it."""
    if sees_draft(assessment, user):
        return evidence
    open_to_all = [one for one in evidence.findings if is_open(one)]
    return Evidence(open_to_all, evidence.gone, len(evidence.findings) - len(open_to_all))


def sees_draft(assessment: Assessment, user: User) -> bool:
    return assessment.for_partners or insiders.admits(user)


def is_open(finding: Finding) -> bool:
    """Whether every figure of it may be seen by every member agency."""
    figures = (*finding.figures, *((finding.base,) if finding.base else ()))
    return all(one.disclosure is DisclosureClass.OPEN and one.marking is not Marking.OFFICIAL_SENSITIVE for one in figures)


def unscored(exercise: Exercise, drafts: Mapping[int, Draft]) -> list[Issue]:
    """The issues that are not fully scored in somebody's own drafts (by issue key)."""
    model = exercise.model

    def is_full(issue: Issue) -> bool:
        draft = drafts.get(issue.pk)
        return draft is not None and not check_values(model, draft.values) and bool(draft.confidence)

    return [issue for issue in issues(exercise) if not is_full(issue)]


def latest_of(assessment: Assessment) -> Exercise | None:
    """The exercise whose results an assessment prints: the last one whose round is closed, else the last one begun."""
    found = list(exercises().filter(assessment=assessment).order_by("-at", "-pk"))
    return next((one for one in found if one.round_is_closed), found[0] if found else None)
