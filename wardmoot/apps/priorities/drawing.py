"""The scores of one axis as dots on its scale."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from wardmoot.core.priorities import Disagreement

GAP, EDGE, DOT, LIFT = 44, 24, 7, 16
INK, BLUE, RULE = "#3D3D3D", "#12436D", "#b1b8b8"


def dot_plot(found: Disagreement) -> Markup:
    """A dot for each scorer above the value they gave. Steps stand evenly apart: it is their order that scorers chose from."""
    held = Counter(found.scores.values())
    tallest = max(held.values(), default=1)
    width, base = 2 * EDGE + GAP * (len(found.axis.steps) - 1), 12 + LIFT * tallest
    pieces = [Markup('<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>').format(EDGE - 12, width - EDGE + 12, base, base, RULE)]
    for place, step in enumerate(found.axis.steps):
        x = EDGE + GAP * place
        pieces.append(Markup('<text x="{}" y="{}" text-anchor="middle" font-size="14" fill="{}">{}</text>').format(x, base + 18, INK, step.value))
        for number in range(held[step.value]):
            pieces.append(Markup('<circle cx="{}" cy="{}" r="{}" fill="{}"/>').format(x, base - 10 - LIFT * number, DOT, BLUE))
    said = "; ".join(f"{count} gave {value}" for value, count in sorted(held.items())) or "nobody scored it"
    drawing = Markup('<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">{}</svg>')
    height = base + 24
    return drawing.format(f"{found.axis.title}: {said}", width, height, width, height, Markup("").join(pieces))
