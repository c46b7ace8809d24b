"""Names for what somebody types into a form, as a small JSON answer. It is the same for everybody, so browsers may keep it."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from liziba.atlas import Atlas
from liziba.atlas.texts import Saying
from liziba.doors.frame import frame
from liziba.doors.web.names import KINDS, names
from liziba.services.question import QuestionError

LIMIT = 8
LONGEST = 60
AN_HOUR = 3600

Found = tuple[tuple[str, str], ...]


@require_safe
def suggest(request: HttpRequest, language: str) -> HttpResponse:
    """/en/suggest?kind=country&q=ger: codes with names as the form takes them, the likeliest first."""
    kind, typed = request.GET.get("kind", ""), request.GET.get("q", "")
    problem = None
    if kind not in KINDS:
        problem = QuestionError("kind", kind, ", ".join(KINDS), Saying("web.suggest.kind"))
    elif len(typed) > LONGEST:
        problem = QuestionError("q", typed, Saying("accepted.text", most=LONGEST), Saying("web.suggest.long", most=LONGEST))
    if problem is not None:
        return JsonResponse(problem.as_error(language), status=400)
    found = _found(kind, " ".join(typed.casefold().split()), language, frame(language).atlas)
    response = JsonResponse({"names": [{"code": code, "name": name} for code, name in found]}, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = f"public, max-age={AN_HOUR}"
    return response


@lru_cache(maxsize=2000)
def _found(kind: str, typed: str, language: str, atlas: Atlas) -> Found:
    book = names(kind, atlas)
    return tuple(book.suggested(typed, language, LIMIT)) if book is not None and typed else ()
