"""Priority exercises as JSON. What a person may see is asked of the same queries as on the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, NinjaAPI, Schema

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.models import User
from wardmoot.apps.priorities import queries, scoring
from wardmoot.apps.priorities.access import readers
from wardmoot.apps.priorities.models import Draft, Exercise, Issue, Scorer, State
from wardmoot.apps.sources.queries import moment_here
from wardmoot.core.priorities import RankRange


class IssueOut(Schema):
    id: UUID
    title: str
    problem: str
    origin: str
    findings: list[str]


class ScorerOut(Schema):
    """Of another scorer there is nothing but whether they have submitted."""

    agency: str
    submitted: bool


class ExerciseOut(Schema):
    id: UUID
    title: str
    assessment: UUID
    state: str
    model: str
    model_version: str
    begun_at: datetime
    record_sha256: str


class ExerciseInFull(ExerciseOut):
    issues: list[IssueOut]
    scorers: list[ScorerOut]


class OwnScoreIn(Schema):
    """A draft: axes may be left out. `revision` is the one that was got, 0 before the first."""

    values: dict[str, int] = Field(default_factory=dict)
    confidence: str = Field("", max_length=60)
    note: str = Field("", max_length=2_000, pattern=r"^[^\x00]*$")
    revision: int = Field(0, ge=0)


class OwnScoreOut(OwnScoreIn):
    issue: UUID
    title: str


class OwnScoresOut(Schema):
    submitted: bool
    scores: list[OwnScoreOut]


class RangeOut(Schema):
    best: int
    worst: int


class ResultOut(Schema):
    issue: UUID
    title: str
    rank: int
    risk: int
    impact: int
    likelihood: int
    position: int | None
    confidence: str
    ranks_any_one_score_one_step: RangeOut
    ranks_own_scores_one_step: RangeOut
    ranks_every_score_one_step: RangeOut
    ranks_weights: RangeOut
    decision: str
    reason: str


class ResultsOut(Schema):
    state: str
    results: list[ResultOut]
    not_agreed: list[IssueOut]


def _exercise(public_id: UUID) -> Exercise:
    return get_object_or_404(queries.exercises(), public_id=public_id)


def _mine(request: HttpRequest, public_id: UUID) -> tuple[Exercise, Scorer]:
    found = _exercise(public_id)
    scorer = queries.scorer_for(found, user_of(request))
    if scorer is None or found.state == State.LONGLIST:
        raise Http404("this person has nothing to score here")
    return found, scorer


def _summary(found: Exercise) -> dict[str, object]:
    return {
        "id": found.public_id,
        "title": found.title,
        "assessment": found.assessment.public_id,
        "state": found.state,
        "model": found.model.key,
        "model_version": found.model.version,
        "begun_at": found.at,
        "record_sha256": found.record_sha256,
    }


def _issue(issue: Issue, user: User) -> IssueOut:
    # a finding's name may tell that there is one
    findings = issue.findings if queries.sees_draft(issue.exercise.assessment, user) else []
    return IssueOut(id=issue.public_id, title=issue.title, problem=issue.problem, origin=issue.origin, findings=findings)


def _issues(held: Iterable[Issue], request: HttpRequest) -> list[IssueOut]:
    return [_issue(one, user_of(request)) for one in held]


def _own(issue: Issue, draft: Draft | None) -> OwnScoreOut:
    held = draft or Draft(values={}, confidence="", note="", revision=0)
    return OwnScoreOut(
        issue=issue.public_id, title=issue.title, values=held.values, confidence=held.confidence, note=held.note, revision=held.revision
    )


def _own_scores(request: HttpRequest, found: Exercise, scorer: Scorer) -> OwnScoresOut:
    drafts = {draft.issue_id: draft for draft in queries.own_drafts(scorer, user_of(request))}
    return OwnScoresOut(submitted=scorer.submitted_at is not None, scores=[_own(issue, drafts.get(issue.pk)) for issue in queries.issues(found)])


def _range(held: RankRange) -> RangeOut:
    return RangeOut(best=held.best, worst=held.worst)


def _result(row: queries.Ranked) -> ResultOut:
    return ResultOut(
        issue=row.issue.public_id,
        title=row.issue.title,
        rank=row.rank,
        risk=row.score.risk,
        impact=row.score.impact,
        likelihood=row.score.likelihood,
        position=row.score.position,
        confidence=row.score.confidence.letter if row.score.confidence else "",
        ranks_any_one_score_one_step=_range(row.stability.single),
        ranks_own_scores_one_step=_range(row.stability.alone),
        ranks_every_score_one_step=_range(row.stability.together),
        ranks_weights=_range(row.stability.weights),
        decision=row.decision.choice if row.decision else "",
        reason=row.decision.reason if row.decision else "",
    )


def add_to(api: NinjaAPI) -> None:
    _add_reading(api)
    _add_own_scores(api)


def _add_reading(api: NinjaAPI) -> None:
    @api.get("/exercises", response=list[ExerciseOut], summary="Every priority exercise, the last begun first")
    @access(readers, audited="list priority exercises by API")
    def exercises(request: HttpRequest) -> list[dict[str, object]]:
        return [_summary(one) for one in queries.exercises().order_by("-at", "-pk")]

    @api.get("/exercises/{uuid:public_id}", response=ExerciseInFull, summary="One exercise with its issues and who has submitted")
    @access(readers, audited="view priority exercise by API")
    def exercise(request: HttpRequest, public_id: UUID) -> dict[str, object]:
        found = _exercise(public_id)
        scorers = [ScorerOut(agency=one.agency.name, submitted=one.submitted_at is not None) for one in queries.scorers(found)]
        return _summary(found) | {"issues": _issues(queries.issues(found), request), "scorers": scorers}

    @api.get("/exercises/{uuid:public_id}/results", response=ResultsOut, summary="Agreed scores, ranks and decisions, once the round is closed")
    @access(readers, audited="view priority results by API")
    def results(request: HttpRequest, public_id: UUID) -> ResultsOut:
        found = _exercise(public_id)
        if not found.round_is_closed:
            raise Http404("the round is not closed")
        rows, waiting = queries.ranked(found), queries.not_agreed(found)
        return ResultsOut(state=found.state, results=[_result(row) for row in rows], not_agreed=_issues(waiting, request))


def _add_own_scores(api: NinjaAPI) -> None:
    # neither is audited: that somebody has begun to score is nobody else's business
    @api.get("/exercises/{uuid:public_id}/own-scores", response=OwnScoresOut, summary="Your own scores, for nobody else")
    @access(readers)
    def own_scores(request: HttpRequest, public_id: UUID) -> OwnScoresOut:
        found, scorer = _mine(request, public_id)
        return _own_scores(request, found, scorer)

    @api.put("/exercises/{uuid:public_id}/own-scores/{uuid:issue}", response=OwnScoreOut, summary="Save your own draft score of one issue")
    @access(readers)
    def own_score(request: HttpRequest, public_id: UUID, issue: UUID, given: OwnScoreIn) -> OwnScoreOut:
        found, scorer = _mine(request, public_id)
        about = get_object_or_404(queries.issues(found), public_id=issue)
        saved = scoring.save_draft(
            by=user_of(request),
            scorer=scorer,
            issue=about,
            values=given.values,
            confidence=given.confidence,
            note=given.note,
            seen=given.revision,
        )
        return _own(about, saved)

    @api.post("/exercises/{uuid:public_id}/own-scores/submit", response=OwnScoresOut, summary="Submit your scores: they are then locked")
    @access(readers)
    def submit_scores(request: HttpRequest, public_id: UUID) -> OwnScoresOut:
        found, scorer = _mine(request, public_id)
        scoring.submit(by=user_of(request), scorer=scorer, now=moment_here(timezone.now()))
        return _own_scores(request, found, Scorer.objects.get(pk=scorer.pk))
