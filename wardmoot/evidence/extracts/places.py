"""The places an installation knows by name, against which the cells of a PLACE column are read."""

from __future__ import annotations

from wardmoot.catalogue.areas import community_areas_for
from wardmoot.catalogue.dataset import ColumnType, Dataset
from wardmoot.evidence.extracts.examining import plain_places
from wardmoot.evidence.places import authority_names, boundaries
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store


def places_for(dataset: Dataset, given: frozenset[str], store: Store | None) -> dict[str, str]:
    """The places given and, where the dataset names places, those of the boundaries held and of the community areas, by plain name."""
    if not any(c.type is ColumnType.PLACE for c in dataset.columns):
        return {}
    names = set(given)
    if store is not None:
        wards = boundaries(store, SourceKey.BOUNDARY_WARD)
        names |= {w.name for w in wards}
        for authority in {w.authority for w in wards}:
            areas = community_areas_for(authority, store.folder.parent)
            names |= {a.name for a in areas.areas} if areas else set()
        names |= set(authority_names(store).values())
    return plain_places(names)
