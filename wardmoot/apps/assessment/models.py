from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from wardmoot.apps.jobs.models import Job


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
