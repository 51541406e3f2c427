"""Every address. Apps bring their own `urls.py`; those found are included under their name."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from wardmoot.web import pages

urlpatterns = [
    path("", pages.front, name="front"),
    path("home/", pages.home, name="home"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("cookies/", pages.cookies, name="cookies"),
    path("", include("wardmoot.api.urls")),
    *(path("", include(f"{app}.urls")) for app in settings.OWN_APPS if find_spec(f"{app}.urls")),
]
handler400 = "wardmoot.web.pages.bad_request"
handler403 = "wardmoot.web.pages.forbidden"
handler404 = "wardmoot.web.pages.not_found"
handler500 = "wardmoot.web.pages.server_error"
