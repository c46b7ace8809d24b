"""How a question is written on the command line: which option a field has, and how its value is put into words."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from enum import Enum
from typing import Any

from pydantic.fields import FieldInfo

from liziba.doors.flat import holds_list, record
from liziba.services.declaration import Service


class Form(Enum):
    """How the value of a field is written on a command line."""

    ONE = "one value"
    SEVERAL = "repeated, or with commas"
    RECORD = "an object as JSON"
    RECORDS = "objects as JSON, repeated or as a list"


def form(field: FieldInfo) -> Form:
    """How that field of a question is written."""
    if record(field) is not None:
        return Form.RECORDS if holds_list(field) else Form.RECORD
    return Form.SEVERAL if holds_list(field) else Form.ONE


def program() -> str:
    """What this command is called where it was started: `./run` in a clone, else `liziba`."""
    return os.environ.get("LIZIBA_COMMAND", "liziba")


def option_name(field: str) -> str:
    """--entry-at for entry_at."""
    return "--" + field.replace("_", "-")


def spelled(service: Service, fields: Mapping[str, Any]) -> str:
    """The words after the program's name that ask this question: `stay --nationality DE ...`."""
    words = [service.name]
    for name, value in fields.items():
        if value is None:
            continue
        if isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
            text = ",".join(str(item) for item in value)
        elif isinstance(value, (dict, list, bool)):
            text = json.dumps(value, ensure_ascii=False)
        else:
            text = str(value)
        words += [option_name(name), text]
    return shlex.join(words)
