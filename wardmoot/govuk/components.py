"""The design system's components as functions from parameters to safe HTML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, PrefixLoader
from markupsafe import Markup


@cache
def macro_environment() -> Environment:
    """The one environment in which the macros live; templates in it are compiled once a process.

    It is apart from the environment of the pages because the macros rely on missing parameters being empty,
    while a page must fail on a name that is not there.

    >>> macro_environment() is macro_environment()
    True
    """
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


@cache
def _macro(component: str) -> Any:
    module = macro_environment().get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
    name = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    return getattr(module, name)


def component(name: str, parameters: Mapping[str, Any] | None = None) -> Markup:
    """One component as HTML.

    Args:
        name: the design system's own name, with hyphens: "button", "summary-list".
        parameters: the component's own parameters (see the design system's page on it). Text is escaped, "html" is not.

    Raises:
        jinja2.TemplateNotFound: there is no such component.

    >>> "A &amp; B" in component("tag", {"text": "A & B"})
    True

    Source: GOV.UK Design System, https://design-system.service.gov.uk/components/
    """
    return Markup(_macro(name)(dict(parameters or {})).strip())  # noqa: S704  the macros escape what they are given


class Components:
    """The components as attributes, for templates: `{{ govuk.summary_list({...}) }}`.

    >>> "govuk-button" in Components().button({"text": "Save"})
    True
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda parameters=None: component(name.replace("_", "-"), parameters)
