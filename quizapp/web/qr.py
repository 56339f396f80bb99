"""QR codes as SVG inside the page: nothing to fetch, sharp on any printer."""

from __future__ import annotations

import segno
from markupsafe import Markup

MASK = 3


def svg(address: str) -> Markup:
    """The code of an address. One mask for all: to try all eight takes four times as long, and a roster is long."""
    code = segno.make(address, error="m", mask=MASK, micro=False, boost_error=False)
    return Markup(code.svg_inline(omitsize=True, border=2, svgclass="qr"))  # noqa: S704 - made of digits by segno
