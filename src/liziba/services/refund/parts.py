"""The parts of a refund answer in words: what is refused, what stays under the minimum, what joining would have added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liziba.atlas import texts


def in_words(answer: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The fields that hold parts, each part with a sentence of its own."""
    told: dict[str, Any] = {}
    if answer.get("refused_purchases"):
        told["refused_purchases"] = [part.model_copy(update={"text": _refused(part, language)}) for part in answer["refused_purchases"]]
    told["below_minimum"] = [part.model_copy(update={"text": _below(part, language)}) for part in answer["below_minimum"]]
    joined = answer["if_joined"]
    if joined is not None:
        text = texts.say("refund.joined", language, count=joined.purchases, gross=joined.gross_refund_cny, net=joined.net_refund_cny)
        told["if_joined"] = joined.model_copy(update={"text": text})
    return told


def _where(part: Any, language: str) -> str:
    """Store, buyer and day, as far as they were said."""
    said = [texts.say("refund.part.store", language, store=part.store)] if part.store else []
    if getattr(part, "buyer", None):
        said.append(texts.say("refund.part.buyer", language, buyer=part.buyer))
    if part.date:
        said.append(str(texts.shown(part.date, language)))
    return texts.join(said, language) or texts.say("refund.part.unnamed", language)


def _refused(part: Any, language: str) -> str:
    reasons = texts.join([texts.say(f"reason.{reason}", language) for reason in part.reasons], language)
    return texts.say("refund.part.refused", language, where=_where(part, language), reasons=reasons)


def _below(part: Any, language: str) -> str:
    return texts.say("refund.part.below", language, where=_where(part, language), total=part.total_cny, short=part.short_by_cny)
