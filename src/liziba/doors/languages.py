"""Which language a reader gets: the one asked for, else the first of ours that the browser accepts, else English."""

from __future__ import annotations

from liziba.atlas.texts import LANGUAGES, Saying
from liziba.services.question import QuestionError, brief


def accepted(header: str) -> str:
    """The language from an Accept-Language header. Anything unreadable in it counts as not said."""
    wishes: list[tuple[float, int, str]] = []
    for place, item in enumerate(header[:500].split(",")):
        name, _, rest = item.partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest.strip() else 1.0
        except ValueError:
            continue
        language = name.strip().lower().partition("-")[0]
        if language in LANGUAGES and weight > 0:
            wishes.append((-weight, place, language))
    return min(wishes)[2] if wishes else LANGUAGES[0]


def asked_for(said: str | None, header: str) -> str:
    """The language said in so many words, else by the header. Raises QuestionError for a language we do not write."""
    if not said:
        return accepted(header)
    if said not in LANGUAGES:
        raise QuestionError("language", said, ", ".join(LANGUAGES), Saying("error.no_such_language", given=brief(said)))
    return said
