"""Lines of a sheet in words: label, figure, period, what weakens it, and the numbers of its sources.

Sources are numbered in the order in which the lines cite them; one document under two ids has one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liziba.atlas import texts
from liziba.atlas.atlas import topic_of
from liziba.atlas.rows import Row
from liziba.atlas.tables.city import BusinessDistrict, CityEvent, District, Fact, Organisation, SheetLine, Subject
from liziba.atlas.tables.measures import PublishedResult
from liziba.atlas.tables.sources import Source
from liziba.services.envelope import Ground, SourceNote
from liziba.services.explain import OFFICIAL
from liziba.services.factsheet import finding
from liziba.services.factsheet.amounts import amount
from liziba.services.factsheet.finding import Counted, Ranking, is_old
from liziba.services.factsheet.question import Cited, Gap, Line
from liziba.services.factsheet.spans import span
from liziba.services.measures.telling import MeasureTeller
from liziba.services.observations.figures import Figure, indicators

COMPUTED = "computed"
# So many sources of a row are named on the sheet, official ones first; the grounds hold all of them.
NAMED = 2
DIGEST = "digest"
GROWTH = ("_growth", "_growth_pct")


class SheetTeller(MeasureTeller):
    """Words for one sheet."""

    def __init__(self, *given: Any) -> None:
        super().__init__("factsheet", *given)
        self.numbers: dict[tuple[str, str], int] = {}
        self.cited: list[Source] = []

    # ---- one kind of line after the other: each gives the lines with their grounds ----

    def observation(self, line: SheetLine, found: Figure) -> Line:
        assert found.value is not None
        shown = amount(found.value, found.unit, found.qualifier, self.language, found.indicator.endswith(GROWTH))
        notes = [] if found.definition == finding.PLAIN else [self._definition(found.definition)]
        if found.status == DIGEST:
            notes.append(self._said("status.digest"))
        return self._line(line, self._indicator(found.indicator), shown, found.rows, notes, found.value, found.unit, found.period, found.status)

    def published(self, line: SheetLine, row: PublishedResult) -> Line:
        shown = amount(row.figure, row.unit_measure, row.qualifier, self.language, row.metric.endswith(GROWTH))
        notes = (
            [self.code("definition", row.definition)]
            if row.definition != finding.PLAIN and texts.has(f"code.definition.{row.definition}", self.language)
            else []
        )
        label = self.code("metric", row.metric)
        return self._line(line, label[:1].upper() + label[1:], shown, (row,), notes, row.figure, row.unit_measure, row.as_at or row.period)

    def rank(self, line: SheetLine, found: Ranking) -> Line:
        own, beside = found.figure, found.beside
        shown = self._said("rank", rank=found.rank, n_places=len(found.others) + 1)
        far = {"amount": amount(found.margin, own.unit, "", self.language), "pct": _short(found.margin_pct), "place": self._place(beside.place)}
        notes = [self._said("rank.ahead" if found.rank == 1 else "rank.behind", **far)]
        if not found.is_safe:
            revised = found.largest_revision
            notes.append(self._said("rank.revised", pct=_short(revised * 100)) if revised is not None else self._said("rank.unsafe"))
        if found.absent:
            notes.append(self._said("rank.absent", places=[self._place(one) for one in found.absent], when=span(own.period, self.language)))
        digests = [self._place(one.place) for one in found.others if one.status == DIGEST]
        if digests:
            notes.append(self._said("rank.digest", places=digests))
        rows = (*own.rows, *(row for one in found.others for row in one.rows))
        label = self._said("rank.label", indicator=self._indicator(own.indicator))
        return self._line(line, label, shown, rows, notes, Decimal(found.rank), "rank", own.period, COMPUTED, remark="")

    def event(self, line: SheetLine, row: CityEvent) -> Line:
        days = span(f"{row.starts_on}/{row.ends_on or row.starts_on}", self.language)
        notes = [self._said("event.edition", edition=row.edition)] if row.edition else []
        if row.figure is not None:
            told = amount(row.figure, row.unit_measure, row.qualifier, self.language)
            notes.append(self._said("event.figure", what=self._own(row, "figure"), amount=told))
        return self._line(line, self._own(row, "name"), days, (row,), notes, period=(row.ends_on or row.starts_on).isoformat(), when="")

    def coming(self, line: SheetLine, row: CityEvent) -> Line:
        return self.event(line, row).model_copy(update={"old": False})

    def first_stores(self, line: SheetLine, found: Counted) -> Line:
        row = found.all
        area, notes = self._own(row, "area"), []
        if found.levels:
            told = [self._said(f"level.{one.level}", figure=f"{one.figure:,f}") for one in found.levels]
            notes.append(self._said("levels", levels=told))
            left = row.figure - sum(one.figure for one in found.levels)
            if left:
                notes.append(self._said("levels.left", figure=f"{left:,f}"))
        shown = amount(row.figure, "stores", row.qualifier, self.language)
        label = self._said("first_stores.in", area=area) if area else self._said("first_stores")
        return self._line(line, label, shown, (row, *found.levels), notes, row.figure, "stores", row.period)

    def business_districts(self, line: SheetLine, rows: Sequence[BusinessDistrict]) -> Line:
        told = [self._said("ranked", name=self._own(row, "name"), rank=row.list_rank) if row.list_rank else self._own(row, "name") for row in rows]
        return self._line(line, self._own(rows[0], "list"), texts.join(told, self.language), rows, [], Decimal(len(rows)), "districts")

    def brands(self, line: SheetLine, rows: Sequence[Subject]) -> Line:
        told = texts.join([self._own(row, "name") for row in rows], self.language)
        return self._line(line, self._own(rows[0], "campaign"), told, rows, [])

    def districts(self, line: SheetLine, rows: Sequence[District]) -> Line:
        told = [self._said("district", name=self._own(row, "name"), what=self._own(row, "words")) for row in rows]
        day = max(row.valid_from for row in rows if row.valid_from)
        shown = self._said("page.between").join(told)
        return self._line(line, self._said("districts"), shown, rows, [], when=texts.day(day, self.language))

    def fact(self, line: SheetLine, row: Fact) -> Line:
        if row.figure is None:
            return self._line(line, self._own(row, "name"), self._own(row, "words"), (row,), [], period=row.period, when="")
        shown = amount(row.figure, row.unit_measure, row.qualifier, self.language, row.unit_measure == "pct" and "growth" in row.name_en.lower())
        return self._line(line, self._own(row, "name"), shown, (row,), [], row.figure, row.unit_measure, row.period)

    def organisation(self, line: SheetLine, row: Organisation) -> Line:
        return self._line(line, self._own(row, "name"), self._own(row, "words"), (row,), [row.website] if row.website else [])

    # ---- what is not shown ----

    def gap(self, line: SheetLine, reason: str) -> Gap:
        if reason == "said":
            return Gap(code=line.what, reason="not_found", text=self._said(f"gap.{line.what}"))
        return Gap(code=line.what, reason=reason, text=self._said(f"missing.{reason}", what=self.named(line)))

    def named(self, line: SheetLine) -> str:
        """What a line is about, where nothing was found for it."""
        if line.what in indicators(self.atlas):
            name = self._indicator(line.what)
            return name if line.definition in ("", finding.PLAIN) else self._said("defined", name=name, definition=self._definition(line.definition))
        rows = [row for table in ("city/facts", "city/events", "city/organisations") for row in self.atlas.table(table).rows]
        held = next((row for row in rows if line.what in (getattr(row, "fact", ""), getattr(row, "series", ""), getattr(row, "organisation", ""))), None)
        return self._own(held, "name") if held is not None else self.code("metric", line.what)

    # ---- parts ----

    def rests_on(self, line: Line, section: str, rows: Sequence[Row]) -> Ground:
        """A line as a condition of the envelope: nothing is judged, so it is met as far as it was found."""
        notes = list({source.id: self._note(source) for row in rows for source in self._sources(row)}.values())
        return Ground(
            id=f"factsheet.{section}.{line.kind}.{line.period}" if line.period else f"factsheet.{section}.{line.kind}",
            scheme=f"factsheet_{section}",
            result="met",
            found=line.value if line.value is not None else line.shown,
            text=line.text,
            sources=notes,
            confirmed=line.confirmed,
        )

    def sources(self) -> list[Cited]:
        return [
            Cited(
                number=n,
                id=source.id,
                title=source.title,
                publisher=source.publisher,
                published=source.published or None,
                url=source.url or None,
                access=source.access,
                checked_on=source.checked_on,
            )
            for n, source in enumerate(self.cited, 1)
        ]

    def _line(
        self,
        line: SheetLine,
        label: str,
        shown: str,
        rows: Sequence[Row],
        notes: Sequence[str],
        value: Decimal | None = None,
        unit: str = "",
        period: str = "",
        status: str = "",
        when: str | None = None,
        remark: str | None = None,
    ) -> Line:
        told = span(period, self.language) if when is None and period else when or ""
        noted = [
            *notes,
            *([self._said("status.indirect")] if all(self._is_indirect(row) for row in rows) else []),
            *([self._said(f"remark.{line.remark}")] if line.remark and remark is None else []),
        ]
        old = not line.lasting and is_old(period, self.as_of)
        key = ("line.old" if old else "line.dated") if told else "line"
        text = self._said(key, label=label, when=told, shown=shown) + (self._said("line.notes", notes=self._said("page.between").join(noted)) if noted else "")
        return Line(
            kind=line.kind,
            text=text,
            label=label,
            shown=shown,
            value=float(value) if value is not None else None,
            unit=unit,
            period=period,
            when=told,
            status=status or finding.status(self.atlas, rows[0]),
            confirmed=all(finding.confirmed(self.atlas, row) for row in rows),
            old=old,
            top=line.top == "yes",
            notes=noted,
            sources=list(dict.fromkeys(self._number(source) for row in rows for source in self._best(row))),
        )

    def _sources(self, row: Row) -> list[Source]:
        return [self.atlas.source(one, topic=topic_of(row)) for one in row.sources]

    def _is_indirect(self, row: Row) -> bool:
        """Did nobody see the page itself?"""
        return all(source.access == "indirect" for source in self._sources(row))

    def _best(self, row: Row) -> list[Source]:
        return sorted(self._sources(row), key=lambda source: (source.kind not in OFFICIAL, source.access == "indirect"))[:NAMED]

    def _number(self, source: Source) -> int:
        key = ("", source.url) if source.url else (source.id, source.title)
        if key not in self.numbers:
            self.cited.append(source)
            self.numbers[key] = len(self.cited)
        return self.numbers[key]

    def _note(self, source: Source) -> SourceNote:
        return SourceNote(
            id=source.id,
            title=source.title,
            publisher=source.publisher,
            published=source.published or None,
            url=source.url or None,
            access=source.access,
            checked_on=source.checked_on,
        )

    def _said(self, key: str, **values: Any) -> str:
        return texts.say(f"factsheet.{key}", self.language, **values)

    def _own(self, row: Row, column: str) -> str:
        """A name or words of a row in the reader's language."""
        return str(getattr(row, f"{column}_{self.language}"))

    def _indicator(self, code: str) -> str:
        return str(getattr(indicators(self.atlas)[code], f"name_{self.language}"))

    def _definition(self, code: str) -> str:
        for key in (f"factsheet.definition.{code}", f"code.definition.{code}"):
            if texts.has(key, self.language):
                return texts.say(key, self.language)
        return code.replace("_", " ")

    def _place(self, code: str) -> str:
        return self.atlas.place_name(code, self.language)


def _short(percent: Decimal) -> str:
    """A share as people say it: two places below one percent, else one."""
    return f"{percent:.2f}" if abs(percent) < 1 else f"{percent:.1f}"


def newest_and_oldest(cited: Sequence[Source]) -> tuple[date | None, date | None]:
    """The first and the last day on which these sources were checked."""
    days = [source.checked_on for source in cited if source.checked_on]
    return (min(days), max(days)) if days else (None, None)
