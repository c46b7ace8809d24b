"""A chart as SVG, PNG and Vega-Lite. What was drawn before is not drawn again; Altair and vl-convert start only for what was not.

The first drawing of a process takes a second or two, because Vega must start; pages never wait for one, they link to it.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import asdict
from datetime import date
from importlib import import_module
from typing import Any

from liziba.doors.charts import fonts
from liziba.doors.charts.cache import kept
from liziba.doors.charts.data import Chart
from liziba.doors.charts.kinds.common import guessed_height
from liziba.doors.charts.theme import FONT, Look

SCALE = 2.0  # a PNG has twice the pixels, for paper and sharp screens
_DRAWING = threading.Lock()
# The size stands at the head of an SVG.
HEAD = 600
SIZE = re.compile(rb'<svg[^>]* width="([\d.]+)" height="([\d.]+)"')


def svg(chart: Chart, language: str, narrow: bool = False, dark: bool = False, bare: bool = False) -> str:
    """The chart as SVG. Text stays text, so that the reader's own fonts show Chinese too. `bare`: without the title, which the page says."""
    look = Look(narrow=narrow, dark=dark, bare=bare, language=language)
    return _kept(chart, look, "svg", lambda: _svg(chart, look)).decode()


def size(chart: Chart, language: str, narrow: bool = False) -> tuple[int, int]:
    """Width and height of the picture on a page in pixels, so that the page keeps its place free.

    Where it was not drawn yet, a guess: nobody waits for a drawing.
    """
    look = Look(narrow=narrow, bare=True, language=language)
    held = kept().held(_told(chart, look), "svg")
    found = SIZE.search(held[:HEAD]) if held else None
    return (round(float(found[1])), round(float(found[2]))) if found else (look.width, guessed_height(chart, look))


def png(chart: Chart, language: str, dark: bool = False) -> bytes:
    """The chart as PNG, wide and with its title, at twice the pixels. Chinese is drawn with a font that is there.

    Where no Chinese font is found (see `fonts`) characters come out as boxes: install one, or name its folder in LIZIBA_FONTS.
    """
    family = fonts.chinese()
    look = Look(dark=dark, font=f"'{family}', sans-serif" if family else FONT, language=language)
    return _kept(chart, look, "png", lambda: _png(chart, look))


def spec(chart: Chart, language: str, narrow: bool = False, dark: bool = False) -> dict[str, Any]:
    """The chart as Vega-Lite, with what the pointer shows, and without the title, which the page says."""
    look = Look(narrow=narrow, dark=dark, bare=True, live=True, language=language)
    found: dict[str, Any] = json.loads(_kept(chart, look, "json", lambda: as_text(_spec(chart, look))))
    return found


def vega(chart: Chart, language: str, narrow: bool = False, dark: bool = False) -> str:
    """The same compiled to Vega, as JSON: browsers then need no Vega-Lite, a quarter of a megabyte less."""
    look = Look(narrow=narrow, dark=dark, bare=True, live=True, language=language)
    return _kept(chart, look, "vg.json", lambda: _vega(chart, look)).decode()


def _kept(chart: Chart, look: Look, ending: str, make: Any) -> bytes:
    return kept().get(_told(chart, look), ending, make)


def _told(chart: Chart, look: Look) -> str:
    return json.dumps([asdict(chart), asdict(look)], ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no cell: {value!r}")


def _spec(chart: Chart, look: Look) -> dict[str, Any]:
    found: dict[str, Any] = import_module(f"liziba.doors.charts.kinds.{chart.kind}").spec(chart, look)
    return found


def _svg(chart: Chart, look: Look) -> bytes:
    import vl_convert  # heavy: only a chart waits for it

    with _DRAWING:
        drawn: str = vl_convert.vegalite_to_svg(_spec(chart, look))
    return drawn.encode()


def _png(chart: Chart, look: Look) -> bytes:
    import vl_convert

    with _DRAWING:
        return bytes(vl_convert.vegalite_to_png(_spec(chart, look), scale=SCALE))


def _vega(chart: Chart, look: Look) -> bytes:
    import vl_convert

    with _DRAWING:
        return as_text(vl_convert.vegalite_to_vega(_spec(chart, look)))


def as_text(value: Any) -> bytes:
    """JSON on one line, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
