from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from wardmoot.apps.plan.models import Entry
from wardmoot.core.priorities.control_strategy import FourP, ItemStatus

P_CHOICES = [(p.value, p.heading) for p in FourP]
STATUS_CHOICES = [(status.value, status.value.capitalize()) for status in ItemStatus]


class ControlItem(Entry):
    """An item of the control strategy as somebody saved it. The newest of its `item` stands; the others are its history."""

    item = models.UUIDField(default=uuid.uuid4)
    theme = models.CharField(max_length=80)
    p = models.CharField(max_length=10, choices=P_CHOICES)
    problem = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=300)
    owner = models.CharField(max_length=200)
    group = models.CharField(max_length=80, blank=True)
    document = models.CharField(max_length=80, blank=True)
    headline = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=300, blank=True)
    gap = models.CharField(max_length=500, blank=True)
    resources = models.CharField(max_length=300, blank=True)
    review_on = models.DateField()
    status = models.CharField(max_length=12, choices=STATUS_CHOICES)

    class Meta(Entry.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "revision"], name="control_item_revision_once")]
        indexes: ClassVar = [models.Index(fields=["plan", "item"])]

    def __str__(self) -> str:
        return f"item {self.item} of the control strategy"


class NoItemReason(Entry):
    """Why a theme has nothing under one of the Ps. The newest of its place stands; empty words take it back."""

    theme = models.CharField(max_length=80)
    p = models.CharField(max_length=10, choices=P_CHOICES)
    words = models.CharField(max_length=500, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "revision"], name="no_item_reason_revision_once")]

    def __str__(self) -> str:
        return f"{self.theme} / {self.p}: why nothing is done"
