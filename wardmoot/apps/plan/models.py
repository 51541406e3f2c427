from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class Immutable(Exception):
    """Someone tried to change or delete an entry that is history."""


class EntryQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        raise Immutable("an entry is never changed: add a new one")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Immutable("an entry is never deleted: it is the history of the chart")


class Entry(models.Model):
    """One thing entered in a chart that the plan lacks. The newest of its place stands; the others are its history.

    Entries of a plan are numbered through, so that of two people who save at once the database lets only one have the next number.
    """

    plan = models.CharField(max_length=120)
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[Any]] = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("an entry is never changed: add a new one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Immutable("an entry is never deleted: it is the history of the chart")


class MatrixCell(Entry):
    """What a theme does for a priority, and (where they are named) the group that does it and the plan that says how."""

    class Part(models.TextChoices):
        LEAD = "lead", "Leads"
        CONTRIBUTES = "contributes", "Contributes"
        NONE = "none", "No part"

    theme = models.CharField(max_length=80)
    priority = models.CharField(max_length=80)
    part = models.CharField(max_length=20, choices=Part.choices)
    group = models.CharField(max_length=80, blank=True)
    document = models.CharField(max_length=80, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "revision"], name="matrix_revision_once")]

    def __str__(self) -> str:
        return f"{self.theme} / {self.priority}: {self.get_part_display()}"


class ReportingLine(Entry):
    """To whom a group reports: `partnership`, `group:` and the key of another group, or nothing where it is taken back."""

    group = models.CharField(max_length=80)
    reports_to = models.CharField(max_length=90, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "revision"], name="reporting_revision_once")]

    def __str__(self) -> str:
        return f"{self.group} reports to {self.reports_to or 'nobody entered'}"


class Publication(models.Model):
    """What the public may read, word for word as it stood when it was published; at most one of each kind at a time."""

    class Kind(models.TextChoices):
        PLAN_SUMMARY = "plan summary", "Summary of the plan"

    kind = models.CharField(max_length=40, choices=Kind.choices)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind"], condition=models.Q(withdrawn_at=None), name="one_publication_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.published_at:%Y-%m-%d}"
