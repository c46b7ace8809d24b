"""What people type for a country, a port, an airport or a place, and the codes that they may mean.

An index holds every name in both languages, every alias and every code, folded: without case, accents and punctuation.
Names that begin with the text come first, then names with words that begin so, and only where there is none, near misses.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

# Letters that Unicode does not take apart into a letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "&": " and "})
_MARKS = re.compile(r"[^\w]+|_")
_DROPPED = re.compile(r"['’‘ʻʼ`´·.]")
HAN = re.compile(r"[\u3400-\u9fff]")
_AFTER_ALL = chr(0x10FFFF)
LONGEST_TEXT = 60
SHORTEST_TO_MISS = 4


def fold(text: str) -> str:
    """Small letters without accents, apostrophes and dots; what else is neither letter nor digit becomes one space."""
    if text.isascii():
        text = text.lower().replace("&", " and ")
    else:
        text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _MARKS.sub(" ", _DROPPED.sub("", text)).strip()


class Index:
    """Codes by what they are called. The order in which codes are given is the order of equally good finds."""

    def __init__(self, called: Iterable[tuple[str, Sequence[str]]]) -> None:
        self.codes: list[str] = []
        self._labels: list[tuple[str, int]] = []
        self._exact: dict[str, list[int]] = defaultdict(list)
        words: dict[str, set[int]] = defaultdict(set)
        for place, (code, names) in enumerate(called):
            self.codes.append(code)
            for label in dict.fromkeys(fold(name) for name in (code, *names)):
                self._exact[label].append(place)
                self._labels.append((label, place))
                for word in _word_starts(label):
                    words[word].add(place)
        self._labels.sort()
        self._words = sorted(words)
        self._holders = [tuple(words[word]) for word in self._words]
        self._by_end = _by_end(self._words)

    def exact(self, text: str) -> list[str]:
        """The codes that are called exactly so. A code goes before the names of others."""
        wanted = fold(text[:LONGEST_TEXT])
        found = [self.codes[place] for place in self._exact.get(wanted, ())]
        return [code for code in found if fold(code) == wanted] or found

    def beginning(self, text: str) -> list[str]:
        """The codes with a name that begins so."""
        return [self.codes[place] for place in sorted(self._beginning(fold(text[:LONGEST_TEXT])))]

    def starting(self, text: str) -> list[str]:
        """The codes whose names hold words that begin with the words of the text."""
        return [self.codes[place] for place in sorted(self._with_all(fold(text[:LONGEST_TEXT]).split()))]

    def search(self, text: str, limit: int) -> list[str]:
        """At most `limit` codes, the likeliest first."""
        wanted = fold(text[:LONGEST_TEXT])
        if not wanted or limit < 1:
            return []
        found = dict.fromkeys(self._exact.get(wanted, ()))
        found |= dict.fromkeys(sorted(self._beginning(wanted)))
        if len(found) < limit:
            found |= dict.fromkeys(sorted(self._with_all(wanted.split())))
        if not found:
            found = dict.fromkeys(self._near(wanted))
        return [self.codes[place] for place in list(found)[:limit]]

    def _beginning(self, wanted: str) -> set[int]:
        low = bisect_left(self._labels, (wanted, -1))
        high = bisect_left(self._labels, (wanted + _AFTER_ALL, -1))
        return {place for _, place in self._labels[low:high]}

    def _with_all(self, words: Sequence[str]) -> set[int]:
        found: set[int] | None = None
        for word in words:
            holders = self._holding(word)
            found = holders if found is None else found & holders
            if not found:
                return set()
        return found or set()

    def _holding(self, start: str) -> set[int]:
        low, high = bisect_left(self._words, start), bisect_left(self._words, start + _AFTER_ALL)
        return set().union(*self._holders[low:high])

    def _near(self, wanted: str) -> list[int]:
        """The codes that hold every word, some with one letter wrong; of Chinese words, with others between the characters."""
        found: set[int] | None = None
        for word in wanted.split():
            holders = self._holding(word) or (self._scattered(word) if HAN.search(word) else self._missed(word))
            found = holders if found is None else found & holders
        return sorted(found or ())

    def _missed(self, word: str) -> set[int]:
        """Who holds a word whose beginning is one slip away. A slip leaves the first two or the last two letters as they are."""
        found: set[int] = set()
        if len(word) < SHORTEST_TO_MISS:
            return found
        low, high = bisect_left(self._words, word[:2]), bisect_left(self._words, word[:2] + _AFTER_ALL)
        near = set(range(low, high)) | set(self._by_end.get(word[-2:], ()))
        for number in near:
            known = self._words[number]
            if any(_one_slip(word, known[:length]) for length in range(len(word) - 1, len(word) + 2) if length <= len(known)):
                found.update(self._holders[number])
        return found

    def _scattered(self, word: str) -> set[int]:
        between = re.compile(".*".join(map(re.escape, word)))
        return {place for label, place in self._labels if between.search(label)}


def _word_starts(label: str) -> Iterator[str]:
    """The words of a name; of Chinese words also what is left from each character on, as they stand without spaces."""
    for word in label.split():
        yield word
        if HAN.search(word):
            yield from (word[start:] for start in range(1, len(word)))


def _by_end(words: Sequence[str]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        found[word[-2:]].append(number)
    return found


def _one_slip(one: str, other: str) -> bool:
    """Is it the same word but for one letter more, less or other, or two letters the wrong way round?"""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    return left[1:] == right or left == right[1:] or left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
