"""Turning operations into addresses that say who may enter, so that the gate and the test of the URL map see them as any page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.operation import PathView
from ninja.utils import normalize_path, replace_path_param_notation

from wardmoot.apps.accounts.access import Declaration, declaration


def declared_paths(api: NinjaAPI, prefix: str) -> list[URLPattern]:
    """One address for each path of the API's own router, with its operations' declaration on the view.

    The gate knows the view of an address and not its operations, so all operations of a path are for the same people: where
    they differ, or one declares nothing, this raises ImproperlyConfigured and nothing starts.
    """
    found: list[URLPattern] = []
    for template, path_view in api.default_router.path_operations.items():
        # the library has a converter of its own for public ids; the one that every page uses will do
        written = replace_path_param_notation(template).replace("<uuidstr:", "<uuid:")
        route = normalize_path("/".join((prefix, written))).lstrip("/")
        for operation in path_view.operations:
            operation.api = api
        found.append(path(route, _view(path_view, template), name=_name(path_view)))
    return found


def _name(path_view: PathView) -> str:
    return f"api_{path_view.operations[0].view_func.__name__}"


def _view(path_view: PathView, template: str) -> Callable[..., Any]:
    held = {operation.view_func.__name__: _declared(operation.view_func, template) for operation in path_view.operations}
    rules = {one.rule for one in held.values()}
    if len(rules) > 1:
        raise ImproperlyConfigured(f"the operations of {template} are for different people: declare one rule for all of them")
    methods = {method: _declared(operation.view_func, template) for operation in path_view.operations for method in operation.methods}
    return _Door(path_view.get_view(), next(iter(held.values())), methods)


def _declared(function: Callable[..., Any], template: str) -> Declaration:
    found = declaration(function)
    if found is None:
        raise ImproperlyConfigured(f"{function.__name__} at {template} declares no access rule: put @access(...) below its route")
    return found


class _Door:
    """A view that keeps the session's protection against forged requests, which the library would take off."""

    csrf_exempt = False

    def __init__(self, inner: Callable[..., HttpResponse], declared: Declaration, methods: dict[str, Declaration]) -> None:
        self.inner, self.access, self.methods = inner, declared, methods

    def __call__(self, request: HttpRequest, **parameters: Any) -> HttpResponse:
        # what was asked is named by its own operation in the audit log
        request.declared = self.methods.get(str(request.method), self.access)  # type: ignore[attr-defined]
        return self.inner(request, **parameters)
