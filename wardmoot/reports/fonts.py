"""Where the typeface of documents and charts is found."""

from __future__ import annotations

from pathlib import Path

import wardmoot

FAMILY = "Source Sans 3"
FAMILIES = (FAMILY, "Liberation Sans", "DejaVu Sans", "Noto Sans", "Libertinus Serif")
"""The typefaces of a PDF in order of preference; typst itself brings only the last."""
CHART_FONTS = "'Source Sans 3', 'Source Sans Pro', 'Liberation Sans', Arial, sans-serif"


def fonts_folder() -> Path | None:
    """The folder of Source Sans in TrueType form that set-up installs, or None where set-up has not run."""
    folder = Path(wardmoot.__file__).parent / "web" / "static" / "vendor" / "source-sans" / "TTF"
    return folder if folder.is_dir() else None
