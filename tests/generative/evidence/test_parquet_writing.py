"""What the Parquet writer writes is what DuckDB, which shares no code with it, reads."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmoot.evidence.parquet import Counting, Numbers, Texts, plain, write_parquet

WORDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=8)
ROWS = st.lists(
    st.tuples(st.none() | WORDS, st.none() | st.floats(allow_nan=False), st.none() | st.integers(0, 2**64 - 1)),
    min_size=1,
    max_size=300,
)


def read_back(columns: list[Texts | Numbers | Counting], rows: int) -> tuple[list[tuple[object, ...]], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        write_parquet(path, columns, rows)
        with duckdb.connect() as connection:
            found = connection.execute("SELECT * FROM read_parquet($path)", {"path": str(path)})
            return found.fetchall(), [str(column[1]) for column in found.description]


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(0, 2**40))
def test_every_cell_comes_back(rows, first):
    words = sorted({text for text, _, _ in rows if text is not None})
    texts = Texts("t", plain(words), np.array([-1 if text is None else words.index(text) for text, _, _ in rows]))
    present = [np.array([row[place] is not None for row in rows]) for place in (1, 2)]
    floats = Numbers("f", np.array([row[1] or 0.0 for row in rows], dtype=np.float64), present[0])
    whole = Numbers("u", np.array([row[2] or 0 for row in rows], dtype=np.uint64), present[1])
    found, kinds = read_back([texts, floats, whole, Counting("line", first)], len(rows))
    assert found == [(*row, first + place) for place, row in enumerate(rows)]
    assert kinds == ["VARCHAR", "DOUBLE", "UBIGINT", "BIGINT"]


@pytest.mark.parametrize("words", [1, 256, 257, 65_536, 65_537])
def test_dictionaries_of_every_width(words: int):
    numbers = np.random.default_rng(1).permutation(words)
    found, _ = read_back([Texts("t", plain(str(word) for word in range(words)), numbers)], words)
    assert [text for (text,) in found] == [str(number) for number in numbers]
