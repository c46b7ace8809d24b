"""Who travels. What may stand in a link is written in one line (`DE, 2 US business, TH`); what is personal stands apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, TypeAdapter, ValidationError, WithJsonSchema

from liziba.atlas import Atlas
from liziba.atlas.texts import Saying
from liziba.services.itinerary import where
from liziba.services.itinerary.moments import PATTERNS, of_match
from liziba.services.question import QuestionError, brief, question_field, read_day
from liziba.services.stay.question import DOCUMENTS, PURPOSES, PreviousStay

MOST_TRAVELLERS = 10
LONGEST_TEXT = 1000
_BETWEEN = re.compile(r"[,;，；、\n\r]")
_COUNT = re.compile(r"^(?:(?P<before>\d{1,3})\s*[x×*]?\s+|)(?P<rest>.+?)(?:\s*[x×*]\s*(?P<after>\d{1,3}))?$")
_STAYS = TypeAdapter(list[PreviousStay])


@dataclass(frozen=True)
class Traveller:
    """One traveller as a link may hold it."""

    FIELDS: ClassVar[tuple[str, ...]] = ("nationality", "document", "purpose")

    nationality: str | None = None
    document: str | None = None
    purpose: str | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (self.nationality or "?", self.document, self.purpose) if part)


class Party(str):
    """The travellers in order; as text in one line, as it can be typed again."""

    travellers: tuple[Traveller, ...]

    def __new__(cls, travellers: Sequence[Traveller]) -> Party:
        party = super().__new__(cls, ", ".join(map(str, travellers)))
        party.travellers = tuple(travellers)
        return party

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.travellers,)


class EarlierStays(str):
    """Earlier stays in the mainland; as text `2026-05-01/2026-05-20 unilateral; ...`."""

    stays: tuple[PreviousStay, ...]

    def __new__(cls, stays: Sequence[PreviousStay]) -> EarlierStays:
        text = super().__new__(cls, "; ".join(f"{stay.entry}/{stay.exit} {stay.basis}" for stay in stays))
        text.stays = tuple(stays)
        return text

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.stays,)


def read_party(value: Any, atlas: Atlas) -> Party | None:
    """The travellers from one text, from a list of texts, or from records. Raises QuestionError with the number of the traveller."""
    accepted = Saying("accepted.itinerary.travellers")
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        return None
    given = [value] if isinstance(value, (str, Mapping)) else value
    if not isinstance(given, (list, tuple)) or any(isinstance(item, str) and len(item) > LONGEST_TEXT for item in given):
        raise QuestionError("", value, accepted, Saying("error.itinerary.no_travellers", given=brief(value)))
    found: list[Traveller] = []
    for item in given:
        for one in [part for part in _BETWEEN.split(item) if part.strip()] if isinstance(item, str) else [item]:
            try:
                found += _typed(one.strip(), atlas) if isinstance(one, str) else [_of_record(one, atlas)]
            except QuestionError as error:
                path = ".".join(part for part in (str(len(found)), error.field) if part)
                raise QuestionError(path, error.given, error.accepted, error.message) from None
            if len(found) > MOST_TRAVELLERS:
                raise QuestionError("", len(found), accepted, Saying("error.itinerary.too_many_travellers", limit=MOST_TRAVELLERS))
    return Party(found) if found else None


def _typed(text: str, atlas: Atlas) -> list[Traveller]:
    """`DE`, `2 US business`, `Russia diplomatic_passport x3`."""
    parts = _COUNT.match(text)
    assert parts is not None, "the pattern takes any text"
    words = parts["rest"].split()
    said: dict[str, str] = {}
    while len(words) > 1 and words[-1].casefold() in (*DOCUMENTS, *PURPOSES):
        code = words.pop().casefold()
        said["document" if code in DOCUMENTS else "purpose"] = code
    count = int(parts["before"] or parts["after"] or 1)
    if not 1 <= count <= MOST_TRAVELLERS:
        raise QuestionError("", text, Saying("accepted.itinerary.travellers"), Saying("error.itinerary.too_many_travellers", limit=MOST_TRAVELLERS))
    name = " ".join(words)
    return [_of_record({"nationality": None if name == "?" else name, **said}, atlas)] * count


def _of_record(record: Any, atlas: Atlas) -> Traveller:
    accepted = Saying("accepted.itinerary.travellers")
    if isinstance(record, Traveller):
        return record
    if not isinstance(record, Mapping):
        raise QuestionError("", record, accepted, Saying("error.itinerary.no_travellers", given=brief(record)))
    unknown = next((str(name) for name in record if name not in Traveller.FIELDS), None)
    if unknown is not None:
        names = [*Traveller.FIELDS, *PERSONAL]
        raise QuestionError(unknown, record[unknown], Saying("accepted.one_of", names=names), Saying("error.no_such_field", field=brief(unknown)))
    for name, codes in (("document", DOCUMENTS), ("purpose", PURPOSES)):
        if record.get(name) and record[name] not in codes:
            raise QuestionError(name, record[name], ", ".join(codes), Saying("error.no_such_code", field=name, given=brief(record[name])))
    return Traveller(_nationality(record.get("nationality"), atlas), record.get("document") or None, record.get("purpose") or None)


def _nationality(given: Any, atlas: Atlas) -> str | None:
    if given is None or given == "":
        return None
    found = (atlas.country_code(given) or atlas.find("country", given)) if isinstance(given, str) else None
    if found is None:
        near = where.near(atlas, given, ("country",)) if isinstance(given, str) else None
        message = Saying("error.itinerary.no_such_country_near", given=brief(given), names=near) if near else None
        raise QuestionError("nationality", given, Saying("accepted.country"), message or Saying("error.no_such_country", given=brief(given)))
    return found


def _earlier(value: Any) -> EarlierStays | None:
    """Earlier stays as records, or as text: 2026-05-01/2026-05-20 unilateral; ..."""
    if value is None or value == "" or value == [] or isinstance(value, EarlierStays):
        return value or None
    if isinstance(value, str):
        value = [_earlier_typed(part) for part in re.split(r"[;；,，\n]", value[:LONGEST_TEXT]) if part.strip()]
    if not isinstance(value, (list, tuple)) or len(value) > MOST_TRAVELLERS * 10:
        raise ValueError("a list of earlier stays")
    try:
        return EarlierStays(_STAYS.validate_python(list(value))) if value else None
    except ValidationError as error:
        raise QuestionError("", brief(value), Saying("accepted.itinerary.earlier"), Saying("error.itinerary.no_earlier", given=brief(value))) from error


def _earlier_typed(text: str) -> dict[str, Any]:
    found = sorted((one for pattern in PATTERNS for one in pattern.finditer(text)), key=lambda one: one.start())
    days = [of_match(one).day for one in found[:2]]
    basis = "_".join(text[found[-1].end() :].split()) if found else ""
    return {"entry": days[0] if days else None, "exit": days[-1] if days else None, "basis": basis}


_STAY_SCHEMA = {"type": "object", "properties": {name: {"type": "string"} for name in ("entry", "exit", "basis")}}
_EARLIER_SCHEMA = {"anyOf": [{"type": "string", "examples": ["2026-05-01/2026-05-20 unilateral"]}, {"type": "array", "items": _STAY_SCHEMA}, {"type": "null"}]}
Earlier = Annotated[EarlierStays | None, PlainValidator(_earlier), WithJsonSchema(_EARLIER_SCHEMA)]
Day = Annotated[date | None, BeforeValidator(read_day)]


class Particulars(BaseModel):
    """What is personal of one traveller: it goes by POST and stays out of links."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    traveller: int = Field(ge=1, le=MOST_TRAVELLERS)
    name: str | None = Field(default=None, max_length=60)
    passport_valid_until: Day = None
    previous_stays: Earlier = question_field("none", "text", accepted="itinerary.earlier")
    refused_visa_stamp: bool | None = None
    illegal_stay_on: Day = None


PERSONAL = tuple(name for name in Particulars.model_fields if name != "traveller")
