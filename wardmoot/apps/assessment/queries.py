from __future__ import annotations

from django.db.models import QuerySet

from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.sources.queries import names_of_authorities
from wardmoot.core.calendar import Month
from wardmoot.evidence import SourceKey, Store, months_held

MADE, NOT_MADE = "made", "not-made"


def assessments(*, area: str = "", state: str = "") -> QuerySet[Assessment]:
    found = Assessment.objects.select_related("job", "asked_by")
    if area:
        found = found.filter(area_code=area)
    if state in (MADE, NOT_MADE):
        found = found.filter(made_at__isnull=state == NOT_MADE)
    return found


def made() -> QuerySet[Assessment]:
    return assessments(state=MADE)


def areas_assessed() -> list[tuple[str, str]]:
    return list(Assessment.objects.order_by("area_name", "area_code").values_list("area_code", "area_name").distinct())


def areas_held(store: Store) -> list[tuple[str, str]]:
    """The authorities whose small areas have boundaries: an assessment needs them for its places and its map."""
    held = [batch for key in (SourceKey.BOUNDARY_LSOA_2021, SourceKey.BOUNDARY_LSOA_2011) for batch in store.batches(source=key)]
    names = names_of_authorities(store)
    codes = {code for batch in held for code in batch.detail.get("authorities", ())}
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1])


def months_to_choose(store: Store) -> list[Month]:
    return sorted({month for months in months_held(store).values() for month in months}, reverse=True)
