"""The environment in which Django renders our pages."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from wardmoot.govuk.components import Components
from wardmoot.govuk.error_summary import error_summary
from wardmoot.govuk.tables import pagination_parameters, table_parameters
from wardmoot.govuk.writing import count_of, day, moment, thousands


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page.

    Raises:
        django.urls.NoReverseMatch: no page has that name.
    """
    return reverse(name, args=args, kwargs=kwargs)


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 backend calls once: strict names, the components and our few filters."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701  Django passes autoescape=True
    made.globals.update(
        url=url,
        static=static,
        govuk=Components(),
        error_summary=error_summary,
        get_messages=get_messages,
        table_parameters=table_parameters,
        pagination_parameters=pagination_parameters,
        count_of=count_of,
    )
    made.filters.update(day=day, moment=moment, thousands=thousands)
    return made
