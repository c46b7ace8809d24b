"""A journey as people type it in one line or one stop a line: `LAX; ICN; CKG 2026-12-01T10:00/2026-12-05T18:00; HKG by train via West Kowloon`.

Stops stand between semicolons, arrows or line ends; between commas where there is nothing else; between hyphens where every piece is a stop.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from liziba.atlas import texts
from liziba.services.itinerary.moments import PATTERNS, Moment, of_match

# A moment is replaced by its number between these while the rest of the text is taken apart, a word of our own by its code.
_M = r"\x01(\d+)\x01"
_WORD = "\x02"
_ALONE = r"\x01\d+\x01"
_STRONG = re.compile(r"[;；\n\r→⇒➔➜>]|-+>|=>")
_COMMAS = re.compile(r"[,，、]")
_JOIN = r"(?:/|–|—|-|~|～|至|到|\bto\b|\buntil\b|\btill\b)"
_SPACED_HYPHEN = re.compile(r"\s+[-–—]+\s+|(?<=\x01)\s*[-–—]\s*(?=[^\s\x01])")
_HYPHEN = re.compile(r"\s*[-–—]\s*")
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")
_CODE = re.compile(r"[A-Za-z]{3}")

MODES = ("air", "train", "road", "ship")
FLAGS = ("technical", "inside")

Known = Callable[[str], bool]


def read_text(text: str, known: Known, most: int) -> list[dict[str, Any]]:
    """The stops of the text as records, read until there are more than `most`. `known` says whether a name stands for a place.

    Raises QuestionError for a day that is none.
    """
    masked, moments = _masked(text)
    records: list[dict[str, Any]] = []
    for chunk in _chunks(masked):
        records += _stops(chunk, moments, known)
        if len(records) > most:
            break
    return records


def _masked(text: str) -> tuple[str, list[Moment]]:
    """The text with numbers in the place of moments, arrival and leaving joined by a slash."""
    moments: list[Moment] = []

    def number(found: re.Match[str]) -> str:
        moments.append(of_match(found))
        return f" \x01{len(moments) - 1}\x01 "

    masked = _CONTROL.sub(" ", text)
    for pattern in PATTERNS:
        masked = pattern.sub(number, masked)
    masked = re.sub(rf"({_ALONE})\s*{_JOIN}\s*({_ALONE})", r"\1/\2", masked, flags=re.IGNORECASE)
    masked = re.sub(rf"({_ALONE})\s+({_ALONE})", r"\1/\2", masked)
    masked = re.sub(rf"({_ALONE})\s*/\s*(?!\s*\x01)", r"\1/ ", masked)
    return re.sub(rf"(?<!/)(?<!\x01){_JOIN}\s*({_ALONE})", r" /\1", masked, flags=re.IGNORECASE), moments


def _chunks(masked: str) -> list[str]:
    """The text of each stop, perhaps with several that hyphens join."""
    parts = [part for part in _STRONG.split(masked) if part.strip()]
    if len(parts) == 1:
        parts = _together(_COMMAS.split(parts[0]))
    return [piece for part in parts for piece in _SPACED_HYPHEN.split(part) if piece.strip()]


def _together(pieces: list[str]) -> list[str]:
    """Pieces between commas; what names no place (a day, a train) belongs to the piece before."""
    found: list[str] = []
    for piece in pieces:
        if found and piece.strip() and not _name(_marked(f"- {piece}"))[0].strip(" -"):
            found[-1] += f" {piece}"
        elif piece.strip():
            found.append(piece)
    return found


def _stops(chunk: str, moments: list[Moment], known: Known) -> list[dict[str, Any]]:
    """The stop of a chunk; several where its name is a chain such as LAX-ICN-CKG. What else is said belongs to the last."""
    name, said = _name(_marked(chunk))
    record: dict[str, Any] = {}
    for found in re.finditer(rf"(?:{_M})?(/)?(?:{_M})?", said.pop("times")):
        if found[1]:
            record["arrive_at"] = moments[int(found[1])]
        if found[3]:
            record["leave_at" if found[2] else "arrive_at"] = moments[int(found[3])]
    record |= said
    pieces = _chain(name, known)
    return [*({"at": piece} for piece in pieces[:-1]), {"at": pieces[-1], **record}]


def _chain(name: str, known: Known) -> list[str]:
    if known(name):
        return [name]
    for pieces, every in ((_HYPHEN.split(name), False), (name.split(), True)):
        if len(pieces) > 1 and all(known(piece) and (not every or _CODE.fullmatch(piece)) for piece in pieces):
            return pieces
    return [name]


def _name(marked: str) -> tuple[str, dict[str, Any]]:
    """The name in front, and what is said behind it: times as they stand, port, way of travelling, marks."""
    said: dict[str, Any] = {"times": "".join(re.findall(rf"(?:{_ALONE})?/?(?:{_ALONE})?", marked))}
    rest = re.sub(rf"(?:{_ALONE})/?(?:{_ALONE})?|/{_ALONE}", " ", marked)
    for code in re.findall(rf"{_WORD}(\w+)", rest):
        if code in MODES:
            said["by"] = code
        elif code == "technical":
            said["technical"] = True
        elif code == "inside":
            said["leaves_airport"] = False
    rest = re.sub(rf"{_WORD}(?!via)\w+", " ", rest)
    name, _, port = rest.partition(f"{_WORD}via")
    if port.strip():
        said["port"] = _trimmed(port)
    return _trimmed(name), said


def _trimmed(text: str) -> str:
    return " ".join(text.split()).strip(" ,，.。")


def _marked(chunk: str) -> str:
    """The chunk with our own codes in the place of the words for them: by train, technical stop."""
    for pattern, code in _words():
        chunk = pattern.sub(f" {_WORD}{code} ", chunk)
    return chunk


@cache
def _words() -> list[tuple[re.Pattern[str], str]]:
    """What people write for the ways of travelling and for marks, in both languages, the longest first."""
    typed = [(word, code) for code in (*MODES, *FLAGS, "via") for language in texts.LANGUAGES for word in _listed(code, language)]
    found = []
    for word, code in sorted(typed, key=lambda one: -len(one[0])):
        # A Chinese word for "via" stands right before the name; every other word stands alone, and never first.
        end = "" if code == "via" and not word.isascii() else r"(?![^\s,，)）\x01\x02])"
        found.append((re.compile(rf"(?<=[\s,，(（\x01])[(（]?{re.escape(word)}{end}[)）]?", re.IGNORECASE), code))
    return found


def _listed(code: str, language: str) -> Mapping[str, None]:
    return dict.fromkeys(word.strip() for word in texts.say(f"itinerary.typed.{code}", language).split("|"))
