"""People: do few of those recorded (suspects, say) have much of what is recorded?"""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.core.findings import Candidate, Finder
from wardmoot.measures.finders.material import Material
from wardmoot.measures.finders.repeats import tested


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each set of people who are no victims; theirs is `repeats`."""
    yield from tested(material, Finder.PEOPLE, repeats=False)
