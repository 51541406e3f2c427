"""Groups of similar areas that people saved, and the group that an assessment is compared with."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from wardmoot.apps.assessment.models import Assessment, Lasting


class SimilarGroup(models.Model):
    """A group somebody saved under a name. Its members never change: another choice is another group. One that is removed stays as history."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    area_code = models.CharField(max_length=9)
    area_name = models.CharField(max_length=200)
    members = models.JSONField()
    how = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area_code", "name"], condition=models.Q(removed_at=None), name="similar_group_named_once")
        ]

    def __str__(self) -> str:
        return f"group of similar areas {self.public_id}"


class GroupChosen(Lasting):
    """The group an assessment is set beside, whole as it was when it was chosen. The newest stands; no group: the nearest areas are found anew."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="groups_chosen")
    group = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Lasting.Meta):
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"group chosen for {self.assessment}"
