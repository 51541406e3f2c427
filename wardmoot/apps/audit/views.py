from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.access import access
from wardmoot.apps.accounts.exports import file_name, shield
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit import presenters, queries
from wardmoot.govuk.tables import TableState, csv_response, list_table, ordered_records, read_state

readers = who.roles(Role.IG_LEAD, Role.ADMINISTRATOR)
FILTERS = ("kind", "verb", "outcome", "person", "since", "until")


def _scope(request: HttpRequest) -> tuple[TableState, dict[str, str], Any]:
    state = read_state(request.GET, presenters.COLUMNS, default="-at", filters=FILTERS)
    chosen = dict(state.filters)
    words = {name: chosen[name] for name in ("kind", "verb", "outcome", "person")}
    since, until = (presenters.date_or_none(chosen[name]) for name in ("since", "until"))
    return state, chosen, queries.events(**words, since=since, until=until)


@access(readers, audited="view audit log")
def audit(request: HttpRequest) -> HttpResponse:
    state, chosen, found = _scope(request)
    table = list_table(found, presenters.COLUMNS, state, caption="Audit log", caption_shown=False, empty="Nothing in the log matches these filters.")
    context = {
        "table": table,
        "filters": presenters.filters(chosen),
        "chosen": chosen,
        "described": presenters.filters_in_words(chosen),
        "export": f"{reverse('audit_export')}?{state.query(page=1)}",
    }
    return render(request, "audit/log.html", context)


@access(readers, audited="export audit log")
def audit_export(request: HttpRequest) -> HttpResponse:
    state, chosen, found = _scope(request)
    records = ordered_records(found, presenters.COLUMNS, state).iterator(chunk_size=2000)
    described = presenters.filters_in_words(chosen)
    return csv_response(
        records, presenters.EXPORT_COLUMNS, title=f"Audit log ({shield()})", described=described, filename=file_name("audit-log", "csv")
    )
