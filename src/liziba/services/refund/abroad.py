"""What other countries and regions give back to visitors, by day: a comparison, with sources and doubts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema

from liziba.atlas import Atlas, texts
from liziba.atlas.known import standing
from liziba.atlas.names import provinces
from liziba.atlas.rows import Row
from liziba.atlas.tables.refund import Minimum, Rate, SchemeAbroad, Window
from liziba.atlas.texts import Saying
from liziba.services.declaration import Context
from liziba.services.envelope import Assumption, Envelope, Ground, Part, Warning_
from liziba.services.explain import stamp
from liziba.services.question import Question, QuestionError, brief, question_field
from liziba.services.telling import Teller
from liziba.services.values import Day

TABLE, WORLD = "refund/schemes_abroad", "world"
NATIONAL = "national"  # the terms of the scheme at home
NONE = "none"


def _where(value: object, info: ValidationInfo) -> str | None:
    """A country or region, or one of the unions that the table knows by a code of their own."""
    text = value.strip() if isinstance(value, str) else value
    if text is None or text == "":
        return None
    atlas = (info.context or {})["atlas"]
    if isinstance(text, str) and text.upper() in {row.country for row in _rows(atlas)}:
        return text.upper()
    code = atlas.country_code(text) if isinstance(text, str) else None
    if code is None:
        raise QuestionError("", value, "", Saying("error.no_such_country", given=brief(value)))
    return str(code)


Where = Annotated[str | None, BeforeValidator(_where), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]})]


class AbroadQuestion(Question):
    """What do other countries and regions give back?"""

    country: Where = question_field("optional", "country", core=True)
    date: Day = question_field("assumed", "day", core=True)


class Scheme(Part):
    """One scheme as it holds on the day."""

    country: str
    scheme: str
    variant: str | None = Field(description="general, consumables, or other_reading where sources differ")
    method: str = Field(description="off_the_price: not charged in the shop; refund_on_leaving; none")
    minimum: int | None = Field(description="least purchase, in whole units of the currency")
    maximum: int | None = Field(description="most, in whole units of the currency")
    currency: str | None
    counted: list[str] = Field(description="over what the minimum is counted")
    receipts_at_most: int | None
    rates_pct: list[float] = Field(description="rates of the tax, or of the price where part_of_price")
    returned: str | None = Field(description="whole_tax, tax_less_fee or part_of_price")
    within: int | None = Field(description="so many units until the goods must have left")
    unit: str | None = Field(description="days, months, or months_after_month: counted from the end of the month of purchase")
    since: str | None = Field(description="purchase, entry or before_departure")
    who: str | None
    valid_from: date | None
    valid_to: date | None
    confirmed: bool = Field(description="false where the row rests on memory only")
    unsure: list[str] = Field(description="fields that rest on memory or on pages that differ")
    sources: list[str]


class AbroadAnswer(Envelope):
    """The schemes in force on the day."""

    schemes: list[Scheme] = Field(default=[], json_schema_extra={"in_grounds": True}, description="each stands in words in `grounds`")


def _rows(atlas: Atlas) -> list[SchemeAbroad]:
    return [row for row in atlas.table(TABLE, WORLD).rows if isinstance(row, SchemeAbroad)]


def respond(question: AbroadQuestion, context: Context) -> AbroadAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    day = question.date or as_of
    teller = Teller("refund-abroad", question, context, as_of)
    rows = _in_force([*_home(context.atlas, day, as_of), *_rows(context.atlas)], question.country, day, as_of)
    grounds = [_ground(row, teller) for row in rows]
    sure = [row for row, ground in zip(rows, grounds, strict=True) if ground.confirmed]
    verdict: Any = None
    if question.country is not None:
        verdict = "not_established" if not sure else "no" if all(row.method == NONE for row in sure) else "yes"
    assumed = []
    if question.date is None:
        text = texts.say("envelope.assumed", teller.language, field=teller.field_name("date"), value=day)
        assumed.append(Assumption(field="date", value=day.isoformat(), text=text))
    return AbroadAnswer(
        verdict=verdict,
        headline=_headline(question.country, verdict, rows, day, teller),
        as_of=as_of,
        atlas=stamp(context.atlas),
        assumptions=assumed,
        warnings=[*_doubts(rows, teller), *teller.warnings(grounds)],
        grounds=grounds,
        decided_by=teller.decided_by("abroad"),
        schemes=[_shown(row, ground) for row, ground in zip(rows, grounds, strict=True)],
    )


def _in_force(rows: Sequence[SchemeAbroad], country: str | None, day: date, as_of: date) -> list[SchemeAbroad]:
    """The row of each country and variant that holds on the day, as known on another."""
    found: list[SchemeAbroad] = []
    for key in dict.fromkeys((row.country, row.variant) for row in rows):
        same: list[Row] = [row for row in rows if (row.country, row.variant) == key and country in (None, row.country)]
        row = standing(same, day, as_of)
        if isinstance(row, SchemeAbroad):
            found.append(row)
    return found


def _home(atlas: Atlas, day: date, as_of: date) -> list[SchemeAbroad]:
    """The scheme at home, to compare with: made from the tables of the service `refund`."""

    def held(table: str) -> list[Any]:
        same = [row for row in atlas.table(table).rows if getattr(row, "terms", "") == NATIONAL]
        keys = dict.fromkeys(getattr(row, "vat_rate_bp", "") for row in same)
        found = [standing([row for row in same if getattr(row, "vat_rate_bp", "") == key], day, as_of) for key in keys]
        return [row for row in found if row is not None]

    minimums: list[Minimum] = held("refund/minimums")
    windows: list[Window] = held("refund/windows")
    rates: list[Rate] = held("refund/rates")
    if not (minimums and windows and rates and minimums[0].minimum_fen is not None):
        return []
    percents = sorted((rate.refund_rate_bp for rate in rates if rate.refund_rate_bp is not None), reverse=True)
    lead = minimums[0]
    return [
        SchemeAbroad(
            row_id=f"{lead.row_id} abroad",
            territory=lead.territory,
            file=lead.file,
            line=lead.line,
            country=next(iter(provinces(atlas))).partition("-")[0],
            scheme="departure_refund",
            method="refund_on_leaving",
            minimum=(lead.minimum_fen or 0) // 100,
            currency="CNY",
            counted=("same_store", "same_day", "with_tax"),
            tax_rate_bp=percents[0] if percents else None,
            other_rate_bp=percents[1] if len(percents) > 1 else None,
            returned="part_of_price",
            within=windows[0].days_to_departure,
            unit="days",
            since="purchase",
            who="stay_183",
            valid_from=lead.valid_from,
            valid_to=lead.valid_to,
            sources=tuple(dict.fromkeys((*lead.sources, *rates[0].sources))),
        )
    ]


def _shown(row: SchemeAbroad, ground: Ground) -> Scheme:
    return Scheme(
        country=row.country,
        scheme=row.scheme,
        variant=row.variant or None,
        method=row.method,
        minimum=row.minimum,
        maximum=row.maximum,
        currency=row.currency or None,
        counted=list(row.counted),
        receipts_at_most=row.receipts,
        rates_pct=[rate / 100 for rate in (row.tax_rate_bp, row.other_rate_bp) if rate is not None],
        returned=row.returned or None,
        within=row.within,
        unit=row.unit or None,
        since=row.since or None,
        who=row.who or None,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        confirmed=ground.confirmed,
        unsure=list(row.unsure),
        sources=list(row.sources),
    )


def _ground(row: SchemeAbroad, teller: Teller) -> Ground:
    """The scheme in a few short sentences."""
    language = teller.language

    def say(key: str, **values: Any) -> str:
        return texts.say(f"refund-abroad.{key}", language, **values)

    name = say("scheme." + row.scheme) + (say("variant", name=say("variant." + row.variant)) if row.variant else "")
    parts = [say("row", country=_name(row.country, teller), scheme=name, method=say("method." + row.method))]
    if row.minimum is not None:
        over = texts.join([say("counted." + code, n=row.receipts) for code in (*row.counted, *(("receipts",) if row.receipts else ()))], language)
        parts.append(say("minimum", amount=row.minimum, currency=row.currency, over=over))
    if row.maximum is not None:
        parts.append(say("maximum", amount=row.maximum, currency=row.currency))
    rates = [f"{rate / 100:g}" for rate in (row.tax_rate_bp, row.other_rate_bp) if rate is not None]
    if row.returned:
        parts.append(say("returned." + row.returned) if not rates else say("returned_of." + row.returned, rates=texts.join(rates, language)))
    if row.within is not None:
        parts.append(say("within." + row.since, time=say("unit." + row.unit, count=row.within)))
    if row.who:
        parts.append(say("who." + row.who))
    result: Any = "met" if row.method != NONE else "failed"
    joined = ("" if language == "zh" else " ").join(parts)
    number = f".{row.variant}" if row.variant else ""
    return teller.told(f"refund-abroad.{row.country}{number}", result, joined, row)


def _name(code: str, teller: Teller) -> str:
    return (
        texts.say(f"refund-abroad.union.{code}", teller.language) if code not in teller.atlas.countries() else teller.atlas.country_name(code, teller.language)
    )


def _doubts(rows: Sequence[SchemeAbroad], teller: Teller) -> list[Warning_]:
    found = []
    for row in rows:
        if row.unsure:
            fields = texts.join([texts.say(f"refund-abroad.unsure.{column}", teller.language) for column in row.unsure], teller.language)
            found.append((_name(row.country, teller), fields))
    return [teller.warning("abroad_unsure", country=country, fields=fields) for country, fields in dict.fromkeys(found)]


def _headline(country: str | None, verdict: str | None, rows: Sequence[SchemeAbroad], day: date, teller: Teller) -> str:
    language = teller.language
    if country is None:
        names = list(dict.fromkeys(_name(row.country, teller) for row in rows))
        return texts.say("refund-abroad.headline.all", language, day=day, names=texts.join(names, language))
    return texts.say(f"refund-abroad.headline.{verdict}", language, country=_name(country, teller), day=day)
