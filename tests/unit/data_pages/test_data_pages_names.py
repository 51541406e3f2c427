"""Names that files came with: what is kept of them is never a path, a command or a formula."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmoot.apps.sources.arriving import LONGEST_NAME, safe_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("2019-10-wiltshire-street.csv", "2019-10-wiltshire-street.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\data (1).zip", "data (1).zip"),
        ("...", "file"),
        ("", "file"),
        (".bashrc", "bashrc"),
        ("@SUM(1+1).csv", "SUM(1_1).csv"),
        ("CON.csv\u202egpj", "CON.csv_gpj"),
    ],
)
def test_known_tricks(given_name, kept):
    assert safe_name(given_name) == kept


@given(st.text(max_size=300))
def test_any_text_gives_one_plain_name(text):
    name = safe_name(text)
    assert name
    assert len(name) <= LONGEST_NAME
    assert PurePosixPath(name).name == name == PureWindowsPath(name).name
    assert name.isascii()
    assert name.isprintable()
    assert name[0] not in ".=+-@ "
    assert safe_name(name) == name
