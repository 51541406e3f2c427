"""Telling invented data from real data, so that the two never share a store.

The rule, in one place: an invented area code begins with X where a real one has its country's letter
(X01 + six digits for a small area, X05 a ward, X06 an authority, X22 a partnership, X23 a force area);
an invented force's name ends with "(synthetic)" and its short name with "-synthetic";
an invented road collision's index (STATS19) is X, its year, 00 where a police force has its digits, and up to nine letters or digits.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

CODE_PREFIX = "X"
NAME_ENDING = "(synthetic)"
SLUG_ENDING = "-synthetic"
ATTRIBUTION = "Synthetic data made for demonstration: no real person, place or event."


class StoreKind(StrEnum):
    """What a store holds: real data or invented data, never both."""

    REAL = "real"
    DEMONSTRATION = "demonstration"


def is_synthetic_code(code: str) -> bool:
    """Whether an area code is invented.

    >>> is_synthetic_code("X01000001"), is_synthetic_code("E01032022")
    (True, False)
    """
    return code.startswith(CODE_PREFIX)


def is_synthetic_name(name: str) -> bool:
    """Whether a force's name (or short name) is invented.

    >>> is_synthetic_name("Moonshire Police (synthetic)"), is_synthetic_name("moonshire-synthetic"), is_synthetic_name("Wiltshire Police")
    (True, True, False)
    """
    return name.endswith((NAME_ENDING, SLUG_ENDING))


def kind_of(invented: Iterable[bool]) -> StoreKind | None:
    """The kind of a file whose codes and names are each invented or not; None when it mixes the two.

    >>> kind_of([False, False]), kind_of([True]), kind_of([True, False])
    (<StoreKind.REAL: 'real'>, <StoreKind.DEMONSTRATION: 'demonstration'>, None)
    """
    seen = set(invented)
    if len(seen) > 1:
        return None
    return StoreKind.DEMONSTRATION if True in seen else StoreKind.REAL


def refusal(store: StoreKind, file: StoreKind) -> str:
    """Why a file of one kind may not enter a store of the other, and what to do.

    >>> refusal(StoreKind.REAL, StoreKind.DEMONSTRATION)[:30]
    'the file is synthetic (its cod'
    """
    if file is StoreKind.DEMONSTRATION:
        return (
            "the file is synthetic (its codes begin with X or its force is marked synthetic) and this home holds real data: "
            f"load it into a demonstration home, with WARDMOOT_HOME set to another folder (this store is {store.value})"
        )
    return (
        f"the file is real data and this home is a {store.value}: real and synthetic never mix. Set WARDMOOT_HOME to another folder and load it there"
    )
