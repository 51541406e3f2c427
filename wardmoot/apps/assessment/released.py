"""What an audience already has. A new edition must not, beside it, give away what either hides."""

from __future__ import annotations

from pathlib import Path

from django.db.models import Q

from wardmoot.apps.assessment import sealed
from wardmoot.apps.assessment.models import Edition, SummaryPublication
from wardmoot.reports.audience import Audience


def figures_had(audience: Audience) -> list[Path]:
    """The figures of every edition that the audience could ever read: what was withdrawn stays known. Member agencies read the public's too.

    Raises Tampered where a file is not what was locked: without it nobody can say what is safe to give.
    """
    if audience is Audience.INTERNAL:
        return []
    had = Q(audience=Audience.PUBLIC.value, publications__isnull=False)
    if audience is Audience.PARTNERSHIP:
        had |= Q(audience=Audience.PARTNERSHIP.value)
    found = Edition.objects.filter(had).select_related("version__assessment").order_by("pk").distinct()
    return [sealed.edition_file(edition, form) for edition in found for form in edition.files if form.endswith("json")]


def published_since(edition: Edition) -> bool:
    """Whether the public got another summary that this edition was not made beside. One that was public before tells nothing new."""
    if edition.publications.exists():
        return False
    others = SummaryPublication.objects.exclude(edition=edition)
    return others.filter(published_at__gte=edition.at).exists()
