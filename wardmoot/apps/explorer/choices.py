"""What can be chosen, given what is held and who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from wardmoot.apps.accounts.models import User
from wardmoot.apps.explorer.access import may_see
from wardmoot.apps.sources.queries import kept_while_held, names_of_authorities
from wardmoot.catalogue.areas import community_areas_for
from wardmoot.core.calendar import FiscalYear, Month
from wardmoot.evidence import SourceKey, Store, months_held
from wardmoot.measures.exploring import Subject, partner_months, partner_subjects, road_authorities, road_months, road_subjects, street_subjects


@dataclass(frozen=True, slots=True)
class Choices:
    """The subjects this person may see, the areas (code, name), and the months held of each subject, newest first."""

    subjects: Mapping[str, Subject]
    areas: tuple[tuple[str, str], ...]
    months: Mapping[str, tuple[Month, ...]]

    @property
    def is_empty(self) -> bool:
        return not (self.areas and self.subjects)

    def months_of(self, key: str) -> tuple[Month, ...]:
        """The months of which rows of the subject are held, newest first."""
        return self.months.get(key, ()) if key in self.subjects else ()

    @property
    def every_month(self) -> tuple[Month, ...]:
        """The months of which rows of any subject are held, newest first."""
        return tuple(sorted({month for key in self.subjects for month in self.months_of(key)}, reverse=True))

    def latest(self, key: str) -> Month | None:
        return next(iter(self.months_of(key)), None)

    def fiscal_years(self, key: str) -> tuple[FiscalYear, ...]:
        """Those of which a month is held, newest first."""
        return tuple(sorted({FiscalYear.containing(month.first_day) for month in self.months_of(key)}, reverse=True))


def every_subject() -> dict[str, Subject]:
    """Everything that can be counted, whether or not data of it is held."""
    street = {subject.key: subject for subject in street_subjects()}
    return street | {key: one.subject for key, one in road_subjects().items()} | partner_subjects()


def choices_for(store: Store, user: User) -> Choices:
    """What of the data held this person may choose from."""
    months = _months(store)
    subjects = {key: one for key, one in every_subject().items() if may_see(user, one) and months.get(key)}
    return Choices(subjects, _areas(store), months)


def _months(store: Store) -> dict[str, tuple[Month, ...]]:
    street = tuple(sorted({month for held in months_held(store).values() for month in held}, reverse=True))
    roads = kept_while_held("road-months", store, lambda: road_months(store))
    found = {subject.key: street for subject in street_subjects()} | dict.fromkeys(road_subjects(), roads)
    return found | partner_months(store)


def _areas(store: Store) -> tuple[tuple[str, str], ...]:
    """The authorities whose small areas have boundaries, and those on whose roads collisions are held; the partnership's own first."""
    held = [batch for key in (SourceKey.BOUNDARY_LSOA_2021, SourceKey.BOUNDARY_LSOA_2011) for batch in store.batches(source=key)]
    names = names_of_authorities(store)
    codes = {code for batch in held for code in batch.detail.get("authorities", ())}
    codes |= set(kept_while_held("road-authorities", store, lambda: road_authorities(store)))
    return tuple(sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: (not _has_communities(pair[0]), pair[1])))


def _has_communities(code: str) -> bool:
    """Whether people here drew up its community areas, which tells the partnership's own area from its neighbours."""
    return community_areas_for(code, Path(settings.HOME)) is not None
