"""The colours of charts, maps and documents. Source: Analysis Function, colours in charts; the product's own teal."""

TEAL = "#0b4f55"
TEAL_TINT = "#e7f0f0"
DARK_BLUE = "#12436D"
TURQUOISE = "#28A197"
DARK_PINK = "#801650"
ORANGE = "#F46A25"
DARK_GREY = "#3D3D3D"
INK = "#0b0c0c"
MUTED = "#505a5f"
RULE = "#b1b4b6"
PALE = "#f0f2f2"
COMPARED = "#9aa3a8"
"""The bars that the report's own is compared with."""
WHITE = "#ffffff"

_LIGHTEST, _DARKEST = (221, 238, 238), (7, 58, 66)


def sequential(bands: int) -> tuple[str, ...]:
    """One teal scale of `bands` steps, lightest first, each step darker in print as well as on screen.

    >>> sequential(1)
    ('#ddeeee',)
    """
    steps = max(bands - 1, 1)
    return tuple("#" + "".join(f"{round(a + (b - a) * step / steps):02x}" for a, b in zip(_LIGHTEST, _DARKEST)) for step in range(bands))
