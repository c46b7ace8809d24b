"""What every door sets around a question: the facts, the day and the language, each checked with an error for the asker."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from liziba.atlas import Atlas, load
from liziba.atlas.texts import LANGUAGES, Saying
from liziba.doors.clock import today as today_by_the_clock
from liziba.services.declaration import Context
from liziba.services.question import QuestionError, brief


def frame(language: str = "en", atlas: Atlas | Path | str | None = None, today: date | None = None) -> Context:
    """The context for a question. `atlas` is a folder laid over the facts (else LIZIBA_ATLAS), or an Atlas.

    Raises QuestionError for a language that is not spoken or a folder that is not there.
    """
    if language not in LANGUAGES:
        raise QuestionError("language", language, ", ".join(LANGUAGES), Saying("error.no_such_language", given=brief(language)))
    return Context(atlas if isinstance(atlas, Atlas) else facts(atlas), today or today_by_the_clock(), language)


def facts(overlay: Path | str | None = None) -> Atlas:
    """The atlas with that folder laid over it (else the folder in LIZIBA_ATLAS, else none)."""
    overlay = overlay or os.environ.get("LIZIBA_ATLAS") or None
    if overlay is None:
        return load()
    folder = Path(overlay)
    if not folder.is_dir():
        raise QuestionError("atlas", str(overlay), Saying("accepted.folder"), Saying("error.no_such_folder", path=overlay))
    return load(folder)
