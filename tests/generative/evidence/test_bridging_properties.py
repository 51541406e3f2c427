"""Bridging on random partitions of a square: nothing is lost, a way there and back is exact where it claims to be."""

from __future__ import annotations

from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmoot.evidence.bridging import Bridge, BridgeKind, _groups, _links, convert
from wardmoot.evidence.places import Boundary

WIDTH = 12
CUTS = st.sets(st.integers(1, WIDTH - 1), max_size=6)


def cut(cuts: set[int], prefix: str) -> list[Boundary]:
    edges = [0, *sorted(cuts), WIDTH]
    return [Boundary(f"{prefix}{a:02d}-{b:02d}", "", "E06000054", shapely.box(a, 0, b, 1), 1) for a, b in pairwise(edges)]


def made(old: set[int], new: set[int]) -> Bridge:
    areas = cut(old, "O"), cut(new, "N")
    links = _links(*areas)
    groups = _groups(links)
    kinds = {vintage: {b.code: groups[(vintage, b.code)] for b in drawn} for vintage, drawn in zip((2011, 2021), areas, strict=True)}
    return Bridge(kinds, links, {}, ("E06000054",), ())


@settings(max_examples=60)
@given(old=CUTS, new=CUTS, counts=st.lists(st.integers(0, 500), min_size=7, max_size=7))
def test_converting_there_keeps_the_total_and_is_exact_where_it_says(old: set[int], new: set[int], counts: list[int]):
    bridge = made(old, new)
    given_counts = dict(zip(bridge.kinds[2011], counts, strict=False))
    found = convert(given_counts, bridge, to=2021)
    assert sum(found.values.values()) == pytest.approx(sum(given_counts.values()))
    assert found.unplaced == {}
    for link in bridge.links:
        old_kind = bridge.kinds[2011][link.old]
        assert bridge.kinds[2021][link.new] is old_kind, "areas that hang together changed in one way"
        if old_kind is BridgeKind.MERGED:
            assert link.share_of_old == pytest.approx(1)
            assert link.new not in found.assumed_codes
    assert 0 <= found.assumed <= 1 + 1e-12


@settings(max_examples=30)
@given(old=CUTS, extra=CUTS)
def test_a_split_comes_back_exactly(old: set[int], extra: set[int]):
    bridge = made(old, old | extra)
    counts = {code: 10.0 + n for n, code in enumerate(bridge.kinds[2011])}
    there = convert(counts, bridge, to=2021)
    back = convert(there.values, bridge, to=2011)
    assert back.values == pytest.approx(counts)
    assert back.assumed == 0
