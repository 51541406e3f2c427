"""The real files of the police go through the bulk reader, and come out as the careful way would have them."""

from __future__ import annotations

from pathlib import Path

import pytest
from street_files import NOW

from wardmoot.evidence import Store, bulk, counts_by, load, rows_matching


@pytest.mark.real_data
def test_wiltshires_months_are_the_same_in_both_ways(real_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    archive = real_data / "police-uk" / "wiltshire-22-months.zip"
    staged, real = [], bulk.stage_set
    monkeypatch.setattr(bulk, "stage_set", lambda *given: staged.append(real(*given)) or staged[-1])
    found = []
    for name, worthwhile in (("bulk", bulk.WORTHWHILE), ("careful", 1 << 60)):
        monkeypatch.setattr(bulk, "WORTHWHILE", worthwhile)
        store = Store.open(tmp_path / name)
        report = load([archive], store=store, now=NOW)
        found.append((report, list(rows_matching(store, {})), counts_by(store, columns=("month", "lsoa_code", "crime_type")).as_dict()))
    assert [one is not None for files in staged for one in files] == [True] * 22
    assert found[0] == found[1]
    assert len(found[0][1]) == 96_275
