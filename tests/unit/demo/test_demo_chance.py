"""Chance is the same everywhere, and fair."""

import numpy as np
import pytest

from wardmoot.demo.chance import Chance


def test_stream_is_fixed_for_ever():
    assert Chance(2019, 1).below(1000, 6).tolist() == [917, 868, 882, 256, 547, 370]


def test_streams_of_other_keys_differ():
    assert Chance(1, 2).below(1 << 30, 4).tolist() != Chance(1, 3).below(1 << 30, 4).tolist()


def test_below_keeps_to_its_bounds_one_for_each_draw():
    bounds = np.array([1, 2, 3, 1000] * 500)
    drawn = Chance(5).below(bounds, bounds.size)
    assert (drawn >= 0).all()
    assert (drawn < bounds).all()
    assert set(drawn[bounds == 3].tolist()) == {0, 1, 2}


def test_pick_follows_the_weights_and_never_takes_a_weight_of_nothing():
    picked = np.bincount(Chance(6).pick(np.array([0, 1, 3, 0]), 40_000), minlength=4)
    assert picked[0] == picked[3] == 0
    assert picked[2] / picked[1] == pytest.approx(3, rel=0.05)


def test_count_has_the_mean_and_the_dispersion_it_is_given():
    chance = Chance(7)
    counts = np.array([chance.count(200.0, 1.5) for _ in range(4000)])
    assert counts.mean() == pytest.approx(200, rel=0.01)
    assert counts.var() / counts.mean() == pytest.approx(1.5, rel=0.1)


def test_count_is_never_negative():
    chance = Chance(8)
    assert min(chance.count(0.5, 3.0) for _ in range(500)) == 0
