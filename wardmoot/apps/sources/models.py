from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

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
