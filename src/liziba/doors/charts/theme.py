"""The look of the house: colours that differ in lightness too, dashes and shapes, sizes for wide and narrow windows, fonts."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

FONT = "system-ui, -apple-system, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
# Pixels of the whole picture: the column of a page, and that of a telephone 360 wide.
WIDE, NARROW = 760, 322
SMALL, PLAIN, LARGE = 12, 13, 16


@dataclass(frozen=True)
class Look:
    """For whom a chart is drawn: a narrow window, a dark one; `bare` leaves the title to the page; `live` shows cells under the pointer."""

    narrow: bool = False
    dark: bool = False
    bare: bool = False
    live: bool = False
    font: str = FONT
    language: str = "en"

    @property
    def width(self) -> int:
        return NARROW if self.narrow else WIDE

    @property
    def ink(self) -> Ink:
        return DARK if self.dark else LIGHT


@dataclass(frozen=True)
class Ink:
    """Colours of one theme. `lines` are for several lines in one picture, together with DASHES."""

    text: str
    quiet: str
    rule: str
    paper: str
    other: str
    own: str
    loss: str
    warn: str
    band: str
    lines: tuple[str, ...]


# `other` and `own` are before and after, the rest and the one that is spoken of.
LIGHT = Ink(
    text="#1c2321", quiet="#55605b", rule="#d8d8cf", paper="#ffffff", other="#9aa8a0", own="#17603a", loss="#b4553f", warn="#7a4b00", band="#cfe3d6",
    lines=("#17603a", "#2f7ec2", "#b4553f", "#5b3a8c", "#7d8a83", "#a8861d"),
)  # fmt: skip
DARK = Ink(
    text="#ece9e2", quiet="#aeb8b3", rule="#36413f", paper="#1b2120", other="#7d8a83", own="#6fcf97", loss="#ff9d86", warn="#ffcf7d", band="#24463a",
    lines=("#6fcf97", "#8cc4ff", "#ff9d86", "#cbb0ff", "#aeb8b3", "#e6c65a"),
)  # fmt: skip
DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [1, 4])
SHAPES = ("circle", "triangle-up", "square", "diamond", "cross", "triangle-down")


def wide_as(text: str, size: float) -> float:
    """Roughly how many pixels a text takes: a Chinese character one em, a Latin letter a bit over half."""
    return sum(size if unicodedata.east_asian_width(one) in "WF" else size * 0.55 for one in text)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines that fit: broken between words, and between any two Chinese characters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and wide_as(line + piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


# Never first in a line (GB/T 15834).
CLOSING = "，。；：、？！）》”’%,.;:?!)"


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for one in text:
        broad = unicodedata.east_asian_width(one) in "WF"
        joins = pieces and not broad and not pieces[-1].endswith(" ") and unicodedata.east_asian_width(pieces[-1][-1]) not in "WF"
        if pieces and (joins or one in CLOSING or one == " "):
            pieces[-1] += one
        else:
            pieces.append(one)
    return pieces
