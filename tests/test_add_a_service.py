"""The page on adding a service is complete: what stands there, typed into a copy of the project, is a service that answers."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from liziba.engines.rules.reader import read_sheet
from liziba.engines.rules.sheet import FieldSpec

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "add-a-service.md").read_text(encoding="utf-8")
FILE = re.compile(r"^`([\w/.-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EDIT = re.compile(r"in `([\w/.-]+)`:\n|^```diff\n-(.*)\n\+(.*(?:\n\+.*)*)\n```$", re.MULTILINE)
COMMAND = re.compile(r"^\$ liziba (.*)\n((?:(?!\$ |```).*\n)*)", re.MULTILINE)
LENIENT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with everything that the page says typed in."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name, text in FILE.findall(PAGE):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    edited = ""
    for name, before, after in EDIT.findall(PAGE):
        edited = name or edited
        if before:
            text = (folder / edited).read_text(encoding="utf-8")
            assert text.count(before) == 1, f"{edited} holds no line: {before}"
            (folder / edited).write_text(text.replace(before, after.replace("\n+", "\n")), encoding="utf-8")
    return folder


def run(clone: Path, *command: str, given: str = "") -> str:
    environment = {**os.environ, "PYTHONPATH": str(clone / "src"), "LIZIBA_TODAY": "2026-11-22"}
    done = subprocess.run([sys.executable, *command], cwd=clone, env=environment, input=given, capture_output=True, text=True, timeout=120)
    assert done.stderr == "", done.stderr
    return done.stdout


def liziba(clone: Path, *arguments: str, given: str = "") -> str:
    return run(clone, "-c", "from liziba.doors.cli import main; main()", *arguments, given=given)


def test_commands_print_what_the_page_says(clone: Path) -> None:
    shown = COMMAND.findall(PAGE)
    assert len(shown) >= 3
    for command, output in shown:
        printed = liziba(clone, *shlex.split(command))
        assert doctest.OutputChecker().check_output(output.strip() + "\n", printed.strip() + "\n", LENIENT), f"{command}\n{printed}"


def test_cases_of_the_page_hold(clone: Path) -> None:
    cases = [json.loads(line) for line in (clone / "tests/cases/luggage.jsonl").read_text(encoding="utf-8").splitlines()]
    questions = "".join(json.dumps(case["input"]) + "\n" for case in cases)
    answers = [json.loads(line) for line in liziba(clone, "answer", "luggage", given=questions).splitlines()]
    for case, answer in zip(cases, answers, strict=True):
        assert {name: answer[name] for name in case["expected"]} == case["expected"], case["id"]
        for offer in answer["what_would_change"]:
            again = json.loads(liziba(clone, "answer", "luggage", given=json.dumps({**case["input"], **offer["set"]})))
            assert again["verdict"] == offer["then"]["verdict"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_of_the_new_service_is_there(language: str, clone: Path) -> None:
    ask = f"""
import django
from django.test import Client
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "liziba.doors.web.settings"
django.setup()
page = Client(SERVER_NAME="127.0.0.1").get("/{language}/luggage?port=CKG&left_at=2026-12-01T10:00")
print(page.status_code, page.content.decode())
"""
    printed = run(clone, "-c", ask)
    assert printed.startswith("200 ")
    assert {"en": "You may leave the bag until 4 December 2026.", "zh": "行李可寄存至2026年12月4日。"}[language] in printed


def test_rule_sheet_of_the_architecture_page_is_complete() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    sheet = next(text for text in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL) if "schemes:" in text)
    fields = [FieldSpec(name, "optional") for name in ("port", "left_at", "fetched_at", "weight_kg")]
    read = read_sheet(sheet, "docs/architecture.md", fields)
    assert [condition.name for condition in read.schemes[0].conditions()] == ["counter", "weight", "length"]


def test_code_of_the_page_keeps_to_the_style(clone: Path) -> None:
    for action in (["check"], ["format", "--diff"]):
        done = subprocess.run([Path(sys.executable).parent / "ruff", *action, "--quiet", "src"], cwd=clone, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout
