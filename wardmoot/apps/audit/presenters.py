from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.queries import uuid_or_nobody
from wardmoot.apps.audit import queries
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.govuk.components import component
from wardmoot.govuk.tables import Column
from wardmoot.govuk.writing import day, moment

KINDS = {"sign-ins": "Sign-ins", "views": "Views and downloads", "changes": "Changes"}
COLOURS = {"done": "green", "refused": "orange", "failed": "red"}


def _outcome(event: AuditEvent) -> Markup:
    return component("tag", {"text": event.get_outcome_display(), "classes": f"govuk-tag--{COLOURS[event.outcome]}"})


def _who(event: AuditEvent) -> str:
    if event.actor:
        return event.actor.name
    # what came over the network has a place it came from; the commands have none
    return "Not signed in" if event.network else "Command line"


def _who_link(event: AuditEvent) -> Any:
    if not event.actor:
        return _who(event)
    address = f"{reverse('audit')}?person={event.actor.public_id}"
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(address, _who(event))


def _object(event: AuditEvent) -> str:
    return f"{event.object_type} {event.object_id[:8]}".strip()


def _verb(event: AuditEvent) -> str:
    return event.verb[:1].upper() + event.verb[1:]


def _details(event: AuditEvent) -> str:
    return "; ".join(f"{key}: {', '.join(map(str, value)) if isinstance(value, list) else value}" for key, value in sorted(event.details.items()))


COLUMNS = (
    Column("at", "When", lambda event: moment(event.at), order="at"),
    Column("who", "Who", _who_link, order="actor__name"),
    Column("verb", "What", _verb, order="verb"),
    Column("object", "On what", _object, order="object_type"),
    Column("outcome", "Outcome", _outcome, order="outcome"),
)
EXPORT_COLUMNS = (
    Column("at", "When", lambda event: event.at.isoformat(timespec="seconds")),
    Column("who", "Who", _who),
    Column("roles", "Roles then", lambda event: event.roles),
    Column("verb", "What", _verb),
    Column("type", "On what", lambda event: event.object_type),
    Column("id", "Its identifier", lambda event: event.object_id),
    Column("outcome", "Outcome", lambda event: event.get_outcome_display()),
    Column("network", "Network (hashed)", lambda event: event.network),
    Column("details", "Details", _details),
)


def _options(pairs: list[tuple[str, str]], chosen: str, every: str) -> list[dict[str, Any]]:
    return [{"value": value, "text": text, "selected": value == chosen} for value, text in [("", every), *pairs]]


def filters(chosen: dict[str, str]) -> list[dict[str, Any]]:
    verbs = [(verb, verb[:1].upper() + verb[1:]) for verb in queries.verbs()]
    return [
        {"id": "kind", "name": "kind", "label": {"text": "Kind"}, "items": _options(list(KINDS.items()), chosen["kind"], "Everything")},
        {"id": "verb", "name": "verb", "label": {"text": "What"}, "items": _options(verbs, chosen["verb"], "Anything")},
        {
            "id": "outcome",
            "name": "outcome",
            "label": {"text": "Outcome"},
            "items": _options(list(AuditEvent.Outcome.choices), chosen["outcome"], "Any outcome"),
        },
    ]


def date_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def filters_in_words(chosen: dict[str, str]) -> str:
    said = []
    if chosen["kind"] in KINDS:
        said.append(f"kind: {KINDS[chosen['kind']]}")
    if chosen["verb"]:
        said.append(f"what: {chosen['verb']}")
    if chosen["outcome"] in AuditEvent.Outcome.values:
        said.append(f"outcome: {AuditEvent.Outcome(chosen['outcome']).label}")
    if person := User.objects.filter(public_id=uuid_or_nobody(chosen["person"])).first():
        said.append(f"person: {person.name}")
    for name, words in (("since", "from"), ("until", "to")):
        if on := date_or_none(chosen[name]):
            said.append(f"{words} {day(on)}")
    return "Filter: " + ("; ".join(said) or "none, everything")
