"""Areas cut from the lattice are whole, connected and drawn by rings that keep the rules of GeoJSON."""

from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box, union_all

from wardmoot.demo.chance import Chance
from wardmoot.demo.lattice import Lattice, components, grow, outline, partition

BLOCK = [(c, r) for c in range(12) for r in range(9)]


def _drawn(cells):
    """The cells' outline as a polygon on the plain grid."""
    outer, *holes = outline(cells)
    return Polygon(outer, holes)


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1))
def test_outline_is_the_union_of_the_cells_whatever_their_shape(cells):
    for piece in components(cells):
        drawn = _drawn(piece)
        assert drawn.is_valid
        assert drawn.equals(union_all([box(c, r, c + 1, r + 1) for c, r in piece]))
        assert drawn.exterior.is_ccw
        assert not any(hole.is_ccw for hole in drawn.interiors)


def test_a_hole_that_touches_the_outside_at_a_corner_stays_a_hole():
    ring = [(c, r) for c in range(3) for r in range(3) if (c, r) not in ((1, 1), (0, 0))]
    drawn = _drawn(ring)
    assert drawn.is_valid
    assert len(drawn.interiors) == 1
    assert drawn.area == 7


@given(st.integers(1, 30))
def test_partition_gives_connected_parts_that_cover_all(many):
    parts = partition(BLOCK, many)
    assert sorted(cell for part in parts for cell in part) == sorted(BLOCK)
    assert len(parts) == many
    assert all(len(components(part)) == 1 for part in parts)


def test_partition_cannot_make_more_parts_than_cells():
    assert len(partition([(0, 0), (0, 1)], 5)) == 2


def test_grow_gives_connected_parts_and_connected_beginnings():
    parts = grow(set(BLOCK), [(0, 0), (11, 8)], Chance(3))
    assert sorted(cell for part in parts for cell in part) == sorted(BLOCK)
    for part in parts:
        assert len(components(part)) == 1
        assert len(components(part[: len(part) // 2])) == 1


def test_points_inside_a_cell_are_inside_it():
    lattice = Lattice(Chance(4))
    for c, r in BLOCK:
        cell = Polygon([lattice.corner(*corner) for corner in ((c, r), (c + 1, r), (c + 1, r + 1), (c, r + 1))])
        for across, up in ((0, 0), (100, 0), (0, 100), (100, 100), (50, 50)):
            x, y = lattice.inside((c, r), across, up)
            assert cell.contains(Polygon([(x, y), (x + 1, y), (x, y + 1)]))
