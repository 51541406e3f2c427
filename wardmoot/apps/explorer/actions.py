from __future__ import annotations

from datetime import datetime

from django.db import transaction

from wardmoot.apps.accounts.models import User
from wardmoot.apps.audit.actions import record
from wardmoot.apps.explorer.models import SavedView, Sharing
from wardmoot.apps.explorer.state import State


@transaction.atomic
def save_view(*, by: User, name: str, state: State, sharing: str, role: str, now: datetime) -> SavedView:
    view = SavedView(owner=by, asks=state.query(), saved_at=now)
    _fill(view, by=by, name=name, sharing=sharing, role=role, now=now)
    record("save view", by=by, about=view, details={"measure": state.measure, "area": state.area, "sharing": sharing})
    return view


@transaction.atomic
def change_view(*, by: User, view: SavedView, name: str, sharing: str, role: str, now: datetime) -> None:
    _fill(view, by=by, name=name, sharing=sharing, role=role, now=now)
    record("change saved view", by=by, about=view, details={"sharing": sharing})


@transaction.atomic
def delete_view(*, by: User, view: SavedView) -> None:
    record("delete saved view", by=by, about=view)
    view.delete()


def _fill(view: SavedView, *, by: User, name: str, sharing: str, role: str, now: datetime) -> None:
    view.name, view.sharing, view.changed_at = name, sharing, now
    view.agency = by.agency if sharing == Sharing.AGENCY else None
    view.role = role if sharing == Sharing.ROLE else ""
    view.save()
