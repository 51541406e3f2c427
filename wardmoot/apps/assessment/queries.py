from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from wardmoot.apps.assessment import shelf
from wardmoot.apps.assessment.models import Assessment, Step, SummaryPublication, Version
from wardmoot.apps.sources.queries import names_of_authorities
from wardmoot.core.calendar import Month
from wardmoot.core.findings import Finding
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


def current() -> Assessment | None:
    """The assessment that is worked on, or the last that was: what a priority exercise begins from."""
    return made().exclude(step=Step.SUPERSEDED).order_by("-made_at", "-pk").first()


def findings_of(assessment: Assessment) -> tuple[Finding, ...]:
    """What was found when the assessment was last gathered, ranked; nothing before that."""
    return shelf.read_findings(shelf.folder(assessment.public_id))


def seal_of(store: Store) -> str:
    """Which data files are in use: another seal means that figures made before may no longer be those of the data held."""
    return hashlib.sha256("\n".join(sorted(batch.sha256 for batch in store.batches())).encode()).hexdigest()


def versions_of(assessment: Assessment) -> QuerySet[Version]:
    return Version.objects.filter(assessment=assessment).select_related("by", "assessment").order_by("-number")


def earlier_versions(assessment: Assessment) -> QuerySet[Version]:
    """Locked versions of other assessments of the same area, which this one can be compared with."""
    others = Version.objects.filter(assessment__area_code=assessment.area_code).exclude(assessment=assessment)
    return others.select_related("assessment").order_by("-cut_off", "-number")


def live_summary() -> SummaryPublication | None:
    found = SummaryPublication.objects.filter(live=True).select_related("edition__version__assessment", "published_by")
    return found.first()
