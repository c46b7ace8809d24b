"""Writes an invented territory into a directory, in the layout of the atlas."""

from __future__ import annotations

from pathlib import Path

SOURCES = """id,title,publisher,published,url,language,kind,checked_on,access
gazette,Gazette of Atlantis,Government of Atlantis,2026-10-01,https://example.org/gazette,en,regulator,2026-11-20,full
herald,Atlantis Herald,Herald,2026-10-02,https://example.org/herald,en,news,2026-11-20,excerpt
"""
UNILATERAL = """decision,countries,max_days,purposes,announced_on,valid_from,valid_to,sources,note
A1,DE;FR,20,tourism,2026-10-01,2026-11-01,2027-10-31,gazette;herald,
"""


def write(directory: Path, **files: str) -> Path:
    """Files by their path, with __ for a slash: `atlantis__stay__unilateral="..."`. Sources of Atlantis come with it."""
    for name, text in ({"atlantis__stay__sources": SOURCES} | files).items():
        path = directory / (name.replace("__", "/") + ("" if "." in name else ".csv"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory
