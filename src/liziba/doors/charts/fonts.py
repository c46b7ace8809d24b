"""A font with Chinese characters for pictures in dots: one that is really there, since a missing one draws empty boxes.

The folder in LIZIBA_FONTS is looked at first and handed to vl-convert; then the folders where systems keep fonts.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

# File names of fonts with simplified Chinese and the family each one holds, best first; and the folders.
KNOWN = Path(__file__).with_name("fonts.json")


@cache
def chinese() -> str:
    """The family of the best Chinese font that is there; "" where none is. Known to vl-convert after the call."""
    known = json.loads(KNOWN.read_text(encoding="utf-8"))
    own = os.environ.get("LIZIBA_FONTS", "")
    folders = [Path(own)] if own else []
    folders += [Path(folder).expanduser() for folder in known["folders"]]
    files = [file for folder in folders if folder.is_dir() for file in sorted(folder.rglob("*")) if file.suffix.lower() in (".ttc", ".ttf", ".otf")]
    for pattern, family in known["families"]:
        found = next((file for file in files if file.match(pattern)), None)
        if found is not None:
            _register(found.parent)
            return str(family)
    return ""


def _register(folder: Path) -> None:
    import vl_convert

    vl_convert.register_font_directory(str(folder))
