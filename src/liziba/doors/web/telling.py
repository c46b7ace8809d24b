"""A notice in words, for the page of changes, the feeds and the front page.

Lists (of countries, ports, places) and single rules are told in different words; a table may have words of its own.
Texts: changes.po; the name of a table is `changes.table.TOPIC.TABLE`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.atlas.known import ONE_DAY
from liziba.atlas.notices import Notice, Turned
from liziba.doors.web import house

# Names up to this many stand in the headline, more are counted there and named below it.
NAMED = 3


@dataclass(frozen=True)
class Cited:
    """A source as the list of changes shows it."""

    id: str
    title: str
    origin: str


@dataclass(frozen=True)
class Told:
    """A notice as people read it. `names` is empty where the headline names all; `lines` say when, and what changed."""

    notice: Notice
    id: str
    subject: str
    headline: str
    when: str
    names: str
    lines: tuple[str, ...]
    sources: tuple[Cited, ...]

    @property
    def anchor(self) -> str:
        return f"n-{self.id}"

    @property
    def text(self) -> str:
        """All of it in plain words, a line each."""
        return "\n".join((*filter(None, (self.when, self.names)), *self.lines, *(f"{source.title} ({source.origin})" for source in self.sources)))


def told(notice: Notice, atlas: Atlas, language: str, today: date) -> Told:
    """The notice in that language; today tells whether an end has passed."""
    teller = _Teller(notice, atlas, language, today)
    names = teller.names()
    return Told(
        notice=notice,
        id=notice.id,
        subject=subject(notice.table, language),
        headline=teller.headline(names),
        when=teller.when(),
        names=listed(names, language) if len(names) > NAMED else "",
        lines=tuple(teller.lines()),
        sources=tuple(_cited(notice, atlas, language)),
    )


def listed(names: list[str], language: str) -> str:
    """Names one after the other, told apart also where a name holds a comma itself."""
    return "; ".join(names) if any(", " in name for name in names) else texts.join(names, language)


def subject(table: str, language: str) -> str:
    """What a table is about. A table without a text of its own is called by its name."""
    key = f"changes.table.{table.replace('/', '.')}"
    return texts.say(key, language) if texts.has(key, language) else texts.say("changes.table.other", language, table=table)


class _Teller:
    def __init__(self, notice: Notice, atlas: Atlas, language: str, today: date) -> None:
        self.notice = notice
        self.atlas = atlas
        self.language = language
        self.is_ahead = notice.day > today

    def say(self, key: str, **values: Any) -> str:
        return texts.say(f"changes.{key}", self.language, **values)

    def names(self) -> list[str]:
        notice = self.notice
        named = {"country": self.atlas.country_name, "port": self.atlas.port_name, "place": self.atlas.place_name}.get(notice.kind)
        names = [named(code, self.language) if named else self.code(notice.column, code) for code in notice.who]
        return sorted(names) if self.language == "en" else names

    def headline(self, names: list[str]) -> str:
        notice = self.notice
        who = listed(names, self.language) if len(names) <= NAMED else self._counted(len(names))
        about = subject(notice.table, self.language)
        within = [self.code(column, code) for column, code in notice.within if code]
        if within:
            about += self.say("within", parts=texts.join(within, self.language))
        end = self._only_end()
        if end is not None:
            return self._moved_end(end, about, who)
        return self.say(self._what(), n=len(names), subject=about, who=who, day=notice.day, last=notice.day - ONE_DAY)

    def _counted(self, n: int) -> str:
        kind = self.notice.kind or self.notice.column
        return self.say(f"count.{kind if texts.has(f'changes.count.{kind}', self.language) else 'other'}", n=n)

    def _only_end(self) -> Turned | None:
        turned = self.notice.turned
        return turned[0] if len(turned) == 1 and turned[0].name == "valid_to" else None

    def _moved_end(self, end: Turned, about: str, who: str) -> str:
        if end.new is None:
            return self.say("prolonged_open", subject=about, who=who)
        earlier = [old for old in end.old if old is None or old > end.new]
        return self.say("shortened" if earlier else "prolonged", subject=about, who=who, end=end.new)

    def _what(self) -> str:
        """The key of the text: the table's own where it has one, else that of lists or of single rules."""
        notice = self.notice
        what: str = notice.what
        own = f"{notice.table.rpartition('/')[2]}.{what}"
        if texts.has(f"changes.{own}", self.language):
            return own
        if what == "went" and notice.because == "end_passed":
            what = "ends" if self.is_ahead else "ended"
        if notice.at_latest:
            what += ".at_latest"
        return f"{'list' if notice.kind else 'rule'}.{what}"

    def when(self) -> str:
        """The day of effect, since when it is known, and how long it is known to hold."""
        notice = self.notice
        end = self._only_end()
        parts = []
        if notice.because == "end_passed":
            parts.append(self.say("when.last", day=notice.day - ONE_DAY))
        elif end is None:
            parts.append(self.say("when.by") if notice.at_latest else self.say("when.from", day=notice.day))
        if notice.announced_on is not None:
            same = notice.announced_on == notice.day and end is None
            parts.append(self.say("when.known_same") if same else self.say("when.known", day=notice.announced_on))
        if end is not None:
            parts.append(self.say("when.old_end", ends=listed([self.value("valid_to", old) for old in end.old], self.language)))
        elif notice.until is not None and notice.what != "went":
            parts.append(self.say("when.until", day=notice.until))
        text = self.say("when.comma").join(parts)
        return text[:1].upper() + text[1:] + self.say("when.stop")

    def lines(self) -> Iterable[str]:
        notice = self.notice
        for turned in notice.turned if self._only_end() is None else ():
            yield from self._line(turned)
        if notice.because == "end_passed" and self.is_ahead:
            yield self.say("no_extension")

    def _line(self, turned: Turned) -> Iterable[str]:
        field = self.column(turned.name)
        if isinstance(turned.new, (tuple, frozenset)) and len(turned.old) == 1:
            old, new = set(turned.old[0] or ()), set(turned.new)
            for key, names in (("field.more", new - old), ("field.less", old - new)):
                if names:
                    yield self.say(key, field=field, names=self.value(turned.name, tuple(names)))
            return
        before = listed([self.value(turned.name, value) for value in turned.old], self.language)
        yield self.say("field", field=field, old=before, new=self.value(turned.name, turned.new))

    def column(self, name: str) -> str:
        key = f"changes.column.{name}"
        return texts.say(key, self.language) if texts.has(key, self.language) else name.replace("_", " ")

    def value(self, column: str, value: Any) -> str:
        if column == "valid_to" and value is None:
            return texts.say("word.no_end_known", self.language)
        if value in (None, "", ()):
            return self.say("value.none")
        if isinstance(value, bool):
            return texts.say(f"word.{'yes' if value else 'no'}", self.language)
        if isinstance(value, int):
            return f"{value / 100:g}" if column.endswith(("_fen", "_bp")) or column.startswith("fen_") else str(value)
        if isinstance(value, (tuple, frozenset)):
            return texts.join([self.code(column.removesuffix("s"), str(one)) for one in sorted(value)], self.language)
        return texts.day(value, self.language) if isinstance(value, date) else self.code(column, str(value))

    def code(self, column: str, code: str) -> str:
        """A code in words: as the tables call it, as questions and answers do, or as it stands."""
        word = code.replace(" ", "_")
        for key in (f"changes.code.{column}.{word}", f"code.{column}.{code}", f"{column}.{code}", f"scheme.{code}"):
            if texts.has(key, self.language):
                return texts.say(key, self.language)
        if column == "country":
            return self.atlas.country_name(code, self.language)
        if texts.has(f"changes.code.{column}", self.language):
            percent = f"{int(code) / 100:g}" if code.isdigit() else code
            return self.say(f"code.{column}", code=code, percent=percent)
        place = self.atlas.find("place", code)  # regions are called by their towns and provinces
        return self.atlas.place_name(place, self.language) if place else code.replace("_", " ")


def _cited(notice: Notice, atlas: Atlas, language: str) -> Iterable[Cited]:
    for source_id in notice.sources:
        source = atlas.source(source_id, topic=notice.table.partition("/")[0])
        published = str(source.published or "")
        origin = house.text("changes.source.published", language, publisher=source.publisher, published=published) if published else source.publisher
        yield Cited(source.id, source.title, origin)
