"""What a field accepts, in words, made from its declaration: a new service has nothing to write.

A field with a rule of its own, such as not to lie before another, names its text: `question_field(..., accepted="stay.exit_at")`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from liziba.atlas.texts import Saying
from liziba.services import fields
from liziba.services.question import meta

# Kinds that are said in one sentence, `accepted.KIND`.
PLAIN = frozenset({"country", "port", "place", "day", "moment", "truth"})
NUMBERS = frozenset({"whole", "number", "money", "percent", "rate"})
# Kinds that hold a list, and the kind of one of its entries.
LISTS = {"countries": "country", "places": "place", "days": "day", "texts": "text"}


@cache
def accepted(model: type[BaseModel], path: str, entry: bool = False) -> str:
    """What is accepted at that path; `entry`: in one entry of the list that stands there. Empty for a path that is no field."""
    field = fields.at(model, path)
    if field is None:
        return ""
    own = meta(field).get("accepted")
    if own and not entry:
        return Saying(f"accepted.{own}")
    kind, many = fields.kind(field), fields.holds_list(field) and not entry
    if kind == "record":
        return _record(field, many)
    if entry:
        kind = LISTS.get(kind, kind)
    if kind == "code":
        return ", ".join(fields.choices(field))
    if kind in LISTS:
        return _at_most(Saying(f"accepted.{kind}"), field)
    if kind in PLAIN:
        return Saying(f"accepted.{kind}")
    if kind in NUMBERS:
        return _number(kind, field)
    return Saying("accepted.text", most=fields.longest(field)) if kind == "text" else ""


def by_path(model: type[BaseModel], prefix: str = "") -> Mapping[str, str]:
    """What every field of the model accepts, and every field of the records inside it."""
    found: dict[str, str] = {}
    for name, field in model.model_fields.items():
        found[prefix + name] = accepted(model, name)
        inside = fields.record(field)
        if inside is not None:
            found |= by_path(inside, f"{prefix}{name}.")
    return found


def one_of(model: type[BaseModel]) -> Saying:
    """The fields of a model, for a field that is none of them."""
    return Saying("accepted.one_of", names=list(model.model_fields))


def _record(field: FieldInfo, many: bool) -> Saying:
    inside = fields.record(field)
    names = list(inside.model_fields) if inside is not None else []
    return _at_most(Saying("accepted.records", names=names), field) if many else Saying("accepted.record", names=names)


def _at_most(what: Saying, field: FieldInfo) -> Saying:
    most = fields.longest(field)
    return what if most is None else Saying("accepted.up_to", what=what, most=most)


def _number(kind: str, field: FieldInfo) -> Saying:
    # A rate of tax is said like any other percentage.
    what = Saying("accepted.percent" if kind == "rate" else f"accepted.{kind}")
    low, high = fields.limits(field)
    if low is None and high is None:
        return what
    if high is None:
        return Saying("accepted.at_least", what=what, low=low)
    return Saying("accepted.at_most", what=what, high=high) if low is None else Saying("accepted.between", what=what, low=low, high=high)
