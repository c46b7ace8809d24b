"""JSON Lines: a question a line in, an answer a line out, in order. A bad line becomes an error and the run goes on."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from pydantic import BaseModel

from liziba.atlas.rows import AtlasError
from liziba.atlas.texts import Saying
from liziba.services.declaration import Context, Service
from liziba.services.question import QuestionError, brief

logger = logging.getLogger(__name__)

LONGEST_LINE = 1_000_000  # bytes
_CHUNK = 1 << 16
_logged: set[str] = set()


def lines(source: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream without their ends; None when all that has come so far is handed out.

    At a None whoever prints should flush: the next line may be long in coming. A line longer than LONGEST_LINE is cut
    just behind that, so that it never fills the memory and is still seen to be too long.
    """
    held = bytearray()
    while chunk := source.read1(_CHUNK) if hasattr(source, "read1") else source.read(_CHUNK):
        *complete, rest = chunk.split(b"\n")
        for line in complete:
            held += line[: LONGEST_LINE + 1 - len(held)] if len(held) <= LONGEST_LINE else b""
            yield bytes(held)
            held.clear()
        held += rest[: LONGEST_LINE + 1 - len(held)] if len(held) <= LONGEST_LINE else b""
        yield None
    if held:
        yield bytes(held)


def answer_line(service: Service, line: bytes, context: Context) -> tuple[str, bool]:
    """The answer to one line as JSON text, and whether it could be answered."""
    try:
        return as_text(service.respond(service.read(question(line), context.atlas), context)), True
    except QuestionError as error:
        return as_text(error.as_error(context.language)), False
    except AtlasError:
        raise  # facts that cannot be read spoil every line
    except Exception as fault:
        # A fault of ours in one line must not cost the reader the other lines; the log says once where it lies.
        logger.error("A line could not be answered: %r", fault, exc_info=repr(fault) not in _logged)
        _logged.add(repr(fault))
        return as_text(QuestionError("", None, "", Saying("error.internal")).as_error(context.language)), False


def question(line: bytes) -> Any:
    """The fields on one line. Raises QuestionError where it is no JSON object."""
    if len(line) > LONGEST_LINE:
        raise QuestionError("", f"{line[:40].decode(errors='replace')}...", Saying("accepted.line_length", most=LONGEST_LINE), Saying("error.line_too_long"))
    try:
        fields = from_json(line)
    except QuestionError:
        raise
    except (ValueError, RecursionError) as error:
        raise QuestionError(
            "", line[:200].decode(errors="replace"), Saying("accepted.line"), Saying("error.line_not_json", problem=why_no_json(error))
        ) from None
    if not isinstance(fields, dict):
        raise QuestionError("", line[:200].decode(errors="replace"), Saying("accepted.line"), Saying("error.not_question"))
    return fields


def from_json(text: bytes) -> Any:
    """What a text of JSON holds. Raises ValueError or RecursionError where it is none, QuestionError for a name that stands twice."""
    return json.loads(text.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_no_doubles)


def why_no_json(error: Exception) -> Saying:
    """What keeps a text from being JSON, in our own words."""
    if isinstance(error, json.JSONDecodeError):
        return Saying("error.json.at", at=error.pos + 1)
    if isinstance(error, UnicodeError):
        return Saying("error.json.encoding")
    return Saying("error.json.deep" if isinstance(error, RecursionError) else "error.json.number")


def _no_number(name: str) -> NoReturn:
    raise QuestionError("", name, Saying("accepted.finite"), Saying("error.not_finite", given=name))


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise QuestionError(twice, None, Saying("accepted.once"), Saying("error.twice", field=brief(twice)))
    return fields


def as_text(answer: BaseModel | dict[str, Any]) -> str:
    """JSON on one line, readable characters as they are."""
    if isinstance(answer, BaseModel):
        return answer.model_dump_json()
    text = json.dumps(answer, ensure_ascii=False, default=str)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character pair that came in as an escape goes out as one
        return json.dumps(answer, default=str)
    return text
