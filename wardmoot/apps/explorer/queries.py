from __future__ import annotations

from django.db.models import Q, QuerySet

from wardmoot.apps.accounts.models import User
from wardmoot.apps.explorer.models import SavedView, Sharing

MINE, SHARED = "mine", "shared"


def views_for(user: User, *, whose: str = "") -> QuerySet[SavedView]:
    """The person's own views, and those that others share with their agency, one of their roles, or everybody."""
    own = Q(owner=user)
    shared = Q(sharing=Sharing.EVERYBODY) | Q(sharing=Sharing.ROLE, role__in=sorted(user.roles))
    if user.agency_id:
        shared |= Q(sharing=Sharing.AGENCY, agency=user.agency_id)
    chosen = {MINE: own, SHARED: shared & ~own}.get(whose, own | shared)
    return SavedView.objects.filter(chosen).select_related("owner", "agency")


def own_views(user: User) -> QuerySet[SavedView]:
    return SavedView.objects.filter(owner=user).select_related("owner", "agency")
