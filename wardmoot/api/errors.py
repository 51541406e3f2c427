"""What goes wrong, as JSON: `{"detail": what is wrong and what to do next}`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from wardmoot.apps.plan.actions import ChangedMeanwhile, Refused


def add_to(api: NinjaAPI) -> None:
    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        body: dict[str, object] = {"detail": str(error)}
        if isinstance(error, ChangedMeanwhile):
            body = {"detail": "Saved meanwhile by another request. Get it again, compare, then save with its revision.", "changed_meanwhile": True}
        return api.create_response(request, body, status=409)

    @api.exception_handler(ValidationError)
    def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        # the library's own answer repeats what was sent; where and what is enough
        faults = [{"where": ".".join(map(str, one["loc"])), "detail": one["msg"]} for one in error.errors]
        return api.create_response(request, {"detail": "What was sent cannot be read: correct the places listed.", "faults": faults}, status=422)
