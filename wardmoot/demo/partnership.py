"""Building the demonstration partnership in a home: the plan, the users, the data files, one assessment."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from wardmoot.apps.accounts import actions, queries
from wardmoot.apps.accounts.models import Agency, User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import shelf, version_actions
from wardmoot.apps.assessment.actions import begin
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.assessment.work import make_now
from wardmoot.catalogue.plans import install_plan, shipped_plan
from wardmoot.core.calendar import Month
from wardmoot.core.findings import Finding
from wardmoot.demo import DEMONSTRATION_DATE, MORNING, assessing, control, scoring
from wardmoot.demo.build import load_demonstration, write_community_areas
from wardmoot.demo.people import AGENCIES, USERS, DemonstrationUser
from wardmoot.demo.places import WILTSHIRE
from wardmoot.evidence import Store, StoreKind

FORMATS = ("html", "pdf", "docx", "ods", "json")
PLAN = "wiltshire-2019-2022"
LAST_MONTH = Month(2019, 10)
STEP_SECONDS = 30
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Credential:
    """What one demonstration user signs in with. Shown once: only a hash of the password is kept."""

    role: str
    email: str
    password: str
    setup_key: str


def is_empty(home: Path) -> bool:
    """Whether the home holds no data file and no user: only such a home can become a demonstration."""
    return Store.open(home).kind is None and not User.objects.exists()


def is_demonstration() -> bool:
    return queries.partnership().demonstration_on is not None


def is_unfinished() -> bool:
    """Whether a demonstration was begun here and stopped before its users and its assessment were there."""
    return is_demonstration() and not Assessment.objects.filter(last_month=str(LAST_MONTH), made_at__isnull=False).exists()


def build_demonstration(
    home: Path, *, formats: Sequence[str] = FORMATS, last_year: bool = False, progress: Progress = lambda stage: None
) -> tuple[Credential, ...]:
    """Make the demonstration partnership and return what its users sign in with.

    `last_year` adds the assessment of the year before, locked and approved, and compares this year's with it: it takes twice as long.
    A build that was stopped goes on where it stopped; its users then get new passwords. Raises ValueError, saying what to
    do, when the home already serves a real partnership.
    """
    _refuse_real(home)
    plan = install_plan(shipped_plan(PLAN), home)
    actions.set_partnership(by=None, name=plan.identity.partnership, demonstration_on=DEMONSTRATION_DATE)
    progress("Loading the invented data files")
    load_demonstration(home, now=MORNING)
    write_community_areas(home)
    progress("Adding a user for each role")
    credentials = _people()
    if is_unfinished():
        _assessment(formats, last_year, progress)
    return credentials


def _assessment(formats: Sequence[str], last_year: bool, progress: Progress) -> None:
    analyst = User.objects.get(email=next(u.email for u in USERS if u.role == Role.ANALYST))
    if last_year:
        progress("Making last year's assessment")
    earlier = assessing.last_year(LAST_MONTH.shift(-12), MORNING) if last_year else None
    progress("Making an assessment")
    begun = Assessment.objects.filter(last_month=str(LAST_MONTH)).first()
    asked = begun or begin(by=analyst, area=WILTSHIRE.code, area_name=WILTSHIRE.name, to=LAST_MONTH, months=12, now=MORNING)
    if earlier:
        version_actions.compare_with(by=analyst, assessment=asked, version=earlier, now=MORNING)
        asked.refresh_from_db()
    make_now(asked, formats=formats, now=MORNING, tell=progress, on_found=lambda found: _people_work(asked, found))


def _people_work(asked: Assessment, found: Sequence[Finding]) -> None:
    """What the people here decided and wrote, before the document that says so is written."""
    place = shelf.folder(asked.public_id)
    place.mkdir(parents=True, exist_ok=True)
    shelf.write_findings(place, found)
    scoring.score_demonstration(asked, now=MORNING)
    assessing.work_on(asked, MORNING)
    control.set_strategy(MORNING)


def _refuse_real(home: Path) -> None:
    known = queries.partnership()
    if Store.open(home).kind is StoreKind.REAL or (User.objects.exists() and known.demonstration_on is None):
        raise ValueError(f"the home {home} already serves a real partnership: set WARDMOOT_HOME to an empty folder for the demonstration")


@transaction.atomic
def _people() -> tuple[Credential, ...]:
    agencies = {a.key: Agency.objects.filter(name=a.name).first() or actions.add_agency(by=None, name=a.name) for a in AGENCIES}
    return tuple(_person(user, agencies[user.agency]) for user in USERS)


def _person(made_up: DemonstrationUser, agency: Agency) -> Credential:
    password, key = secrets.token_urlsafe(12), generate_totp_secret()
    user = User.objects.filter(email=made_up.email).first()
    user = user or User.objects.create_user(email=made_up.email, name=made_up.name, agency=agency, roles=[Role(made_up.role)])
    actions.change_password(by=user, password=password)
    actions.reset_second_factor(by=None, user=user)
    TOTP.activate(user, key)
    return Credential(Role(made_up.role).label, made_up.email, password, key)


def present_code(role: str, *, now: datetime) -> str:
    """The six figures an authenticator would show now for a demonstration user, so that nobody needs one to look around.

    Raises ValueError for an unknown role, or in a home that is not a demonstration.
    """
    if not is_demonstration():
        raise ValueError("codes are given for the demonstration only: real users have their own authenticator")
    made_up = next((u for u in USERS if u.role == role.replace("-", "_")), None)
    if made_up is None:
        raise ValueError(f"{role!r} is not a demonstration role: choose from {', '.join(u.role for u in USERS)}")
    kept = Authenticator.objects.get(user__email=made_up.email, type=Authenticator.Type.TOTP)
    return str(format_hotp_value(hotp_value(decrypt(kept.data["secret"]), int(now.timestamp()) // STEP_SECONDS)))
