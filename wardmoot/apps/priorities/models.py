from __future__ import annotations

import uuid
from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.db import models

from wardmoot.apps.accounts.models import Agency
from wardmoot.apps.assessment.models import Assessment, Lasting
from wardmoot.apps.priorities.control_models import ControlItem, NoItemReason
from wardmoot.catalogue.priority_models import parse_priority_model
from wardmoot.core.priorities import ScoringModel

__all__ = [
    "Agreed",
    "ControlItem",
    "Decision",
    "Draft",
    "Exercise",
    "Issue",
    "NoItemReason",
    "Reopening",
    "Scorer",
    "State",
    "StateChange",
    "Submission",
]


class State(models.TextChoices):
    """Where an exercise stands, in the order it is gone through. It never goes back: what was seen cannot be unseen."""

    LONGLIST = "longlist", "Longlist"
    SCORING = "scoring", "Scoring, blind"
    MODERATION = "moderation", "Moderation and decision"
    DECIDED = "decided", "Decided, locked"


class Exercise(models.Model):
    """One scoring of issues for an assessment. It keeps the text of the model it is scored with."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="exercises")
    title = models.CharField(max_length=200)
    model_text = models.TextField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.LONGLIST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # what was decided, with the evidence of that day, as it was locked
    record = models.TextField(blank=True)
    record_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="decided") & ~models.Q(record="") & ~models.Q(record_sha256="")
                | ~models.Q(state="decided") & models.Q(record="", record_sha256=""),
                name="decided_is_recorded",
            )
        ]

    def __str__(self) -> str:
        return f"exercise {self.public_id}"

    @cached_property
    def model(self) -> ScoringModel:
        return parse_priority_model(self.model_text.encode(), "the exercise's scoring model")

    @property
    def round_is_closed(self) -> bool:
        """Whether scores may be seen by others than who gave them."""
        return self.state in (State.MODERATION, State.DECIDED)


class StateChange(Lasting):
    """A move of an exercise to its next state."""

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+")
    to = models.CharField(max_length=12, choices=State.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Lasting.Meta):
        ordering: ClassVar = ["pk"]
        # two people who press the same button at once: the second finds it done
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "to"], name="state_entered_once")]

    def __str__(self) -> str:
        return f"{self.exercise} to {self.to}"


class Issue(models.Model):
    """A thing that may become a priority. `findings` are ids of the assessment's findings, the evidence it is judged by."""

    class Origin(models.TextChoices):
        THEME = "theme", "A theme of the plan"
        FINDING = "finding", "A finding of the assessment"
        FREE = "free", "Entered by a person"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="issues")
    title = models.CharField(max_length=160)
    problem = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    theme = models.CharField(max_length=80, blank=True)
    findings = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_reason = models.TextField(blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_reason="") | models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_reason=""),
                name="withdrawn_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"issue {self.public_id}"

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


class Scorer(models.Model):
    """Somebody asked to score, for an agency. `submitted_at` is empty again where they took their scores back to change them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="scorers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["agency__name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "user"], name="scores_once_an_exercise")]

    def __str__(self) -> str:
        return f"scorer {self.public_id}"


class Draft(models.Model):
    """A scorer's own values for an issue while they work on them: read by nobody else, ever."""

    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)
    confidence = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scorer", "issue"], name="draft_once_an_issue")]

    def __str__(self) -> str:
        return f"draft of {self.scorer}"


class Submission(Lasting):
    """What a scorer handed in: `scores` by issue, each with values, confidence and note. The newest of a scorer stands."""

    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    scores = models.JSONField()
    at = models.DateTimeField()

    class Meta(Lasting.Meta):
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["scorer", "number"], name="submission_number_once")]

    def __str__(self) -> str:
        return f"submission {self.number} of {self.scorer}"


class Reopening(Lasting):
    """A scorer took their scores back to change them, and why."""

    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta(Lasting.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["scorer", "number"], name="reopened_once_a_submission")]

    def __str__(self) -> str:
        return f"reopening {self.number} of {self.scorer}"


class Agreed(Lasting):
    """The score of an issue that a moderation meeting agreed, with the rationale for each axis. The newest stands."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    values = models.JSONField()
    rationales = models.JSONField()
    confidence = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Lasting.Meta):
        ordering: ClassVar = ["revision"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["issue", "revision"], name="agreed_revision_once")]

    def __str__(self) -> str:
        return f"agreed score {self.revision} of {self.issue}"


class Decision(Lasting):
    """What the chair decided of an issue. The newest stands."""

    class Choice(models.TextChoices):
        PRIORITY = "priority", "Priority"
        WATCH = "watch", "Watch"
        BUSINESS_AS_USUAL = "business as usual", "Business as usual"

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    choice = models.CharField(max_length=20, choices=Choice.choices)
    reason = models.TextField()
    # the agreed score that was decided on: where the score was agreed anew, the issue is to be decided again
    agreed_revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Lasting.Meta):
        ordering: ClassVar = ["revision"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["issue", "revision"], name="decision_revision_once")]

    def __str__(self) -> str:
        return f"decision {self.revision} on {self.issue}"
