"""A service of a few lines, put beside the real ones, so that doors are tested on every form a field can have."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Annotated, Any, Literal
from unittest.mock import patch

from pydantic import BaseModel, Field

from liziba.services import declaration
from liziba.services.declaration import Context, Service
from liziba.services.envelope import Assumption, AtlasStamp, Change, Envelope, Ground, SourceNote
from liziba.services.question import Question, question_field


class Piece(BaseModel):
    weight: int = Field(ge=0)


class TinyQuestion(Question):
    """Does it fit into the boat?"""

    length_m: Annotated[int | None, Field(ge=0)] = question_field("required", "whole", core=True, changeable=True)
    colour: Literal["red", "green"] | None = question_field("assumed", "code", assumed="red", choices=("red", "green"))
    names: list[str] | None = question_field("none", "texts")
    pieces: list[Piece] | None = question_field("none", "records")
    box: Piece | None = question_field("none", "records")
    wet: bool | None = question_field("none", "truth")


class TinyAnswer(Envelope):
    weight: int = 0
    names: list[str] = []
    wet: bool | None = None


RULE = SourceNote(id="boat_rule", title="Rule of the boat", publisher="The ferry", published="2026-01", url="https://example.org/boat")


def respond(question: TinyQuestion, context: Context) -> TinyAnswer:
    length = question.length_m
    if length == 13:
        raise RuntimeError("a fault of ours")
    fits = length is not None and length <= 10
    say = {"en": ("It fits.", "Too long.", "How long is it?"), "zh": ("放得下。", "太长。", "有多长？")}[context.language]
    return TinyAnswer(
        verdict="unknown" if length is None else "yes" if fits else "no",
        headline=say[2] if length is None else say[0] if fits else say[1],
        as_of=question.as_of or context.today,
        atlas=AtlasStamp(version=context.atlas.version, hash=context.atlas.hash),
        assumptions=[] if question.colour else [Assumption(field="colour", value="red", text="red")],
        missing=["length_m"] if length is None else [],
        grounds=[]
        if length is None
        else [Ground(id="length", scheme="boat", result="met" if fits else "failed", found=length, limit=10, text=f"{length} of 10 m", sources=[RULE])],
        what_would_change=[] if fits or length is None else [Change(set={"length_m": 10}, then={"verdict": "yes"}, text="Make it shorter.")],
        decided_by="The ferryman decides.",
        weight=sum(piece.weight for piece in question.pieces or ()) + (question.box.weight if question.box else 0),
        names=question.names or [],
        wet=question.wet,
    )


def bulk(questions: Path, answers: Path, context: Context, progress: Any = None) -> Any:
    """Stands for the real one: copies the table, so that only the door is tested."""
    if questions.read_bytes()[:4] != b"PAR1":
        raise ValueError("no Parquet")
    answers.write_bytes(questions.read_bytes())
    return SimpleNamespace(rows=2, errors=1 if b"bad" in questions.read_bytes() else 0)


service = Service(
    name="tiny-boat",
    audiences=("visitors",),
    question=TinyQuestion,
    answer=TinyAnswer,
    respond=respond,
    examples={"a long one": {"length_m": 12}},
    bulk=bulk,
)


@contextmanager
def declared() -> Iterator[Service]:
    """The tiny service is declared as long as this lasts."""
    module = ModuleType("liziba.services.tiny_boat")
    module.service = service  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    with patch.object(declaration, "PACKAGES", (*declaration.PACKAGES, "tiny_boat")):
        declaration.services.cache_clear()
        try:
            yield service
        finally:
            declaration.services.cache_clear()
            del sys.modules[module.__name__]
