from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.assessment.similar_models import SimilarGroup
from wardmoot.core.stats.similar_areas import LeftOut, Near
from wardmoot.govuk.tables import Column, TableState
from wardmoot.govuk.writing import count_of, day
from wardmoot.measures.comparators import Group, Similar, Variable


def rows(similar: Similar) -> list[SimpleNamespace]:
    """A row for every area that was compared, nearest first, with what the columns order by."""
    members = set(similar.group.members)
    return [
        SimpleNamespace(
            near=near,
            name=similar.named(near.code).name,
            code=near.code,
            distance=near.distance,
            member=near.code in members,
            **{f"share_{key}": float(share) for key, share in zip(similar.found.variables, near.shares, strict=True)},
        )
        for near in similar.found.ranked
    ]


def _member(row: SimpleNamespace) -> str:
    return "Yes" if row.member else "No"


def _plain_columns(similar: Similar) -> tuple[Column, ...]:
    return (
        Column("area", "Area", lambda row: row.name, order="name"),
        Column("distance", "Distance", lambda row: similar.distance(row.near).written, order="distance", numeric=True),
        Column("member", "In the group", _member, order="member"),
    )


def columns(similar: Similar) -> tuple[Column, ...]:
    """The columns on screen: distance, and the share of each variable in it. Each can be ordered by."""
    shares = [
        Column(variable.key, variable.words, _share_text(similar, variable), order=f"share_{variable.key}", numeric=True)
        for variable in similar.variables
    ]
    return (*_plain_columns(similar), *shares)


def _share_text(similar: Similar, variable: Variable) -> Callable[[Any], str]:
    return lambda row: similar.share(row.near, variable).written


def _value_text(similar: Similar, variable: Variable) -> Callable[[Any], str]:
    return lambda row: similar.value(row.code, variable).written


def export_columns(similar: Similar) -> tuple[Column, ...]:
    """The same with each area's code and what is held of it."""
    held = [Column(f"value-{one.key}", f"{one.words} ({one.unit})", _value_text(similar, one)) for one in similar.variables]
    shares = [Column(one.key, f"Share of distance: {one.words}", _share_text(similar, one)) for one in similar.variables]
    return (Column("code", "Code", lambda row: row.code), *_plain_columns(similar), *shares, *held)


def left_out_links(similar: Similar, state: TableState, row: SimpleNamespace) -> Markup:
    without = ",".join((*similar.found.set_aside, row.code))
    words = Markup('<a class="govuk-link" href="?{}">Leave out<span class="govuk-visually-hidden"> {}</span></a>')
    return words.format(state.query(without=without, page=1), row.name)


def put_back(similar: Similar, state: TableState) -> list[Markup]:
    """The areas that were left out, each with a link that puts it back."""
    aside = similar.found.set_aside
    link = Markup('{} <a class="govuk-link" href="?{}">Put back<span class="govuk-visually-hidden"> {}</span></a>')
    names = [(similar.named(code).name, ",".join(other for other in aside if other != code)) for code in aside]
    return [link.format(name, state.query(without=rest, page=1), name) for name, rest in names]


def variable_rows(similar: Similar) -> list[list[dict[str, Any]]]:
    """What is held of the area, and how the group changes without each variable."""
    changes = {one.left_out: one for one in similar.without_variables}
    return [
        [
            {"text": variable.words},
            {"text": similar.value(similar.found.area, variable).written, "format": "numeric"},
            {"text": variable.unit},
            {"text": _changed(similar, changes.get(variable.key))},
        ]
        for variable in similar.variables
    ]


def _changed(similar: Similar, change: LeftOut | None) -> str:
    if change is None:
        return "Nothing would be left to compare by"
    parts = [f"{_names(similar, codes)} {verb}" for codes, verb in ((change.joins, "would join"), (change.leaves, "would leave")) if codes]
    return "; ".join(parts) or "The same group"


def _names(similar: Similar, codes: Sequence[str]) -> str:
    return ", ".join(similar.named(code).name for code in codes)


def lacking(similar: Similar) -> list[str]:
    """The areas that could not be compared, with what they lack."""
    return [f"{similar.named(code).name}: {_listed(similar, code)}" for code in similar.found.lacking]


def _listed(similar: Similar, code: str) -> str:
    return ", ".join(variable.words.lower() for variable in similar.lacks(code))


def next_nearest(similar: Similar) -> str:
    changes = similar.without_areas
    return _names(similar, changes[0].joins) if changes and changes[0].joins else ""


def first_figure(similar: Similar, code: str) -> Any:
    """The distance of the area asked for, or of the nearest: all of them are made in one way."""
    near: Near = next((one for one in similar.found.ranked if one.code == code), similar.found.ranked[0])
    return similar.distance(near)


def _saved_name(group: SimilarGroup) -> str:
    return group.name


SAVED_COLUMNS = (
    Column("name", "Group", _saved_name, order="name"),
    Column("area", "Area", lambda group: group.area_name, order="area_name"),
    Column("members", "Areas", lambda group: str(len(group.members)), numeric=True),
    Column("at", "Saved", lambda group: day(group.at), order="at"),
    Column("by", "By", lambda group: group.by.name if group.by else "Set-up", order="by__name"),
)


def saved_columns(*, may_remove: bool) -> tuple[Column, ...]:
    def remove(group: SimilarGroup) -> Markup:
        link = Markup('<a class="govuk-link" href="{}">Remove<span class="govuk-visually-hidden"> {}</span></a>')
        return link.format(reverse("remove_similar_group", args=[group.public_id]), group.name)

    return (*SAVED_COLUMNS, Column("remove", "Remove", remove)) if may_remove else SAVED_COLUMNS


def imported_lists(lists: Sequence[Any]) -> Iterator[list[dict[str, Any]]]:
    for one in lists:
        yield [
            {"text": one.name},
            {"text": one.version},
            {"text": day(one.dated)},
            {"text": count_of(len(one.groups), "area")},
            {"html": Markup('<span class="wm-break">{}</span>').format(one.batch.file)},
        ]


def member_names(group: Group, names: Any) -> str:
    return ", ".join(names.get(code, code) for code in group.members)
