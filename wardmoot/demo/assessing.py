"""The demonstration's assessments: last year's, locked and approved, and this year's in the middle of its analysis. All of it invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment import comments, flow_actions, standing
from wardmoot.apps.assessment.actions import begin
from wardmoot.apps.assessment.engagement import Heard, save_event
from wardmoot.apps.assessment.entries import enter
from wardmoot.apps.assessment.models import Assessment, EngagementEvent, Entry, Step, Version
from wardmoot.apps.assessment.points import write_point
from wardmoot.apps.assessment.taking import take
from wardmoot.apps.assessment.version_work import lock_now
from wardmoot.apps.assessment.work import make_now
from wardmoot.core.calendar import Month
from wardmoot.core.findings import Finder
from wardmoot.demo.people import USERS
from wardmoot.demo.places import WILTSHIRE
from wardmoot.reports.assessment.editing import Standing

YEAR = timedelta(days=365)
TEXTS = {
    "headlines": "The level is set out as recorded. It says what was reported to the police and written down, which is less than what happened.",
    "why": (
        "Officers and the licensing group put more of the recorded violence down to better recording than to more violence; the force's own audit "
        "of 2018 is what they go by.\n\nIt is not known how much of the summer's anti-social behaviour belongs to visitors: the incident "
        "records do not say who was involved."
    ),
    "residents": "Two events were held in the year. Those who came were not a sample, so their views stand beside the survey and not in its place.",
}
EVENTS = (
    (
        {
            "on": date(2019, 6, 18),
            "kind": EngagementEvent.Kind.PUBLIC_MEETING,
            "place": "Trowbridge, town hall",
            "audience": "Residents and traders",
            "people": 64,
            "seniors": True,
        },
        (
            Heard("Anti-social behaviour in the park", 31, "Evenings from May on. Lighting and a regular walk through were asked for."),
            Heard("Speeding on the A361", 18, "Near the two schools."),
            Heard("Burglary of sheds", 7),
        ),
    ),
    (
        {
            "on": date(2019, 9, 21),
            "kind": EngagementEvent.Kind.DROP_IN,
            "place": "Salisbury, market place",
            "audience": "Young people and passers-by",
            "people": 41,
            "seniors": False,
        },
        (
            Heard("Safety at the bus station after dark", 16, "Above all on Fridays."),
            Heard("Drug dealing seen in the open", 9, "Where it was seen was passed to the police and is not kept here."),
        ),
    ),
)
DELIVERY = {
    "theme-domestic-abuse": ("mostly", "The strategy is in force. Training reached the agencies it was meant for but one."),
    "theme-drugs-and-alcohol": ("in-part", "The strategy that was to be written in 2019 is in draft."),
    "theme-anti-social-behaviour": ("not-known", "No plan is named for this theme, so nobody reports on it."),
}
POINTS = (
    (
        Entry.Kind.GROUP,
        {"text": "Exploitation of children should stay a priority: not all there is is recorded.", "source": "Meeting of 5 November"},
    ),
    (Entry.Kind.RECOMMENDATION, {"text": "Name a plan and an owner for the theme of anti-social behaviour before April."}),
    (Entry.Kind.RECOMMENDATION, {"text": "Record at each incident whether alcohol was involved, so that next year can say."}),
    (
        Entry.Kind.INTELLIGENCE,
        {"text": "Who is involved in the summer's anti-social behaviour is not recorded. Wardens could find it out."},
    ),
)


def user(role: str) -> User:
    return User.objects.get(email=next(one.email for one in USERS if one.role == role))


def last_year(to: Month, now: datetime) -> Version:
    """The assessment of the year before, locked and approved: what this year's is compared with."""
    then, analyst = now - YEAR, user("analyst")
    held: Version | None = Version.objects.filter(assessment__last_month=str(to)).first()
    if held:
        return held
    one = Assessment.objects.filter(last_month=str(to)).first()
    one = one or begin(by=analyst, area=WILTSHIRE.code, area_name=WILTSHIRE.name, to=to, months=12, now=then)
    make_now(one, formats=(), now=then)
    decide_all(one, analyst, then)
    why = "This is the first assessment kept here; what was not yet asked for then is left open."
    for before, after in ((Step.DATA, Step.ANALYSIS), (Step.ANALYSIS, Step.SCORING)):
        if one.step == before:
            take(by=analyst, assessment=one, before=before, after=after, reason=why, now=then)
    version = lock_now(one, by=analyst, reason=why, now=then, formats=("html", "json"))
    one.refresh_from_db()
    flow_actions.approve(by=user("chair"), assessment=one, now=then)
    return version


def decide_all(one: Assessment, analyst: User, now: datetime) -> None:
    for found in standing.judged(one):
        if found.entry is None:
            decide(one, found, analyst, Standing.ACCEPTED, now)


def decide(one: Assessment, found: standing.Judged, by: User, how: Standing, now: datetime, *, reason: str = "", comment: str = "") -> None:
    standing.decide(by=by, assessment=one, finding=found.finding, standing=how, reason=reason, comment=comment, seen=0, now=now)


@transaction.atomic
def work_on(one: Assessment, now: datetime) -> None:
    """This year's assessment as the people here left it: some findings decided, some texts written, remarks, events."""
    if Entry.objects.filter(assessment=one).exists():
        return
    analyst, manager = user("analyst"), user("partnership_manager")
    take(by=analyst, assessment=one, before=Step.DATA, after=Step.ANALYSIS, reason="", now=now)
    found = standing.judged(one)
    spoken = [each for each in found if each.finding.finder is not Finder.MISSING]
    for each in spoken[: 2 * len(spoken) // 3]:
        decide(one, each, analyst, Standing.ACCEPTED, now)
    for each in spoken[-1:]:
        reason = "True, but it says nothing that the partnership can act on this year."
        decide(one, each, analyst, Standing.REJECTED, now, reason=reason)
    for key, text in TEXTS.items():
        enter(by=analyst, assessment=one, kind=Entry.Kind.TEXT, place=key, content={"text": text}, seen=0, now=now)
    for place, (state, text) in DELIVERY.items():
        enter(by=manager, assessment=one, kind=Entry.Kind.DELIVERY, place=place, content={"state": state, "text": text}, seen=0, now=now)
    for kind, content in POINTS:
        write_point(by=manager, assessment=one, kind=kind, content=content, now=now)
    for given, heard in EVENTS:
        save_event(by=manager, given=given, heard=heard, now=now)
    comments.add(by=manager, assessment=one, section="why", text="Can we name the audit, with its page?", now=now)
    done = comments.add(by=user("chair"), assessment=one, section="headlines", text="Say here that recorded is not the same as happened.", now=now)
    comments.resolve(by=analyst, comment=done, now=now)
