"""The jobs that people do here, as the partnership knows them."""

from django.db.models import TextChoices


class Role(TextChoices):
    PARTNERSHIP_MANAGER = "partnership_manager", "Partnership manager"
    ANALYST = "analyst", "Analyst"
    PANEL_COORDINATOR = "panel_coordinator", "Panel coordinator"
    AGENCY_REPRESENTATIVE = "agency_representative", "Agency representative"
    IG_LEAD = "ig_lead", "Information-governance lead"
    REVIEW_LEAD = "review_lead", "Review lead"
    BOARD_MEMBER = "board_member", "Board member"
    CHAIR = "chair", "Chair of the strategy group"
    ADMINISTRATOR = "administrator", "Administrator"


DUTIES = {
    Role.PARTNERSHIP_MANAGER: "the plan, duties, groups and actions, board pack, annual review",
    Role.ANALYST: "data, indicators, the strategic assessment",
    Role.PANEL_COORDINATOR: "referrals, agenda, research, meetings, actions, returns",
    Role.AGENCY_REPRESENTATIVE: "refer, answer research requests, do actions",
    Role.IG_LEAD: "agreements, decisions, the audit log, retention, subject access",
    Role.REVIEW_LEAD: "death reviews, recommendations, learning",
    Role.BOARD_MEMBER: "read what is published to the board",
    Role.CHAIR: "approve the assessment, decide priorities, publish the summary",
    Role.ADMINISTRATOR: "invite people, give roles, stop access",
}
