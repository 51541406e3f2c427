from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from wardmoot.apps.accounts.models import Agency
from wardmoot.apps.accounts.roles import Role


class Sharing(models.TextChoices):
    NOBODY = "nobody", "Only me"
    AGENCY = "agency", "My agency"
    ROLE = "role", "Everybody with a role"
    EVERYBODY = "everybody", "Everybody who can use the explorer"


class SavedView(models.Model):
    """A view of the explorer that somebody kept: its name and what its address asked for, which holds keys and codes only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    asks = models.CharField(max_length=1000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sharing = models.CharField(max_length=10, choices=Sharing.choices, default=Sharing.NOBODY)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=40, blank=True, choices=Role.choices)
    saved_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "saved view"
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once_a_person"),
            models.CheckConstraint(
                condition=Q(sharing=Sharing.AGENCY, agency__isnull=False) | (~Q(sharing=Sharing.AGENCY) & Q(agency__isnull=True)),
                name="saved_view_shared_with_an_agency",
            ),
            models.CheckConstraint(
                condition=(Q(sharing=Sharing.ROLE) & ~Q(role="")) | (~Q(sharing=Sharing.ROLE) & Q(role="")), name="saved_view_shared_with_a_role"
            ),
        ]

    def __str__(self) -> str:
        # not its name: this text may reach a log
        return f"saved view {self.public_id}"
