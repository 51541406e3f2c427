"""The reference pages of datasets and measures say what the catalogue says."""

from __future__ import annotations

import pytest
from catalogue_pages import DOCS, PAGES, page


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_that_of_the_catalogue(name):
    assert (DOCS / name).read_text("utf-8") == page(name), "run: python tests/helpers/catalogue_pages.py"
