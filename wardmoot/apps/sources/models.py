from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from wardmoot.apps.accounts.models import Agency
from wardmoot.apps.jobs.models import Job


class Load(models.Model):
    """Files that were sent in together. Its public id is made with the form, so that a form sent twice makes one load."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="data_load")
    files = models.JSONField(default=list)
    reports = models.JSONField(default=list)

    class Meta:
        verbose_name = "load of data files"
        ordering: ClassVar = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"load {self.public_id}"

    @property
    def refused(self) -> list[dict[str, Any]]:
        return [report for report in self.reports if report["status"] == "refused"]


class Draft(models.Model):
    """A partner's file on its way in: read, matched, checked, and not kept until somebody confirms it.

    `found` is what the last reading found, as `extracts.Preview` has it: nothing in it tells who somebody is. `reading` counts the
    readings, so that what is confirmed is what was seen. `columns` are those matched by hand in this very file, by place; `headings`
    those to look for in it, from an earlier file or import. Times are by the partnership's own calendar but for `expires_at`, by which
    the file is deleted whatever day a demonstration plays.
    """

    class State(models.TextChoices):
        READING = "reading", "Being read"
        CHECKED = "checked", "Waiting for you"
        REFUSED = "refused", "Refused"
        CONFIRMED = "confirmed", "Being imported"
        IMPORTED = "imported", "Imported"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "Expired"

    OPEN = (State.READING, State.CHECKED, State.REFUSED, State.CONFIRMED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.CharField(max_length=80)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING, db_index=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    reading = models.PositiveIntegerField(default=1)
    sent = models.CharField(max_length=32, blank=True)
    sheet = models.CharField(max_length=8, blank=True)
    columns = models.JSONField(null=True)
    headings = models.JSONField(default=dict)
    hows = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    workbook = models.CharField(max_length=80, blank=True)
    leave_out = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    batch = models.PositiveBigIntegerField(null=True, db_index=True)
    unchanged = models.BooleanField(default=False)

    class Meta:
        verbose_name = "draft of an extract"
        ordering: ClassVar = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"draft {self.public_id}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class RememberedColumns(models.Model):
    """The headings that an agency gives a dataset's columns, as they were when somebody last confirmed an import."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    dataset = models.CharField(max_length=80)
    columns = models.JSONField(default=dict)

    class Meta:
        verbose_name = "remembered columns"
        verbose_name_plural = "remembered columns"
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "dataset"], name="columns_once_an_agency_and_dataset")]

    def __str__(self) -> str:
        return f"{self.dataset} {self.agency.public_id}"


class Undoing(models.Model):
    """Who withdrew an import, and why; `batch` is its number among the data files."""

    class Reason(models.TextChoices):
        WRONG_FILE = "wrong file", "It was the wrong file"
        WRONG_CHOICE = "wrong dataset or agency", "It was imported as the wrong dataset, or from the wrong agency"
        ASKED = "supplier asked", "The agency that supplied it asks for it back"
        NOT_TO_HOLD = "not to be held", "It holds what we may not hold"
        FAULTY = "faulty figures", "Its figures are wrong"

    batch = models.PositiveBigIntegerField(unique=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField()
    reason = models.CharField(max_length=40, choices=Reason.choices)

    class Meta:
        verbose_name = "undoing of an import"

    def __str__(self) -> str:
        return f"undoing of import {self.batch}"
