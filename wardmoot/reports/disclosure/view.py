"""How one audience sees one document: each figure once, and words without what is hidden."""

from __future__ import annotations

from dataclasses import dataclass, field

from wardmoot.core.figures import Figure
from wardmoot.reports.disclosure.deciding import Decided
from wardmoot.reports.disclosure.figures import protected_figure
from wardmoot.reports.disclosure.words import Words


@dataclass(slots=True)
class View:
    """The decisions on a document, put to its figures and words."""

    decided: Decided
    words: Words
    _made: dict[str, Figure | None] = field(default_factory=dict)

    def figure(self, figure: Figure) -> Figure | None:
        """The figure as the audience may have it; None where it may not have it at all."""
        if figure.id not in self._made:
            self._made[figure.id] = protected_figure(figure, self.decided)
        return self._made[figure.id]

    def is_hidden(self, figure: Figure) -> bool:
        """Whether the figure's own number is hidden."""
        made = self.figure(figure)
        return made is None or (made.value is None and figure.value is not None)

    def loses_test(self, figure: Figure) -> bool:
        """Whether something of the figure's test is hidden."""
        made = self.figure(figure)
        return made is None or made.verdict != figure.verdict
