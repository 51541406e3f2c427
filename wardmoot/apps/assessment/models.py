from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from wardmoot.apps.jobs.models import Job
from wardmoot.apps.plan.models import EntryQuerySet, Immutable


class Step(models.TextChoices):
    """Where an assessment stands, in the order it is gone through."""

    SCOPING = "scoping", "Scoping"
    DATA = "data", "Data"
    ANALYSIS = "analysis", "Analysis"
    SCORING = "scoring", "Scoring"
    APPROVAL = "approval", "Approval by the strategy group"
    APPROVED = "approved", "Approved, locked"
    PUBLISHED = "published", "Summary published"
    SUPERSEDED = "superseded", "Superseded"


OPEN_STEPS = (Step.SCOPING, Step.DATA, Step.ANALYSIS, Step.SCORING)
"""Those in which an assessment is worked on. In the others nothing of it changes."""


class Assessment(models.Model):
    """A strategic assessment that was asked for, and what it says of itself once it is made. Its text and figures are files."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area_code = models.CharField(max_length=9)
    area_name = models.CharField(max_length=200)
    last_month = models.CharField(max_length=7)
    months = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="assessment")
    made_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=200, blank=True)
    marking = models.CharField(max_length=20, blank=True)
    cut_off = models.DateField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)
    files = models.JSONField(default=dict)
    maps = models.JSONField(default=list)
    step = models.CharField(max_length=12, choices=Step.choices, default=Step.SCOPING)
    # what the draft was drawn up from: the data files held, and how far the writing had got
    data_seal = models.CharField(max_length=64, blank=True)
    drawn_revision = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)
    for_partners = models.BooleanField(default=True)
    compared_with = models.ForeignKey("Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(made_at=None) | (~models.Q(title="") & models.Q(cut_off__isnull=False)), name="made_says_what_it_is"
            ),
            models.CheckConstraint(condition=models.Q(months__gte=1, months__lte=120), name="months_assessed"),
        ]

    def __str__(self) -> str:
        return f"assessment {self.public_id}"

    @property
    def is_made(self) -> bool:
        return self.made_at is not None

    @property
    def is_open(self) -> bool:
        return self.step in OPEN_STEPS


class Lasting(models.Model):
    """A record that is written once and never changed or deleted."""

    objects: ClassVar[models.Manager[Any]] = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("this record is never changed: add a new one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Immutable("this record is never deleted: it is history")


class Entry(Lasting):
    """One thing that somebody wrote or decided. The newest of its kind and place stands; the others are its history.

    Entries of an assessment are numbered through, so that of two people who save at once the database lets only one have the next number.
    """

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        DECISION = "decision", "Decision on a finding"
        ORDER = "order", "Order of findings"
        DELIVERY = "delivery", "Delivery of the last plan"
        GROUP = "group", "View of the strategy group"
        RECOMMENDATION = "recommendation", "Recommendation"
        INTELLIGENCE = "intelligence", "Intelligence gap"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="entries")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    place = models.CharField(max_length=200)
    content = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Lasting.Meta):
        ordering: ClassVar = ["revision"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "revision"], name="assessment_revision_once")]
        indexes: ClassVar = [models.Index(fields=["assessment", "kind", "place"], name="assessment_entry_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.revision} of {self.assessment}"


class StepTaken(Lasting):
    """A move from one step to another: who, when, and why where it went back or went on with something open."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="steps")
    before = models.CharField(max_length=12, choices=Step.choices)
    after = models.CharField(max_length=12, choices=Step.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Lasting.Meta):
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"


class Comment(models.Model):
    """A remark to those who work on a section. It is never printed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="comments")
    section = models.CharField(max_length=120)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"comment {self.public_id}"


class PictureAdded(models.Model):
    """A picture that somebody added to a section, as it was cleaned when it came in."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="pictures")
    section = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    alt = models.CharField(max_length=500)
    source = models.CharField(max_length=200)
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        verbose_name = "picture"

    def __str__(self) -> str:
        return f"picture {self.public_id}"


class Version(Lasting):
    """An assessment as it was locked. Its files are sealed: `figures_hash` is of the figures, `editing_sha256` of the writing.

    `hidden` says, for each audience but the internal one, what an edition for it leaves out.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    cut_off = models.DateField()
    figures_hash = models.CharField(max_length=64)
    editing_sha256 = models.CharField(max_length=64)
    findings_sha256 = models.CharField(max_length=64)
    hidden = models.JSONField(default=dict)
    compared_with = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Lasting.Meta):
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"version {self.number} of {self.assessment}"


class Edition(Lasting):
    """A version's files for one audience, each with its SHA-256, and in words what was left out of them."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="editions")
    audience = models.CharField(max_length=12)
    marking = models.CharField(max_length=20, blank=True)
    files = models.JSONField()
    hidden = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Lasting.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "audience"], name="edition_audience_once")]

    def __str__(self) -> str:
        return f"{self.audience} edition of {self.version}"


class Rebuilding(Lasting):
    """One check of a version: whether its figures came out the same when they were counted again from its own data files."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="rebuildings")
    identical = models.BooleanField()
    hash_now = models.CharField(max_length=64, blank=True)
    differences = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Lasting.Meta):
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"rebuilding of {self.version}"


class SummaryPublication(models.Model):
    """The summary that anybody may read. At most one at a time."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="publications")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    live = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["live"], condition=models.Q(live=True), name="one_summary_is_public"),
            models.CheckConstraint(
                condition=models.Q(live=True, withdrawn_at=None) | models.Q(live=False, withdrawn_at__isnull=False), name="live_or_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"publication of {self.edition}"


class EngagementEvent(models.Model):
    """An occasion on which people who live or work here were asked what should be done. Counts people and names nobody."""

    class Kind(models.TextChoices):
        PUBLIC_MEETING = "public-meeting", "Public meeting"
        DROP_IN = "drop-in", "Drop-in or street stall"
        ONLINE = "online", "Online consultation"
        FOCUS_GROUP = "focus-group", "Focus group"
        COMMUNITY_GROUP = "community-group", "Meeting of a community group"
        OTHER = "other", "Other"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    on = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    audience = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    people = models.PositiveIntegerField(null=True, blank=True)
    seniors = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"engagement event {self.public_id}"


class ViewHeard(models.Model):
    """What was said at an event about one issue, and by how many."""

    event = models.ForeignKey(EngagementEvent, on_delete=models.CASCADE, related_name="views")
    issue = models.CharField(max_length=200)
    people = models.PositiveIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"view heard at {self.event}"


import wardmoot.apps.assessment.similar_models  # noqa: E402, F401  Django finds the models of an app here
