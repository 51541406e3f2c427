"""What the people finders say: counts only, no share and nobody named, each word of comparison a figure's own verdict."""

from __future__ import annotations

from wardmoot.core.figures import Figure, FigureText, Form, Span
from wardmoot.core.findings.sentences import topic, when


def busiest_claim(words: str, people: Figure, busiest: Figure, events: Figure, whole: Figure) -> tuple[Span, ...]:
    """The events of the tenth of people with most of them; `events` has what chance alone gives as comparator."""
    opening = (topic(words), "of ", FigureText(people, Form.WITH_UNIT), f" with any {when(whole.period)}, ")
    few = ("the ", FigureText(busiest), " with most have " if busiest.value != 1 else " with most has ")
    shared = (FigureText(events), " of ", FigureText(whole, Form.WITH_UNIT), ", ", FigureText(events, Form.VERDICT))
    return (*opening, *few, *shared, ": ", FigureText(events, Form.COMPARATOR), " if each were as likely to be next.")


def repeats_claim(again: Figure, again_events: Figure) -> tuple[Span, ...]:
    """How many have two or more, and how many events that makes."""
    if again.value == 1:
        return (" ", FigureText(again, Form.WITH_UNIT), " has two or more (", FigureText(again_events), " in all).")
    return (" ", FigureText(again), " have two or more, ", FigureText(again_events), " between them.")


def heavy_claim(heavy: Figure, threshold: Figure, heavy_events: Figure) -> tuple[Span, ...]:
    """Those with so many that chance alone would give them to nobody."""
    has = " has " if heavy.value == 1 else " have "
    most = (" ", FigureText(heavy, Form.WITH_UNIT), has, FigureText(threshold), " or more (", FigureText(heavy_events), " in all)")
    return (*most, ", which chance alone would give to nobody.")


Two = tuple[Figure, Figure]


def together_claim(words: str, flags: tuple[str, str], both: Figure, second: Figure, apart: Two, recorded: Two) -> tuple[Span, ...]:
    """Two flags on the same rows: `both` of the `second`, beside those without the second (`apart`: with the first, of all).

    `recorded` are the rows on which both are recorded, and all rows.
    """
    one, other = flags
    opening = (topic(words), "of ", FigureText(second, Form.WITH_UNIT), f" {when(second.period)} with the flag “{other}”, ")
    one_side = (FigureText(both), " also has" if both.value == 1 else " also have", f" “{one}”; of ", FigureText(apart[1]), " without it, ")
    other_side = (FigureText(apart[0]), " has" if apart[0].value == 1 else " have", ". The two are ", FigureText(both, Form.VERDICT))
    known = (". Both are recorded, as yes or as no, for ", FigureText(recorded[0]), " of ", FigureText(recorded[1], Form.WITH_UNIT), ".")
    return (*opening, *one_side, *other_side, *known)
