"""Where does a city stand? The question: a framework, cities, a year, and by which choices figures are read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema

from liziba.atlas import Atlas
from liziba.atlas.texts import Saying
from liziba.services.index.frameworks import FRAMEWORKS, frameworks
from liziba.services.index.scales import SCALES_OF
from liziba.services.question import Question, QuestionError, brief, question_field
from liziba.services.values import blank

RELEASES, POPULATIONS = ("revised", "first"), ("resident", "agglomeration")
USUAL_FRAMEWORK = "mission"
MOST_CITIES = 24
_TEXT = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]})
_CITY = WithJsonSchema({"anyOf": [{"type": "string", "examples": ["CN-CQ"]}, {"type": "null"}]})
_CITIES = WithJsonSchema({"anyOf": [{"type": "array", "items": {"type": "string", "examples": ["CN-CQ"]}, "maxItems": MOST_CITIES}, {"type": "null"}]})


def _atlas(info: ValidationInfo) -> Atlas:
    atlas = (info.context or {}).get("atlas")
    assert isinstance(atlas, Atlas), "read questions through Service.read: codes are checked against an atlas"
    return atlas


def _framework(value: object, info: ValidationInfo) -> str | None:
    """A code of the table of frameworks."""
    text = value.strip() if isinstance(value, str) else value
    if text is None or text == "":
        return None
    known = frameworks(_atlas(info))
    if not isinstance(text, str) or text not in known:
        raise QuestionError("", value, ", ".join(known), Saying("error.no_such_framework", given=brief(value)))
    return text


def _city(value: object, info: ValidationInfo) -> str | None:
    """A place by its code, or by its name in either language."""
    text = value.strip() if isinstance(value, str) else value
    if text is None or text == "":
        return None
    atlas = _atlas(info)
    found = (atlas.place_code(text) or atlas.find("place", text)) if isinstance(text, str) else None
    if found is None:
        raise QuestionError("", value, "", Saying("error.no_such_place", given=brief(value)))
    return found


def _cities(value: object, info: ValidationInfo) -> list[str] | None:
    """Places, each once, in the order given; text is taken apart at commas and semicolons."""
    if isinstance(value, str):
        value = [part for part in value.replace(";", ",").replace("；", ",").replace("，", ",").replace("、", ",").split(",") if part.strip()]
    if value is None or value == [] or value == ():
        return None
    if not isinstance(value, list | tuple):
        raise QuestionError("", value, "", Saying("error.no_such_place", given=brief(value)))
    found = [code for code in (_city(one, info) for one in value[: MOST_CITIES + 1]) if code is not None]
    if len(value) > MOST_CITIES:
        raise QuestionError("", len(value), "", Saying("error.too_many_cities", most=MOST_CITIES))
    return list(dict.fromkeys(found)) or None


Cities = Annotated[list[str] | None, BeforeValidator(_cities), _CITIES]
City = Annotated[str | None, BeforeValidator(_city), _CITY]
Year = Annotated[Annotated[int, Field(ge=2000, le=2100)] | None, BeforeValidator(blank)]
Share = Annotated[Annotated[int, Field(ge=0, le=100)] | None, BeforeValidator(blank)]


class IndexQuestion(Question):
    """Where does a city stand, how sure is that, why, and what would move it?"""

    framework: Annotated[str | None, BeforeValidator(_framework), _TEXT] = question_field(
        "assumed", "code", core=True, assumed=USUAL_FRAMEWORK, accepted="index.framework", choices_of=f"{FRAMEWORKS}.framework"
    )
    cities: Cities = question_field("assumed", "places", core=True, accepted="index.cities")
    city: City = question_field("optional", "place", core=True)
    peer: City = question_field("optional", "place")
    year: Year = question_field("assumed", "whole", core=True)
    release: Annotated[Literal["revised", "first"] | None, BeforeValidator(blank)] = question_field("assumed", "code", assumed="revised", choices=RELEASES)
    population: Annotated[Literal["resident", "agglomeration"] | None, BeforeValidator(blank)] = question_field(
        "assumed", "code", assumed="resident", choices=POPULATIONS
    )
    scale_of: Annotated[Literal["named", "size", "per_resident"] | None, BeforeValidator(blank)] = question_field(
        "assumed", "code", assumed="named", choices=SCALES_OF
    )
    unconfirmed: Annotated[bool | None, BeforeValidator(blank)] = question_field("assumed", "truth", assumed=False)
    least_coverage: Share = question_field("assumed", "whole")


def said(question: IndexQuestion) -> dict[str, Any]:
    """What was said, for questions that go on from here."""
    return question.model_dump(mode="json", exclude_none=True)
