"""Draw the pictures of docs/layouts.md and docs/mappings.md: a small form each, with what somebody filled in.

    python -m docs.draw_layouts

The same examples give the same files. ``tests/test_layout_examples.py`` fails when a picture is not what is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import ascii_uppercase
from typing import Final

from docs.layout_examples import EXAMPLES, HOME_VISIT, WORKBOOKS, Box, Grid, Line, Look, Paragraph, Stretch, blocks

PICTURES: Final = Path(__file__).parent / "pictures"

_SIZE, _LINE, _PADDING, _MARGIN = 14, 20, 8, 12
_INK, _PEN, _RULE, _PRINTED, _MARKER, _TAG = "#1c1c1c", "#1747b5", "#8a8a8a", "#f2f2f2", "#ffe45c", "#2e7d4f"
_WIDTHS: Final = {
    **dict.fromkeys("ijl'|.,:;!", 0.26), **dict.fromkeys("ft()[]/ -I", 0.32), **dict.fromkeys("rs", 0.42),
    **dict.fromkeys("mwMW@…", 0.92), **dict.fromkeys("ABCDEFGHKNOPQRSTUVXYZ☐☒✓", 0.74),
}  # fmt: skip
_USUAL_WIDTH = 0.55


def width(text: str) -> int:
    """Return about how wide a text is, in pixels."""
    return round(_SIZE * sum(_WIDTHS.get(sign, _USUAL_WIDTH) for sign in text))


def pictures() -> dict[str, str]:
    """Return the SVG of each example, and of the form of docs/mappings.md, by name."""
    forms = {**EXAMPLES, "home-visit": HOME_VISIT}
    return {name: _picture(text, in_sheet=name in WORKBOOKS) for name, text in forms.items()}


def _picture(text: str, *, in_sheet: bool) -> str:
    drawn: list[str] = []
    top, widest = _MARGIN, 0
    for block in blocks(text):
        shapes, right, bottom = _block(block, top, in_sheet=in_sheet)
        drawn += shapes
        top, widest = bottom, max(widest, right)
    across, down = widest + _MARGIN, top + _MARGIN - 6
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" viewBox="0 0 {across} {down}" '
        f'font-family="Arial, Helvetica, sans-serif" font-size="{_SIZE}">\n'
        f'<rect width="{across}" height="{down}" fill="#ffffff"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _block(block: Paragraph | Grid, top: int, *, in_sheet: bool) -> tuple[list[str], int, int]:
    """Return the shapes of a block, where it ends on the right, and where the next one begins."""
    if isinstance(block, Grid):
        return _sheet(block.rows, top) if in_sheet else _table(block.rows, _MARGIN, top)
    line = block.line
    if in_sheet:
        line = [Stretch(look=Look.PRINTED, printed="", filled=f"Sheet “{line[0].filled}”")]
    return list(_line(line, _MARGIN, top)), _MARGIN + _line_width(line), top + _LINE + 4


def _sheet(rows: list[list[Box]], top: int) -> tuple[list[str], int, int]:
    """Return a table with the letters of its columns and the numbers of its rows."""
    left, below = _MARGIN + 24, top + _LINE
    shapes, right, bottom = _table(rows, left, below)
    at = left
    for letter, wide in zip(ascii_uppercase, _column_widths(rows), strict=False):
        shapes.append(_text(letter, at + wide // 2 - 5, top + 14, _RULE))
        at += wide
    shapes += [_text(str(n + 1), _MARGIN + 4, below + n * (_LINE + _PADDING) + 19, _RULE) for n in range(len(rows))]
    return shapes, right, bottom


def _table(rows: list[list[Box]], left: int, top: int) -> tuple[list[str], int, int]:
    widths = _column_widths(rows)
    shapes: list[str] = []
    for row in rows:
        tall = max(len(box.lines) for box in row) * _LINE + _PADDING
        at, column = left, 0
        for box in row:
            wide = sum(widths[column : column + box.span])
            fill = _PRINTED if _is_printed(box) else "#ffffff"
            shapes.append(f'<rect x="{at}" y="{top}" width="{wide}" height="{tall}" fill="{fill}" stroke="{_RULE}"/>')
            for number, line in enumerate(box.lines):
                shapes += _line(line, at + _PADDING, top + number * _LINE + _PADDING // 2)
            at, column = at + wide, column + box.span
        top += tall
    return shapes, left + sum(widths), top + 12


def _is_printed(box: Box) -> bool:
    return any(stretch.printed.strip() and stretch.look is not Look.CONTROL for line in box.lines for stretch in line)


def _column_widths(rows: list[list[Box]]) -> list[int]:
    widths = [52] * max(sum(box.span for box in row) for row in rows)
    for spanning in (False, True):
        for row in rows:
            column = 0
            for box in row:
                wide = max(_line_width(line) for line in box.lines) + 2 * _PADDING
                if (box.span > 1) is spanning:
                    missing = wide - sum(widths[column : column + box.span])
                    widths[column + box.span - 1] += max(0, missing)
                column += box.span
    return widths


def _line_width(line: Line) -> int:
    return sum(width(stretch.filled) + (width(stretch.tag) + 60 if stretch.tag else 0) for stretch in line)


def _line(line: Line, left: int, top: int) -> Iterator[str]:
    for stretch in line:
        wide = width(stretch.filled)
        yield from _behind(stretch, left, top, wide)
        if stretch.filled.strip():
            skipped = width(stretch.filled[: len(stretch.filled) - len(stretch.filled.lstrip())])
            pen = _PEN if stretch.look in (Look.TYPED, Look.CONTROL) else _INK
            yield _text(stretch.filled.strip(), left + skipped, top + 15, pen)
        if stretch.look is Look.STRUCK:
            yield f'<path d="M{left} {top + 10}h{wide}" stroke="{_PEN}" stroke-width="2"/>'
        left += wide


def _behind(stretch: Stretch, left: int, top: int, wide: int) -> Iterator[str]:
    """Yield what is drawn behind a text: a highlighter's mark, dots, the frame of a control with its tag."""
    if stretch.look is Look.HIGHLIGHTED:
        yield f'<rect x="{left - 2}" y="{top + 1}" width="{wide + 4}" height="18" fill="{_MARKER}"/>'
    if "…" in stretch.printed:
        yield f'<path d="M{left} {top + 19}h{wide}" stroke="{_RULE}" stroke-width="2" stroke-dasharray="2 3"/>'
    if stretch.look is Look.CONTROL:
        yield (
            f'<rect x="{left - 3}" y="{top + 1}" width="{wide + 6}" height="18" rx="2" fill="none" stroke="{_TAG}" '
            'stroke-dasharray="3 2"/>'
        )
        yield _text(f"tag: {stretch.tag}", left + wide + 14, top + 15, _TAG)


def _text(text: str, left: int, base: int, colour: str) -> str:
    slant = ' font-style="italic"' if colour == _PEN and text != "☒" else ""
    length = f' textLength="{width(text)}"' if len(text) > 1 else ""
    shown = escape(text).replace("  ", "&#160; ")  # an SVG shows several spaces as one
    return f'<text x="{left}" y="{base}" fill="{colour}"{slant}{length}>{shown}</text>'


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for name, drawn in pictures().items():
        (PICTURES / f"{name}.svg").write_text(drawn, "utf-8")
