"""An answer as a page shows it: the answer first, then what it rests on, what would change it, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from liziba.atlas import Atlas, texts
from liziba.doors import flat
from liziba.doors.web import house, words
from liziba.doors.web.asked import Again, Asked
from liziba.doors.web.conditions import Condition, Scheme, Seen, schemes, seen
from liziba.doors.web.names import names
from liziba.services.declaration import services
from liziba.services.envelope import Envelope, Warning_
from liziba.services.question import is_missing, meta

# The sign beside the word: colour is never the only difference. An answer without a verdict has none.
VERDICT_SIGNS = {"yes": "✓", "yes_with_terms": "✓", "partly": "◐", "no": "✗", "unknown": "?", "not_established": "–", None: ""}

# How many conditions are read at once, where no scheme is the one that decides.
AT_ONCE = 12

# How many warnings of an answer are read at once, where a service has many; they come the weightiest first.
WARNINGS_AT_ONCE = {"index": 3}

# Fields of answers that have a part of the page to themselves: of any service, and of those with a template of their own.
APART = ("refused_by", "what_now")
OWN: Mapping[str, frozenset[str]] = {
    "instant-refund": frozenset({"reasons"}),
    "refund": frozenset(
        "cash_allowed is_overseas_visitor store_may_issue_form reasons refused_purchases last_departure_date".split()
        + "payout_ways customs_check below_minimum if_joined".split()
    ),
    "observations": frozenset("figures reasons state value unit period vintage base base_vintage implied_base implied_base_vintage".split()),
    "index": frozenset("framework year least_coverage coverage combinations survives_rounding survives_revision ranking contributions levers".split()),
    "complaint": frozenset(("letter_en", "letter_zh", "bodies")),
    "factsheet": frozenset(("title", "gaps", "checked_from", "checked_until")),
}


# Warnings that overtake a yes: the answer is true, but a green page would tell the reader that all is well.
OVERTAKEN = {"past_last_day": "past"}
PAST_SIGN = "!"


@dataclass(frozen=True)
class Missing:
    """A field that was not said, and what its values would lead to."""

    label: str
    target: str
    help: str
    offers: tuple[Again, ...]


@dataclass(frozen=True)
class Step:
    """Something to do now, with its sources by their numbers and the question that says more about it."""

    text: str
    sources: tuple[tuple[int, Seen], ...]
    ask: Again | None


@dataclass(frozen=True)
class Table:
    """A list of records: what it is, what its columns are called, and the rows in words."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Result:
    """All that the answer part of a page shows."""

    answer: Envelope
    verdict: str
    sign: str
    word: str
    facts: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    tables: tuple[Table, ...]
    missing: tuple[Missing, ...]
    assumptions: tuple[tuple[str, str], ...]
    changes: tuple[Again, ...]
    steps: tuple[Step, ...]
    step_sources: tuple[Seen, ...]
    competing: bool
    schemes: tuple[Scheme, ...]
    doubts: tuple[Again, ...]
    elsewhere: tuple[tuple[str, str], ...]
    left_out: bool
    first_warnings: int | None = None

    @property
    def deciding(self) -> tuple[Scheme, ...]:
        """What the answer rests on: of schemes that compete the first, else all; not what stands above as open and has no more to show."""
        shown = [one for one in self.schemes if self.answer.verdict != "not_established" or one.result != "unknown" or one.behind or one.sources]
        return tuple(shown[:1] if self.competing else shown)

    @property
    def warnings_at_once(self) -> list[Warning_]:
        return self.answer.warnings[: self.first_warnings]

    @property
    def further_warnings(self) -> list[Warning_]:
        return self.answer.warnings[len(self.warnings_at_once) :]

    @property
    def told_apart(self) -> bool:
        """The service's own part shows all that the answer rests on, with its sources."""
        return bool(getattr(self.answer, "sections", None))

    @property
    def facts_first(self) -> bool:
        """The facts of a scheme that is refused are those of the one that came nearest: they stand with it."""
        return bool(self.facts) and not (self.competing and self.answer.verdict == "no")

    @property
    def at_length(self) -> bool:
        """Too many conditions to read at once: what is met stays closed."""
        return not self.competing and sum(len(scheme.conditions) for scheme in self.schemes) > AT_ONCE

    @property
    def figures(self) -> bool:
        """The answer rests on figures, and others stand beside them."""
        return any(scheme.is_beside for scheme in self.schemes)

    @property
    def others(self) -> tuple[Scheme, ...]:
        return self.schemes[1:] if self.competing else ()

    @property
    def open_conditions(self) -> tuple[Condition, ...]:
        """What no published rule settles, of the schemes that are not refused."""
        return tuple(one for scheme in self.schemes if scheme.result == "unknown" for one in scheme.conditions)


def result(asked: Asked, answer: Envelope, origin: str, atlas: Atlas) -> Result:
    """The answer made ready for the page; `origin` is the address of this site."""
    language, name = asked.language, asked.service.name
    missing = tuple(_missing(asked, answer, field) for field in answer.missing)
    with_field = {id(change) for change in answer.what_would_change if answer.missing and len(change.set) == 1 and set(change.set) <= set(answer.missing)}
    # A step that says an offer again is left out: the offer stands above it, as a link.
    offered = [change.text for change in answer.what_would_change]
    steps, cited = _steps(asked, [part for part in map(_plain, getattr(answer, "what_now", None) or ()) if not any(text in part["text"] for text in offered)])
    past = overtaken(answer)
    return Result(
        answer=answer,
        verdict=past or answer.verdict or "none",
        sign=PAST_SIGN if past else VERDICT_SIGNS[answer.verdict],
        word=words.verdict(name, past or answer.verdict or "none", language),
        facts=tuple(_facts(name, answer, language, atlas)),
        lists=tuple(_lists(name, answer, language)),
        tables=tuple(_tables(name, answer, language, atlas)),
        missing=missing,
        assumptions=tuple((item.text, "field-" + item.field.partition(".")[0]) for item in answer.assumptions),
        changes=tuple(asked.again(change.text, change.set) for change in answer.what_would_change if id(change) not in with_field),
        steps=steps,
        step_sources=cited,
        competing="scheme" in type(answer).model_fields,
        schemes=schemes(answer, language, atlas),
        doubts=_doubts(asked, atlas),
        elsewhere=tuple(asked.elsewhere(origin, answer.as_of.isoformat())),
        left_out=asked.has_private,
        first_warnings=WARNINGS_AT_ONCE.get(name),
    )


def overtaken(answer: Envelope) -> str:
    """How a yes is shown that a warning overtakes, empty where none does."""
    return next((OVERTAKEN[one.code] for one in answer.warnings if answer.verdict == "yes" and one.code in OVERTAKEN), "")


def _facts(service: str, answer: Envelope, language: str, atlas: Atlas) -> list[tuple[str, str]]:
    """The service's own fields in words, without those that have a part of the page to themselves."""
    facts = []
    for name in type(answer).model_fields:
        value = getattr(answer, name)
        if _is_apart(service, answer, name) or is_missing(value) or _is_list_of_parts(value):
            continue
        label = _supposed(service, name, answer, language) or house.first_text([f"answer.{service}.{name}", f"answer.{name}"], language)
        unit = f"web.unit.{name.rpartition('_')[2]}"
        if isinstance(value, int) and not isinstance(value, bool) and texts.has(unit, language):
            facts.append((label, texts.say(unit, language, n=value)))
        elif isinstance(value, BaseModel):
            facts += [(label, str(text)) for text in [_plain(value).get("text")] if text]
        else:
            facts.append((label, words.value_in_words(name, value, language, atlas)))
    return facts


def _is_apart(service: str, answer: Envelope, name: str) -> bool:
    """Whether the field stands elsewhere on the page: in the envelope, in the grounds, or in a part of its own."""
    extra = type(answer).model_fields[name].json_schema_extra
    in_grounds = isinstance(extra, Mapping) and extra.get("in_grounds")
    return bool(in_grounds) or name in Envelope.model_fields or name in APART or name in OWN.get(service, ())


def _supposed(service: str, name: str, answer: Envelope, language: str) -> str:
    """The label of a figure that holds only with what was taken for granted, where the catalogue has one and it was."""
    key = f"answer.{service}.{name}.supposed"
    if not texts.has(key, language):
        return ""
    try:
        return texts.say(key, language, **{item.field: item.value for item in answer.assumptions if item.field.isidentifier()})
    except KeyError:
        return ""


def _lists(service: str, answer: Envelope, language: str) -> list[tuple[str, tuple[str, ...]]]:
    """Lists of parts that say themselves what they are, each under the label of its field."""
    found = []
    for name in type(answer).model_fields:
        value = getattr(answer, name)
        if _is_apart(service, answer, name) or not _is_list_of_parts(value):
            continue
        said = tuple(str(part["text"]) for part in map(_plain, value) if part.get("text"))
        if said:
            found.append((house.first_text([f"answer.{service}.{name}", f"answer.{name}"], language), said))
    return found


def _tables(service: str, answer: Envelope, language: str, atlas: Atlas) -> list[Table]:
    """Lists of parts that do not say themselves what they are: a table each, of the columns that have a label."""
    found = []
    for name in type(answer).model_fields:
        value = getattr(answer, name)
        if _is_apart(service, answer, name) or not _is_list_of_parts(value):
            continue
        parts = [_plain(part) for part in value]
        labels = {column: house.optional_text(f"answer.{service}.{name}.{column}", language) for column in parts[0]}
        columns = [column for column, label in labels.items() if label]
        if columns and not any(part.get("text") for part in parts):
            rows = tuple(tuple(words.value_in_words(column, part.get(column), language, atlas) for column in columns) for part in parts)
            label = house.first_text([f"answer.{service}.{name}", f"answer.{name}"], language)
            found.append(Table(label, tuple(labels[column] for column in columns), rows))
    return found


def _is_list_of_parts(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and isinstance(value[0], (Mapping, BaseModel))


def _plain(part: Any) -> Mapping[str, Any]:
    return {name: getattr(part, name) for name in type(part).model_fields} if isinstance(part, BaseModel) else part


def _missing(asked: Asked, answer: Envelope, name: str) -> Missing:
    field = name.partition(".")[0]
    service, language = asked.service.name, asked.language
    help_text = house.optional_text(f"missing.{service}.{name}", language) or house.optional_text(f"field.{service}.{name}.help", language)
    offers = tuple(asked.again(change.text, change.set) for change in answer.what_would_change if set(change.set) == {name})
    return Missing(words.label(service, name, language), f"field-{field}", help_text, offers)


def _steps(asked: Asked, told: Sequence[Mapping[str, Any]]) -> tuple[tuple[Step, ...], tuple[Seen, ...]]:
    """Steps, and every source of theirs once. `ask` of a step is a question to a service, or a change of this question."""
    cited = list({source.id: source for part in told for source in part.get("sources") or ()}.values())
    numbers = {source.id: n for n, source in enumerate(cited, 1)}
    steps = tuple(
        Step(
            text=str(part["text"]),
            sources=tuple((numbers[source.id], seen(source, asked.language)) for source in part.get("sources") or ()),
            ask=_question(asked, part.get("ask")),
        )
        for part in told
    )
    return steps, tuple(seen(source, asked.language) for source in cited)


def _question(asked: Asked, ask: Any) -> Again | None:
    if not ask:
        return None
    wanted = _plain(ask)
    name = str(wanted.get("service", asked.service.name))
    other = services().get(name)
    if other is None or not other.page:
        return None
    fields = dict(wanted.get("fields") or wanted.get("question") or {}) if "service" in wanted else {**asked.fields, **wanted}
    # A service that answers several questions is asked by the one that is meant.
    first = next((field for field in other.question.model_fields if field in fields), "")
    is_code = first and meta(other.question.model_fields[first]).get("kind") == "code"
    text = words.code(first, fields[first], asked.language) if is_code else house.text(f"service.{name}.title", asked.language)
    return Asked(other, flat.plain(fields), asked.language).again(text)


def _doubts(asked: Asked, atlas: Atlas) -> tuple[Again, ...]:
    """Names that no table holds but that look like one that a table does: the question asked with that."""
    found: list[Again] = []
    for name, value in asked.fields.items():
        book = names(meta(asked.service.question.model_fields[name]).get("kind", ""), atlas)
        if book is None or not isinstance(value, str) or book.is_listed(value):
            continue
        found += [asked.again(book.shown(code, asked.language), {name: code}) for code in book.near(value)]
    return tuple(found)
