"""A ruling in words: grounds with their sources, assumptions, what is missing, warnings.

Every text comes from the catalogue: `TOPIC.ground.SCHEME.STEP.RESULT`, or without the scheme where two schemes say the
same. Look-ups are told apart by what was found (hit, not_on_list, not_yet_in_force, expired ...).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from liziba.atlas import Atlas, texts
from liziba.atlas.check import CHECKED_LONG_AGO, ENDS_SOON
from liziba.engines.rules.grid import EPOCH, Cell
from liziba.engines.rules.plan import Scope
from liziba.engines.rules.ruling import MET, RESULT_NAMES, SchemeRuling
from liziba.engines.rules.sheet import STATUS_NAMES, Check, Derive, LookUp, Operand, Test
from liziba.services.declaration import Context
from liziba.services.envelope import Assumption, AtlasStamp, Ground, Result, SourceNote, Warning_
from liziba.services.question import meta
from liziba.services.rulebook import Codec, as_date

DAY_FUNCTIONS = frozenset({"day_of", "day_plus", "months_after"})
OFFICIAL = frozenset({"law", "regulator", "ministry", "government", "embassy", "official"})


def stamp(atlas: Atlas) -> AtlasStamp:
    return AtlasStamp(version=atlas.version, hash=atlas.hash)


class Explainer:
    """Puts one question's rulings into words."""

    def __init__(self, topic: str, question: BaseModel, codec: Codec, context: Context, as_of: date) -> None:
        self.topic = topic
        self.question = question
        self.codec = codec
        self.context = context
        self.atlas = context.atlas
        self.language = context.language
        self.as_of = as_of

    # ---- values for people ----

    def name(self, kind: str, value: Any, field: str = "") -> Any:
        """A value as people read it: names for codes, yes and no for truth."""
        if value is None or value == [] or value == ():
            return texts.say("word.not_said", self.language)
        if kind == "country":
            return self.atlas.country_name(value, self.language)
        if kind == "port":
            return self.atlas.port_name(value, self.language)
        if kind == "places":
            return texts.join([self.atlas.place_name(v, self.language) for v in value], self.language)
        if kind == "truth":
            return texts.say(f"word.{'yes' if value else 'no'}", self.language)
        if kind == "code" and texts.has(f"code.{field}.{value}", self.language):
            return texts.say(f"code.{field}.{value}", self.language)
        return value

    def field_name(self, field: str) -> str:
        return texts.say(f"field.{self.topic}.{field}", self.language)

    def operand(self, scope: Scope, ruling: SchemeRuling, operand: Operand) -> tuple[Any, Any]:
        """An operand as JSON would have it and as people read it."""
        if operand.kind == "field":
            record, _, part = operand.name.rpartition(".")
            plain = getattr(getattr(self.question, record, None) if record else self.question, part, None)
            kind = self.codec.kinds.get(operand.name, self.codec.parts.get(operand.name, ""))
            if plain is None:
                plain = scope.sheet.fields[operand.name].assumed
            return plain, self.name(kind, plain, part)
        if operand.kind == "value":
            value = list(operand.value) if isinstance(operand.value, tuple) else operand.value
            return value, self.name("", value)
        if operand.kind == "local":
            step = scope.steps[operand.name]
            value = ruling.values[operand.name]
            if isinstance(step, Derive) and self._is_day(scope, step):
                value = as_date(value)
            elif isinstance(value, tuple):
                value = list(value)
                return value, self.name("places", value)
            return value, self.name("", value)
        cell = ruling.values[operand.name]
        value = as_date(cell.known_end) if operand.column == "known_end" else getattr(cell.row, operand.column, None)
        value = list(value) if isinstance(value, tuple) else value
        return value, self.name("", value)

    def _is_day(self, scope: Scope, step: Derive) -> bool:
        if step.function == "first_known":
            first = step.operands[0]
            if first.kind == "field":
                return self.codec.kinds.get(first.name) == "day"
            inner = scope.steps.get(first.name)
            return isinstance(inner, Derive) and self._is_day(scope, inner)
        return step.function in DAY_FUNCTIONS

    # ---- grounds ----

    def grounds(self, scope: Scope, ruling: SchemeRuling) -> list[Ground]:
        """Every condition of a scheme with what was found, the limit, and where that stands."""
        return [self.ground(scope, ruling, n) for n, step in enumerate(scope.scheme.conditions()) if not self._is_idle(scope, ruling, step)]

    def _is_idle(self, scope: Scope, ruling: SchemeRuling, step: LookUp | Check) -> bool:
        """Conditions that only inform, and settled ones that have nothing to say: what nobody named, a doubt that does not arise."""
        if not isinstance(step, Check):
            return False
        unsaid = any(self.operand(scope, ruling, o)[0] in (None, []) for o in step.absent)
        outcome = "not_said" if unsaid else "met"
        settled = ruling.results[scope.scheme.conditions().index(step)] == MET and (unsaid or step.opens)
        return step.informs or (settled and not self._has_text(scope.scheme.name, step.name, outcome))

    def _has_text(self, scheme: str, step: str, outcome: str) -> bool:
        return any(texts.has(f"{self.topic}.ground.{name}.{outcome}", self.language) for name in (f"{scheme}.{step}", step))

    def ground(self, scope: Scope, ruling: SchemeRuling, n: int) -> Ground:
        step = scope.scheme.conditions()[n]
        result: Result = RESULT_NAMES[ruling.results[n]]  # type: ignore[assignment]
        rows = self.rows(scope, ruling, step)
        if isinstance(step, LookUp):
            cell: Cell = ruling.values[step.name]
            said = [self.operand(scope, ruling, operand) for _, operand in step.by if operand.kind == "field"]
            found, found_text = said[0] if said else (None, "")
            limit, limit_text = None, ""
            outcome = STATUS_NAMES[cell.status]
            reason = step.reasons.get(cell.status) if result == "failed" else None
        else:
            (found, found_text), (limit, limit_text) = self._sides(scope, ruling, step.test)
            outcome = result
            if result == "met" and any(self.operand(scope, ruling, o)[0] in (None, []) for o in step.absent):
                outcome = "not_said"
            reason = step.reason if result == "failed" else None
        first = rows[0] if rows else None
        ids = list(dict.fromkeys([*(s for row in rows for s in row.sources), *step.sources]))
        sources = self.cite(ids)
        end = as_date(ruling.values[step.name].known_end) if isinstance(step, LookUp) else first.valid_to if first else None
        text = self.text(
            scope.scheme.name,
            step.name,
            outcome,
            found=found_text,
            limit=limit_text,
            start=first.valid_from if first else "",
            end=end or texts.say("word.no_end_known", self.language),
        )
        return Ground(
            id=f"{scope.scheme.name}.{step.name}",
            scheme=scope.scheme.group,
            result=result,
            found=found,
            limit=limit,
            text=text,
            sources=sources,
            valid_from=first.valid_from if first else None,
            valid_to=first.valid_to if first else None,
            confirmed=any(s.access != "memory" for s in sources) if sources else True,
            reason=reason,
        )

    def _sides(self, scope: Scope, ruling: SchemeRuling, test: Test) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
        if test.operands:
            return self.operand(scope, ruling, test.operands[0]), self.operand(scope, ruling, test.operands[-1])
        found, limit = self._sides(scope, ruling, test.tests[0])
        if test.name == "not" and test.tests[0].name == "in":
            return found, (None, "")  # what is ruled out is no limit
        return found, limit

    def text(self, scheme: str, step: str, outcome: str, **values: Any) -> str:
        for key in (f"{self.topic}.ground.{scheme}.{step}.{outcome}", f"{self.topic}.ground.{step}.{outcome}"):
            if texts.has(key, self.language):
                return texts.say(key, self.language, **values)
        return texts.say(f"{self.topic}.ground.{step}.{outcome}", self.language, **values)

    def rows(self, scope: Scope, ruling: SchemeRuling, step: LookUp | Check) -> list[Any]:
        """The rows that a condition rests on: its own, or those of the look-ups in its operands."""
        names = [step.name] if isinstance(step, LookUp) else scope.look_ups_of(step)
        found: list[Any] = []
        for name in names:
            cell = ruling.values[name]
            row = cell.rows[0] if cell.rows else cell.row
            if row is not None:
                found.append(row)
        return found

    def source(self, source_id: str) -> SourceNote:
        """A source as answers show it: made once, since neither the atlas nor a note ever changes."""

        def note() -> SourceNote:
            source = self.atlas.source(source_id, topic=self.topic)
            return SourceNote(
                id=source.id,
                title=source.title,
                publisher=source.publisher,
                published=str(source.published) if source.published else None,
                url=source.url or None,
                access=source.access,
                checked_on=source.checked_on,
            )

        return self.atlas.keep(("source note", self.topic, source_id), note)

    # ---- around the verdict ----

    def assumptions(self, scopes: Iterable[Scope]) -> list[Assumption]:
        """The usual values that the judged schemes rest on and that were not said."""
        used = {f for scope in scopes for step in scope.scheme.conditions() for f in scope.fields_of(step)}
        found = []
        for name, field in type(self.question).model_fields.items():
            extra = meta(field)
            if name not in used or extra.get("need") != "assumed" or "assumed" not in extra or getattr(self.question, name) is not None:
                continue
            value = extra["assumed"]
            text = texts.say("envelope.assumed", self.language, field=self.field_name(name), value=self.name(extra["kind"], value, name))
            found.append(Assumption(field=name, value=value, text=text))
        return found

    def warning(self, code: str, **values: Any) -> Warning_:
        return Warning_(code=code, text=texts.say(f"warning.{code}", self.language, **values))

    def cite(self, ids: Iterable[str]) -> list[SourceNote]:
        """Sources as an answer shows them: those of the bodies that make and apply the rules first."""
        wanted = tuple(ids)

        def noted() -> tuple[SourceNote, ...]:
            return tuple(sorted((self.source(i) for i in wanted), key=lambda note: self.atlas.source(note.id, topic=self.topic).kind not in OFFICIAL))

        return list(self.atlas.keep(("source notes", self.topic, wanted), noted))

    def warnings(self, grounds: Sequence[Ground], known_end: date | None = None) -> list[Warning_]:
        """What weakens the grounds that an answer rests on: ends soon, unchecked, indirect, one source, unconfirmed."""
        found: list[Warning_] = []
        if known_end and self.as_of <= known_end <= self.as_of + ENDS_SOON:
            found.append(self.warning("ends_soon", day=known_end, as_of=self.as_of))
        cited = [g for g in grounds if g.sources and g.valid_from]
        checked = [s.checked_on for g in cited for s in g.sources if s.checked_on]
        if checked and max(checked) < self.as_of - CHECKED_LONG_AGO:
            found.append(self.warning("not_checked_lately", day=max(checked)))
        if any(all(s.access == "indirect" for s in g.sources) for g in cited):
            found.append(self.warning("read_indirectly"))
        if any(len(g.sources) == 1 for g in cited):
            found.append(self.warning("one_source"))
        if any(not g.confirmed for g in grounds):
            found.append(self.warning("unconfirmed"))
        return found

    def decided_by(self, who: str) -> str:
        return texts.say(f"decided_by.{who}", self.language)


def days(value: date) -> int:
    """A day as the engine counts it."""
    return value.toordinal() - EPOCH
