"""The question of `itinerary`: the stops of a journey, and who travels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError, ValidationInfo, WithJsonSchema, model_validator

from liziba.atlas import Atlas
from liziba.atlas.texts import Saying
from liziba.services.first_error import first_error
from liziba.services.itinerary.stops import MOST_STOPS, Journey, Stop, read_journey
from liziba.services.itinerary.travellers import MOST_TRAVELLERS, PERSONAL, Particulars, Party, Traveller, read_party
from liziba.services.itinerary.typed import MODES
from liziba.services.question import Question, QuestionError, question_field
from liziba.services.stay.question import DOCUMENTS, PURPOSES, TICKETS, Purpose
from liziba.services.values import blank


def _atlas(info: ValidationInfo) -> Atlas:
    atlas = (info.context or {}).get("atlas")
    assert isinstance(atlas, Atlas), "read questions through Service.read: names are looked up in an atlas"
    return atlas


def _journey(value: Any, info: ValidationInfo) -> Journey | None:
    return read_journey(value, _atlas(info))


def _party(value: Any, info: ValidationInfo) -> Party | None:
    return read_party(value, _atlas(info))


def _schema(example: str, properties: Mapping[str, Any], most: int) -> WithJsonSchema:
    text = {"type": "string", "examples": [example]}
    record = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return WithJsonSchema({"anyOf": [text, {"type": "array", "maxItems": most, "items": {"anyOf": [text, record]}}, {"type": "null"}]})


_TEXT, _TRUTH = {"type": ["string", "null"]}, {"type": ["boolean", "null"]}
_STOP = dict.fromkeys(Stop.FIELDS, _TEXT) | {"by": {"enum": [*MODES, None]}, "technical": _TRUTH, "leaves_airport": _TRUTH}
_PUBLIC = {"nationality": _TEXT, "document": {"enum": [*DOCUMENTS, None]}, "purpose": {"enum": [*PURPOSES, None]}}
_PERSONAL = dict.fromkeys(PERSONAL, _TEXT) | {"previous_stays": {"type": ["array", "string", "null"]}, "refused_visa_stamp": _TRUTH}
STOPS_EXAMPLE = "LAX; ICN; CKG 2026-12-01T10:00/2026-12-05T18:00; HKG"
TRAVELLERS_EXAMPLE = "DE, US, TH"

Stops = Annotated[Journey | None, PlainValidator(_journey), _schema(STOPS_EXAMPLE, _STOP, MOST_STOPS)]
Travellers = Annotated[Party | None, PlainValidator(_party), _schema(TRAVELLERS_EXAMPLE, _PUBLIC | _PERSONAL, MOST_TRAVELLERS)]


class ItineraryQuestion(Question):
    """May these travellers make this journey without a visa, entry by entry, and until when may they stay?"""

    stops: Stops = question_field("required", "stops", core=True, changeable=True, accepted="itinerary.stops")
    travellers: Travellers = question_field("required", "travellers", core=True, accepted="itinerary.travellers")
    purpose: Annotated[Purpose | None, BeforeValidator(blank)] = question_field("assumed", "code", assumed="tourism", choices=PURPOSES)
    onward_ticket: Annotated[Literal["confirmed", "open_date", "none"] | None, BeforeValidator(blank)] = question_field(
        "assumed", "code", assumed="confirmed", choices=TICKETS, changeable=True
    )
    particulars: Annotated[list[Particulars], Field(max_length=MOST_TRAVELLERS)] | None = question_field("none", "records", private=True)

    @model_validator(mode="before")
    @classmethod
    def _apart(cls, fields: Any) -> Any:
        """What is personal in the records of the travellers goes into the field of its own that no link holds."""
        travellers = fields.get("travellers") if isinstance(fields, Mapping) else None
        records = [travellers] if isinstance(travellers, Mapping) else travellers
        if not isinstance(records, (list, tuple)) or not any(isinstance(record, Mapping) and set(record) & set(PERSONAL) for record in records):
            return fields
        public: list[Any] = []
        personal: list[Any] = list(fields.get("particulars") or ()) if isinstance(fields.get("particulars"), (list, tuple)) else []
        for number, record in enumerate(records):
            if not isinstance(record, Mapping):
                public.append(record)
                continue
            public.append({name: value for name, value in record.items() if name not in PERSONAL})
            said = {name: record[name] for name in PERSONAL if record.get(name) not in (None, "", [])}
            if said:
                personal.append(_particulars(number, said))
        return {**fields, "travellers": public, "particulars": personal}

    @model_validator(mode="after")
    def _of_travellers(self) -> ItineraryQuestion:
        most = len(self.party)
        for number, one in enumerate(self.particulars or ()):
            if most and one.traveller > most:
                message = Saying("error.itinerary.no_such_traveller", number=one.traveller, most=most)
                raise QuestionError(f"particulars.{number}.traveller", one.traveller, Saying("accepted.whole"), message)
        return self

    @property
    def journey(self) -> tuple[Stop, ...]:
        return self.stops.stops if self.stops is not None else ()

    @property
    def party(self) -> tuple[Traveller, ...]:
        return self.travellers.travellers if self.travellers is not None else ()

    def personal(self, number: int) -> dict[str, Any]:
        """What is personal of the traveller of that number, counted from 1."""
        found: dict[str, Any] = {}
        for one in self.particulars or ():
            if one.traveller == number:
                found |= {name: value for name in PERSONAL if (value := getattr(one, name)) is not None}
        return found


def _particulars(number: int, said: Mapping[str, Any]) -> Particulars:
    try:
        return Particulars.model_validate({**said, "traveller": number + 1})
    except ValidationError as error:
        wrong = first_error(error, Particulars)
        raise QuestionError(f"travellers.{number}.{wrong.field}", wrong.given, wrong.accepted, wrong.message) from None
