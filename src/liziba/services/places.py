"""Countries, ports and places as question fields: codes are checked against the atlas and written one way."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from liziba.atlas import Atlas
from liziba.atlas.texts import Saying
from liziba.services.question import QuestionError, brief


def _atlas(info: ValidationInfo) -> Atlas:
    context = info.context or {}
    atlas = context.get("atlas")
    assert isinstance(atlas, Atlas), "read questions through Service.read: codes are checked against an atlas"
    return atlas


def _text(value: object) -> str | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise QuestionError("", value, "", Saying("error.not_code", given=brief(value)))
    return value.strip()


def _country(value: object, info: ValidationInfo) -> str | None:
    text = _text(value)
    if text is None:
        return None
    found = _atlas(info).country_code(text)
    if found is None:
        raise QuestionError("", value, "", Saying("error.no_such_country", given=brief(text)))
    return found


def _port(value: object, info: ValidationInfo) -> str | None:
    text = _text(value)
    if text is None:
        return None
    found = _atlas(info).port_code(text)
    if found is None:
        raise QuestionError("", value, "", Saying("error.no_such_port", given=brief(text)))
    return found


def _place(value: object, info: ValidationInfo) -> str | None:
    text = _text(value)
    found = _atlas(info).place_code(text) if text else None
    if found is None:
        raise QuestionError("", value, "", Saying("error.no_such_place", given=brief(text)))
    return found


def _optional_place(value: object, info: ValidationInfo) -> str | None:
    return None if value is None or value == "" else _place(value, info)


def _code_schema(example: str) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [{"type": "string", "examples": [example]}, {"type": "null"}]})


CountryCode = Annotated[str | None, BeforeValidator(_country), _code_schema("DE")]
PortCode = Annotated[str | None, BeforeValidator(_port), _code_schema("CKG")]
PlaceCode = Annotated[str, BeforeValidator(_place), WithJsonSchema({"type": "string", "examples": ["CN-CQ"]})]
OptionalPlaceCode = Annotated[str | None, BeforeValidator(_optional_place), _code_schema("CN-CQ")]
