"""Who may make and who may read an assessment.

It holds counts and never a person, and it is made to be read by the partners it is about, so every role that works on
crime and harm reads it. An administrator looks after accounts and needs no figures. Making one puts the partnership's
name to figures: that is the work of the analyst and the partnership manager. The chair of the strategy group approves one
and publishes its summary. A draft that holds figures which not every member agency may see is for these three alone; the
others read the edition that is made for partners.
"""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import queries
from wardmoot.apps.assessment.models import Assessment

readers = who.roles(*(role for role in Role if role is not Role.ADMINISTRATOR))
makers = who.roles(Role.ANALYST, Role.PARTNERSHIP_MANAGER)
chairs = who.roles(Role.CHAIR)
insiders = who.roles(Role.ANALYST, Role.PARTNERSHIP_MANAGER, Role.CHAIR)


def draft_for(request: HttpRequest, public_id: UUID, *, made: bool = False) -> Assessment:
    """The assessment, for somebody who may see its draft; not found where there is none (or none made yet, where it must be)."""
    found = get_object_or_404(queries.made() if made else queries.assessments(), public_id=public_id)
    if not found.for_partners and not insiders.admits(request.user):
        raise PermissionDenied("the draft holds figures that not every member agency may see")
    return found
