"""From a question about a city or a sector to its sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from liziba.atlas import texts
from liziba.atlas.rows import Row
from liziba.atlas.tables.city import BusinessDistrict, District, Fact, Organisation, SheetLine, Subject
from liziba.services.declaration import Context
from liziba.services.envelope import Assumption, Ground, Warning_
from liziba.services.explain import stamp
from liziba.services.factsheet import finding
from liziba.services.factsheet.question import FactsheetAnswer, FactsheetQuestion, Gap, Line, Section, lines, subjects
from liziba.services.factsheet.telling import DIGEST, SheetTeller, newest_and_oldest

CITY = "city"
Shown = tuple[Line, Sequence[Row]]


def respond(question: FactsheetQuestion, context: Context) -> FactsheetAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    teller = SheetTeller(question, context, as_of)
    held = subjects(context.atlas)
    places = list(dict.fromkeys(row.place for row in held))
    place = question.place or (places[0] if len(places) == 1 else None)
    missing = [name for name, said in (("subject", question.subject), ("place", place)) if said is None]
    answer: dict[str, Any] = {"as_of": as_of, "atlas": stamp(context.atlas), "missing": missing, "decided_by": teller.decided_by("factsheet")}
    if missing or place is None:
        told = texts.say("factsheet.headline.unknown", context.language, fields=[teller.field_name(name) for name in missing])
        return FactsheetAnswer(verdict="unknown", headline=told, **answer)
    answer |= {"subject": question.subject, "place": place}
    named = teller.atlas.place_name(place, context.language)
    known = [row for row in finding.rows_of(context.atlas, "city/subjects", Subject, place, as_of) if row.subject == question.subject]
    if not known:
        told = texts.say("factsheet.headline.not_established", context.language, place=named, as_of=as_of, held=_names(teller, places))
        return FactsheetAnswer(verdict="not_established", headline=told, grounds=[_none(teller, told)], **answer)
    answer["assumptions"] = _assumed(question, place, named, teller)
    sections, gaps, grounds = _sheet(teller, [row for row in lines(context.atlas) if (row.place, row.subject) == (place, question.subject)])
    title = texts.say("factsheet.title", context.language, subject=getattr(known[-1], f"name_{context.language}"))
    if question.subject == CITY:
        title = texts.say("factsheet.title.city", context.language, place=named)
    shown = [line for section in sections for line in section.lines]
    first, last = newest_and_oldest(teller.cited)
    if not shown:
        told = texts.say("factsheet.headline.nothing", context.language, title=title, as_of=as_of)
        return FactsheetAnswer(verdict="not_established", headline=told, title=title, gaps=gaps, grounds=[_none(teller, told)], **answer)
    return FactsheetAnswer(
        verdict="yes",
        headline=texts.say("factsheet.headline.yes", context.language, title=title, figures=len(shown), sources=len(teller.cited), as_of=as_of),
        title=title,
        sections=sections,
        gaps=gaps,
        sources=teller.sources(),
        checked_from=first,
        checked_until=last,
        grounds=grounds,
        warnings=_warnings(shown, teller),
        **answer,
    )


def _sheet(teller: SheetTeller, rows: Sequence[SheetLine]) -> tuple[list[Section], list[Gap], list[Ground]]:
    """The sections with their lines in the order of the table, what is left out, and what every line rests on."""
    sections: dict[str, Section] = {}
    gaps: list[Gap] = []
    grounds: list[Ground] = []
    for row in rows:
        for found in _found(teller, row):
            if isinstance(found, Gap):
                gaps.append(found)
                continue
            line, rests_on = found
            new = Section(code=row.section, heading=texts.say(f"factsheet.section.{row.section}", teller.language), page=int(row.page), lines=[])
            sections.setdefault(row.section, new).lines.append(line)
            ground = teller.rests_on(line, row.section, rests_on)
            grounds.append(ground.model_copy(update={"id": f"factsheet.{row.section}.{row.what}.{len(sections[row.section].lines)}"}))
    return list(sections.values()), gaps, grounds


def _found(teller: SheetTeller, line: SheetLine) -> Iterator[Shown | Gap]:
    """What stands on the sheet for one line of the table: a line, several, or a gap with its reason."""
    atlas, as_of, place = teller.atlas, teller.as_of, line.place
    if line.kind == "gap":
        if not finding.is_closed(atlas, line, as_of):
            yield teller.gap(line, "said")
    elif line.kind == "observation":
        figure = finding.observation(atlas, line, as_of)
        yield teller.gap(line, figure) if isinstance(figure, str) else (teller.observation(line, figure), figure.rows)
    elif line.kind == "result":
        result = finding.result(atlas, line, as_of)
        yield teller.gap(line, result) if isinstance(result, str) else (teller.published(line, result), (result,))
    elif line.kind == "rank":
        rank = finding.ranking(atlas, line, as_of)
        if isinstance(rank, str):
            yield teller.gap(line, rank)
        else:
            yield teller.rank(line, rank), (*rank.figure.rows, *(row for one in rank.others for row in one.rows))
    elif line.kind == "event":
        past, coming = finding.event(atlas, line, as_of)
        if past is None and coming is None:
            yield teller.gap(line, "nothing")
        if past is not None:
            yield teller.event(line, past), (past,)
        if coming is not None:
            yield teller.coming(line, coming), (coming,)
    elif line.kind == "first_stores":
        counts = finding.first_stores(atlas, line, as_of)
        if not counts:
            yield teller.gap(line, "nothing")
        for count in counts:
            yield teller.first_stores(line, count), (count.all, *count.levels)
    elif line.kind == "business_districts":
        listed = [one for one in finding.rows_of(atlas, "city/business_districts", BusinessDistrict, place, as_of) if one.listed_in == line.what]
        yield (teller.business_districts(line, listed), listed) if listed else teller.gap(line, "nothing")
    elif line.kind == "brands":
        sectors = [one for one in finding.rows_of(atlas, "city/subjects", Subject, place, as_of) if one.campaign_en]
        yield (teller.brands(line, sectors), sectors) if sectors else teller.gap(line, "nothing")
    elif line.kind == "districts":
        changed = finding.latest(atlas, "city/districts", District, place, as_of)
        yield (teller.districts(line, changed), changed) if changed else teller.gap(line, "nothing")
    elif line.kind == "fact":
        facts = [one for one in finding.rows_of(atlas, "city/facts", Fact, place, as_of) if one.fact == line.what]
        newest = max(facts, key=lambda one: one.period.rpartition("/")[2], default=None)
        yield (teller.fact(line, newest), (newest,)) if newest is not None else teller.gap(line, "nothing")
    elif line.kind == "organisation":
        found = [one for one in finding.rows_of(atlas, "city/organisations", Organisation, place, as_of) if one.organisation == line.what]
        yield (teller.organisation(line, found[0]), found[:1]) if found else teller.gap(line, "nothing")


def _names(teller: SheetTeller, places: Sequence[str]) -> list[str]:
    return [teller.atlas.place_name(place, teller.language) for place in places]


def _none(teller: SheetTeller, text: str) -> Ground:
    return Ground(id="factsheet.sheet", scheme="factsheet", result="unknown", text=text)


def _assumed(question: FactsheetQuestion, place: str, named: str, teller: SheetTeller) -> list[Assumption]:
    """The only city with sheets, where none was said."""
    if question.place is not None:
        return []
    return [Assumption(field="place", value=place, text=texts.say("envelope.assumed", teller.language, field=teller.field_name("place"), value=named))]


def _warnings(shown: Sequence[Line], teller: SheetTeller) -> list[Warning_]:
    """What the reader of the sheet must know: old figures, those of a digest, those of a single source."""
    found: list[Warning_] = []
    old = [line.label for line in shown if line.old]
    if old:
        found.append(teller.warning("factsheet_old", labels=list(dict.fromkeys(old))))
    digest = [line.label for line in shown if line.status == DIGEST]
    if digest:
        found.append(teller.warning("factsheet_digest", labels=digest))
    single = sum(len(line.sources) == 1 for line in shown)
    if single:
        found.append(teller.warning("factsheet_one_source", single=single, all=len(shown)))
    return found
