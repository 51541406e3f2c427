from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.assessment.similar_models import GroupChosen, SimilarGroup
from wardmoot.evidence import Store
from wardmoot.measures.comparators import Group, area_profiles, group_from_json, imported_groups, saved_group


def groups_saved(area: str = "") -> QuerySet[SimilarGroup]:
    found = SimilarGroup.objects.select_related("by").filter(removed_at=None)
    return found.filter(area_code=area) if area else found


def as_group(saved: SimilarGroup) -> Group:
    return saved_group(saved.area_code, saved.name, tuple(saved.members), saved.at.date(), saved.how)


def group_for(assessment: Assessment) -> Group | None:
    """The group chosen for an assessment; None where the nearest areas are to be found anew."""
    newest = GroupChosen.objects.filter(assessment=assessment).last()
    return group_from_json(newest.group) if newest and newest.group else None


def groups_to_choose(store: Store, assessment: Assessment) -> tuple[str, Sequence[tuple[str, Group]], str]:
    """The assessment's area as groups name it, what can be chosen for it, by key, and the reason where it has no groups at all."""
    profiles = area_profiles(store)
    try:
        area = profiles.code_of(store, assessment.area_code)
    except ValueError as reason:
        return "", (), str(reason)
    saved = [(f"saved-{one.public_id}", as_group(one)) for one in groups_saved(area)]
    imported = [(f"imported-{number}", group) for number, group in enumerate(imported_groups(store, profiles, area), 1)]
    return area, (*saved, *imported), ""
