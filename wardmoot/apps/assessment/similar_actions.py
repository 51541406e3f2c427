from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.assessment.similar_models import GroupChosen, SimilarGroup
from wardmoot.apps.audit.actions import record
from wardmoot.measures.comparators import Group, Similar, group_to_json

NAME_TAKEN = "There is a saved group of this area with this name: choose another name, or remove that one first"
LOCKED = "The assessment is locked, so what it is compared with stays as it is. Make a new assessment to compare with another group."


def save_group(*, by: User, name: str, similar: Similar, now: datetime) -> SimilarGroup:
    """Keep the group that was found, under a name. Raises ValueError where the area has one of that name."""
    group = similar.group
    try:
        with transaction.atomic():
            saved = SimilarGroup.objects.create(
                name=name, area_code=group.area, area_name=similar.area.name, members=list(group.members), how=group.words, by=by, at=now
            )
            record("save group of similar areas", by=by, about=saved, details={"area": group.area, "members": list(group.members)})
    except IntegrityError:
        raise ValueError(NAME_TAKEN) from None
    return saved


@transaction.atomic
def remove_group(*, by: User, group: SimilarGroup, now: datetime) -> None:
    held = SimilarGroup.objects.select_for_update().get(pk=group.pk)
    if held.removed_at is None:
        held.removed_by, held.removed_at = by, now
        held.save(update_fields=["removed_by", "removed_at"])
        record("remove group of similar areas", by=by, about=held)


@transaction.atomic
def choose_group(*, by: User, assessment: Assessment, group: Group | None, now: datetime) -> None:
    """Set the assessment beside a group, or beside the nearest areas found anew. Raises ValueError where it is locked."""
    held = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not held.is_open:
        raise ValueError(LOCKED)
    GroupChosen.objects.create(assessment=held, group=group_to_json(group) if group else None, by=by, at=now)
    # not its name: somebody may have typed it
    details = {"members": list(group.members) if group else "found anew"}
    record("choose group of similar areas", by=by, about=held, details=details)
