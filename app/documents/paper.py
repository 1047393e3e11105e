"""One PDF of A4 sheets: letters, lines, boxes and QR codes at millimetres from the top left corner.

Promises that fonts are embedded as subsets, that a name looks as it was typed (variation sequences
too) and can be searched and copied as typed, that a character which no font has is seen as 〓 and
never dropped, and that equal input gives equal bytes. Refuses to read a clock: the time of
printing is given.
"""

import unicodedata
from datetime import UTC, datetime
from itertools import pairwise
from typing import Literal

from fpdf import FPDF
from fpdf.fonts import TTFFont

from app.catalogue.fonts import FAMILY as FONT
from app.catalogue.fonts import INVISIBLE, covers, font_path, printable
from app.documents import qr
from app.documents.line_breaking import Fitted, Measure, fit, one_line, wrap

WIDTH, HEIGHT = 210.0, 297.0
MARGIN = 10.0
INNER = WIDTH - 2 * MARGIN
MM_PER_POINT = 25.4 / 72
ASCENT = 0.88  # of the size: from the top of a letter's square to its baseline
LEADING = 1.32  # line height: of the size
THIN, NORMAL, THICK = 0.1, 0.25, 0.7  # line widths
GREY, PALE = 0.90, 0.955  # grounds that a copier does not turn black
MISSING = "〓"  # what Japanese printers set where they lack a letter
UNSEEN = {"Cc", "Cf"}  # what a scanner or a spreadsheet left in a text
PRIVATE = range(0xF0000, 0x10FFFE)


class _Visible(dict[int, str]):
    """What is drawn for a character, looked up once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character == "\t":
            drawn = " "
        elif character in INVISIBLE or unicodedata.category(character) in UNSEEN:
            drawn = ""
        else:
            drawn = character if covers(FONT, character) else MISSING
        self[code] = drawn
        return drawn


VISIBLE = _Visible()
Align = Literal["left", "centre", "right"]


def line_height(size: float) -> float:
    """Millimetres from line to line for a size in points."""
    return size * LEADING * MM_PER_POINT


class Paper:
    """Sheets under way. Coordinates and lengths in millimetres, sizes of letters in points."""

    def __init__(self, title: str, printed_at: int, language: str) -> None:
        """`printed_at` in epoch milliseconds; `title` goes into the file and names no person."""
        self._pdf = FPDF(format="A4", unit="mm")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_creation_date(datetime.fromtimestamp(printed_at / 1000, UTC))
        self._pdf.set_title(title)
        self._pdf.set_lang(language)
        self._pdf.set_creator("Tasuki")
        self._pdf.set_image_filter("FlateDecode")
        self._pdf.add_font("tasuki", "", font_path())
        self._pdf.add_font("tasuki", "B", font_path(bold=True))
        self._widths: dict[tuple[str, bool], float] = {}
        self._typed: dict[int, tuple[int, ...]] = {}

    # ------------------------------------------------------------------------------ measuring

    def measure(self, size: float, *, bold: bool = False) -> Measure:
        """Width of a text on one line, for a size."""
        scale = size * MM_PER_POINT / 1000
        return lambda text: self._units(text, bold) * scale

    def lines(self, text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
        """The text broken into lines of at most `width`."""
        return wrap(text, width, self.measure(size, bold=bold))

    def fit(
        self,
        text: str,
        width: float,
        height: float,
        sizes: tuple[float, float],
        *,
        bold: bool = False,
    ) -> Fitted:
        """Lines and size with which the text fits a box; `sizes` are the largest and the floor."""
        return fit(text, width, height, sizes, lambda s: self.measure(s, bold=bold), line_height)

    def one_line(
        self, text: str, width: float, sizes: tuple[float, float], *, bold: bool = False
    ) -> float | None:
        """The largest size between both at which nothing wraps, or None."""
        return one_line(text, width, sizes, lambda s: self.measure(s, bold=bold))

    def _units(self, text: str, bold: bool) -> float:
        """Width in thousandths of the size."""
        known = self._widths.get((text, bold))
        if known is None:
            self._pdf.set_font("tasuki", "B" if bold else "", 1000)
            known = self._pdf.get_string_width(self._drawable(text)) / MM_PER_POINT
            self._widths[text, bold] = known
        return known

    # ------------------------------------------------------------------------------ drawing

    def add_page(self) -> None:
        self._pdf.add_page()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        align: Align = "left",
        black: float = 1.0,
    ) -> None:
        """One line with its top at `y`; `x` is its left edge, centre or right edge."""
        drawable = self._drawable(text)
        if not drawable.strip():
            return
        width = self._units(text, bold) * size * MM_PER_POINT / 1000
        left = x - {"left": 0.0, "centre": width / 2, "right": width}[align]
        self._pdf.set_font("tasuki", "B" if bold else "", size)
        self._pdf.set_text_color(round(255 * (1 - black)))
        self._pdf.text(left, y + (LEADING - 1 + 2 * ASCENT) / 2 * size * MM_PER_POINT, drawable)

    def paragraph(
        self,
        x: float,
        y: float,
        lines: tuple[str, ...],
        size: float,
        *,
        bold: bool = False,
        align: Align = "left",
        black: float = 1.0,
    ) -> None:
        """Lines one below the other."""
        for number, line in enumerate(lines):
            top = y + number * line_height(size)
            self.text(x, top, line, size, bold=bold, align=align, black=black)

    def fitted(
        self,
        box: tuple[float, float, float, float],
        text: str,
        sizes: tuple[float, float],
        *,
        bold: bool = False,
        align: Align = "left",
        black: float = 1.0,
    ) -> None:
        """The text in a box (x, y, width, height), as large as fits, halfway down."""
        x, y, width, height = box
        found = self.fit(text, width, height, sizes, bold=bold)
        top = y + (height - line_height(found.size) * len(found.lines)) / 2
        edge = x + {"left": 0.0, "centre": width / 2, "right": width}[align]
        lines, size = found.lines, found.size
        self.paragraph(edge, top, lines, size, bold=bold, align=align, black=black)

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = THIN) -> None:
        self._pdf.set_draw_color(0)
        self._pdf.set_line_width(width)
        self._pdf.line(x1, y1, x2, y2)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        line: float | None = THIN,
        ground: float | None = None,
    ) -> None:
        """A rectangle; `ground` is the brightness of its filling, 0 black to 1 white."""
        if ground is not None:
            self._pdf.set_fill_color(round(255 * ground))
            self._pdf.rect(x, y, width, height, style="F")
        if line is not None:
            self._pdf.set_draw_color(0)
            self._pdf.set_line_width(line)
            self._pdf.rect(x, y, width, height, style="D")

    def qr(self, x: float, y: float, side: float, payload: str) -> None:
        """A QR code whose quiet zone lies inside the square."""
        self._pdf.image(qr.image(payload), x=x, y=y, w=side, h=side)

    def watermark(self, text: str) -> None:
        """A word from corner to corner, behind everything that is drawn later."""
        size = 150.0
        width = self.measure(size, bold=True)(text)
        middle_x, middle_y = WIDTH / 2, HEIGHT / 2
        with self._pdf.rotation(55, middle_x, middle_y):
            top = middle_y - line_height(size) / 2
            self.text(middle_x - width / 2, top, text, size, bold=True, black=0.09)

    # ------------------------------------------------------------------------------ letters

    def _drawable(self, text: str) -> str:
        """`text` with one code for each glyph that there is."""
        plain = printable(text)
        if plain != text:
            self._remember_sequences(text)
        return plain.translate(VISIBLE)

    def _remember_sequences(self, text: str) -> None:
        for base, selector in pairwise(text):
            drawn = printable(base + selector)
            if len(drawn) == 1 and ord(drawn) in PRIVATE:
                self._typed[ord(drawn)] = (ord(base), ord(selector))

    def output(self) -> bytes:
        """The file. Glyphs of variation sequences are told to readers as they were typed."""
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                for glyph, _ in font.subset.items():
                    if glyph and isinstance(glyph.unicode, tuple) and glyph.unicode:
                        glyph.unicode = self._typed.get(glyph.unicode[0], glyph.unicode)
        return bytes(self._pdf.output())
