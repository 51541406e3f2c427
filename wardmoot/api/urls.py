"""The addresses of the API, version 1."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import path
from ninja import NinjaAPI

from wardmoot.api import assessments, errors, priorities
from wardmoot.api.door import declared_paths
from wardmoot.apps.accounts.access import access
from wardmoot.apps.assessment.access import readers

PREFIX = "api/v1"
# no page of documentation: those that come with the library fetch their scripts from elsewhere
api = NinjaAPI(
    title="Wardmoot",
    version="1",
    description="Assessments and priorities. Sign in with a browser session; every change needs the session's CSRF token in X-CSRFToken.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
assessments.add_to(api)
priorities.add_to(api)
errors.add_to(api)


@access(readers)
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(api.get_openapi_schema(path_prefix=f"/{PREFIX}"))


urlpatterns = [path(f"{PREFIX}/openapi.json", openapi, name="api_openapi"), *declared_paths(api, PREFIX)]
