"""The demonstration's invented agencies and users: plain data. Nobody here exists, and none is an office-holder of the plan."""

from __future__ import annotations

from dataclasses import dataclass

from wardmoot.demo.places import SYNTHETIC

MAIL_DOMAIN = "demonstration.invalid"
"""A domain that can never receive mail (RFC 2606 reserves `.invalid`)."""


@dataclass(frozen=True, slots=True)
class DemonstrationAgency:
    """An invented member of the partnership. `key` names it in data; `kind` is the sort of body."""

    key: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class DemonstrationUser:
    """An invented user: a role of the product, whom they work for, and what they do here in a sentence for the sign-in page."""

    role: str
    name: str
    agency: str
    does: str

    @property
    def email(self) -> str:
        """An address that cannot receive mail.

        >>> USERS[1].email
        'analyst@demonstration.invalid'
        """
        return f"{self.role.replace('_', '-')}@{MAIL_DOMAIN}"


AGENCIES = tuple(
    DemonstrationAgency(key, f"{name} {SYNTHETIC}", kind)
    for key, name, kind in (
        ("council", "Wiltshire Council", "local authority"),
        ("police", "Wiltshire Police", "police"),
        ("fire", "County Fire and Rescue Service", "fire and rescue"),
        ("probation", "County Probation Service", "probation"),
        ("health", "County Health Commissioners", "health"),
        ("commissioner", "Office of the Police and Crime Commissioner", "police and crime commissioner"),
        ("youth-justice", "Youth Justice Service", "youth justice"),
        ("housing", "Downs Housing Association", "housing"),
        ("voluntary", "Safe Harbour Domestic Abuse Support", "voluntary sector"),
        ("neighbour", "Swindon Council", "local authority"),
        ("hospital", "Downs Hospitals", "health"),
        ("youth", "Wiltshire Youth Offending Team", "youth justice"),
        ("treatment", "Turning Tide Treatment", "voluntary sector"),
        ("outreach", "Lantern Outreach", "voluntary sector"),
    )
)

USERS = tuple(
    DemonstrationUser(role, f"{name} {SYNTHETIC}", agency, does)
    for role, name, agency, does in (
        ("partnership_manager", "Rowan Ashcombe", "council", "keeps the plan, its duties, groups and actions, and makes the board pack"),
        ("analyst", "Priya Fernleigh", "police", "loads data, checks it, and makes the strategic assessment"),
        ("panel_coordinator", "Marek Hollins", "council", "runs the panels: referrals, agenda, meeting and actions"),
        ("agency_representative", "Gwen Applegarth", "voluntary", "refers, answers research requests and does actions"),
        ("ig_lead", "Tunde Marlowe", "council", "keeps the sharing agreements, decisions, audit and retention"),
        ("review_lead", "Isla Penhallow", "council", "leads death reviews, their recommendations and the learning"),
        ("board_member", "Dilip Stanwick", "fire", "reads what goes to the board"),
        ("chair", "Ottoline Marchbank", "council", "chairs the strategy group: approves the assessment, decides priorities, publishes the summary"),
        ("administrator", "Nesta Quillfeather", "council", "invites people, gives roles and stops access"),
    )
)
"""One user for each role, in the order of the roles. The public needs no user."""
