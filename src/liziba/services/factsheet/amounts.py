"""Numbers with their units as readers of a language write them: 1,668.85 billion yuan is 16,688.5亿元.

Units come as codes (cny_100m, 10k_persons) or as words (billion CNY). Nothing is rounded: what was published is printed.
"""

from __future__ import annotations

import re
from decimal import Decimal

from liziba.atlas import texts

_WORDS = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_SUFFIX = {"100m": 10**8}
_PREFIX = {"10k": 10**4}
# From which size on a language counts in larger steps; only for units that come in steps themselves.
STEPS: dict[str, tuple[tuple[int, str], ...]] = {
    "en": ((10**9, "billion"), (10**6, "million")),
    "zh": ((10**8, "yi"), (10**4, "wan")),
}
_SPACES = re.compile(r"\W+")


def plain(value: Decimal, unit: str) -> tuple[Decimal, str, bool]:
    """The value in single units, what these are, and whether it came in larger steps: 16688.5 cny_100m is 1668850000000 cny."""
    head, _, rest = unit.partition(" ")
    if head in _WORDS and rest:
        return value * _WORDS[head], rest, True
    first, _, after = unit.partition("_")
    if first in _PREFIX and after:
        return value * _PREFIX[first], after, True
    before, _, last = unit.rpartition("_")
    if last in _SUFFIX and before:
        return value * _SUFFIX[last], before, True
    return value, unit, False


def number(value: Decimal, language: str, in_steps: bool) -> str:
    """The digits, in billions or 亿 where the unit comes in steps and the number is large enough."""
    for size, name in STEPS.get(language, ()) if in_steps else ():
        if abs(value) >= size:
            return texts.say(f"factsheet.step.{name}", language, value=_digits(value / size))
    return _digits(value)


def amount(value: Decimal, unit: str, qualifier: str, language: str, signed: bool = False) -> str:
    """The number with its unit, and what stands before it: over, nearly, about. `signed`: a growth, with plus or minus."""
    single, thing, in_steps = plain(value, unit)
    digits = number(single, language, in_steps)
    if signed and value > 0:
        digits = f"+{digits}"
    slug = _SPACES.sub("_", thing.lower())
    told = digits
    for key in (f"factsheet.unit.{slug}", f"measures.unit.{_SPACES.sub('_', thing)}"):
        if texts.has(key, language):
            told = texts.say(key, language, value=digits)
            break
    return texts.say(f"measures.sign.{qualifier}", language, amount=told) if qualifier else told


def _digits(value: Decimal) -> str:
    text = f"{value:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
