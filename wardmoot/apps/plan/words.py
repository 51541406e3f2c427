"""What the plan's pages say in the same words."""

from __future__ import annotations

from wardmoot.core.figures import DisclosureClass, Figure, Polarity, Unit, VerdictWord, write_number
from wardmoot.core.plan import DocumentStatus, GapKind, Plan, PlanDocument

POLARITY = {
    Polarity.HIGHER_IS_BETTER: "A higher number is better.",
    Polarity.LOWER_IS_BETTER: "A lower number is better.",
    Polarity.NEUTRAL: "Neither: a higher number may mean more harm, or more of it found and reported.",
}
DISCLOSURE = {
    DisclosureClass.OPEN: "Class A, open: may be published as it is.",
    DisclosureClass.SENSITIVE: "Class B, sensitive: for the partnership. It is hidden, as [c], on public pages.",
    DisclosureClass.CLOSED: "Class C, closed: never published.",
}
STATUS_COLOURS = {
    DocumentStatus.EXISTS: "green",
    DocumentStatus.TO_BE_DEVELOPED: "yellow",
    DocumentStatus.UNDER_REVIEW: "purple",
    DocumentStatus.IN_DEVELOPMENT: "turquoise",
    DocumentStatus.NONE: "orange",
}
# what a gap is called in a list of gaps, one and several
GAPS = {
    GapKind.PRIORITY_WITHOUT_INDICATOR: ("priority without any indicator", "priorities without any indicator"),
    GapKind.PRIORITY_WITHOUT_OWNER: ("priority without an owner", "priorities without an owner"),
    GapKind.OUTCOME_WITHOUT_INDICATOR: ("outcome without an indicator", "outcomes without an indicator"),
    GapKind.THEME_WITHOUT_PLAN: ("theme without a plan", "themes without a plan"),
    GapKind.THEME_WITHOUT_GROUP: ("theme without a group", "themes without a group"),
    GapKind.DOCUMENT_WITHOUT_OWNER: ("plan document without an owner", "plan documents without an owner"),
    GapKind.HEADLINE_WITHOUT_OWNER: ("headline that no theme answers for", "headlines that no theme answers for"),
    GapKind.HEADLINE_WITHOUT_NUMBER: ("headline without a number", "headlines without a number"),
    GapKind.UNIT_NOT_STATED: ("headline without a unit", "headlines without a unit"),
    GapKind.AREA_NOT_STATED: ("headline without an area", "headlines without an area"),
    GapKind.PERIOD_AMBIGUOUS: ("headline whose period has two readings", "headlines whose period has two readings"),
    GapKind.PERIOD_NOT_STATED: ("headline without a period", "headlines without a period"),
    GapKind.PERIOD_ASSUMED: ("headline whose period is assumed", "headlines whose period is assumed"),
    GapKind.COMPARATOR_PERIOD_ASSUMED: ("number in brackets whose period is assumed", "numbers in brackets whose period is assumed"),
    GapKind.GRAPHIC_ABSENT: ("graphic absent from the source", "graphics absent from the source"),
}
# those that stop the partnership from knowing whether the plan works, in the order in which to settle them
PRESSING = (
    GapKind.PRIORITY_WITHOUT_INDICATOR,
    GapKind.OUTCOME_WITHOUT_INDICATOR,
    GapKind.HEADLINE_WITHOUT_OWNER,
    GapKind.THEME_WITHOUT_PLAN,
    GapKind.PRIORITY_WITHOUT_OWNER,
    GapKind.DOCUMENT_WITHOUT_OWNER,
    GapKind.GRAPHIC_ABSENT,
)
VERDICTS = {
    VerdictWord.NOT_TESTED: "Not tested",
    VerdictWord.TOO_FEW: "Too few to say",
    VerdictWord.NO_CLEAR_CHANGE: "No clear change",
    VerdictWord.NO_CLEAR_DIFFERENCE: "No clear difference",
}


def gap_words(kind: GapKind, count: int) -> str:
    one, several = GAPS[kind]
    return f"{count} {one if count == 1 else several}"


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def verdict_title(figure: Figure) -> str:
    if figure.verdict is None:
        return VERDICTS[VerdictWord.NOT_TESTED] if figure.comparator else "Not compared"
    return VERDICTS.get(figure.verdict.word, sentence(figure.verdict.word.value))


def why_that_verdict(figure: Figure) -> str:
    if figure.verdict is not None:
        return figure.verdict.note
    return "No test was made." if figure.comparator else "There is no other number to compare this one with."


def document_status(document: PlanDocument) -> str:
    return sentence(document.written_status)


def theme_status(plan: Plan, theme: str) -> str:
    return "; ".join(document_status(document) for document in plan.documents_of(theme)) or "No plan named"


def unit_words(figure: Figure) -> str:
    """What stands after the number: `incidents`, `of 76 young offenders tracked`, `offences per 1,000 residents`."""
    if figure.unit is Unit.PER_CENT:
        base = figure.denominator
        return f"of {write_number(base.value)} {base.label}" if base else f"of {figure.counting_unit.plural}"
    if figure.unit in (Unit.COUNT, Unit.RATE):
        return figure.written_unit
    return f"{figure.unit.value}, counted in {figure.counting_unit.plural}"
