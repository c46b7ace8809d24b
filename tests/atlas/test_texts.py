"""The catalogue: everything people read exists in both languages, with the same places to fill in and official terms."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from liziba.atlas import texts

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "liziba"


def messages(language: str) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for path in sorted((texts.FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    assert key not in found, f"{path.name}: {key} stands twice"
                    found[key] = message
    return found


@pytest.fixture(scope="module")
def english() -> dict[str, Message]:
    return messages("en")


@pytest.fixture(scope="module")
def chinese() -> dict[str, Message]:
    return messages("zh")


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def places(text: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_hold_the_same_texts(english: dict[str, Message], chinese: dict[str, Message]) -> None:
    assert set(english) == set(chinese)


def test_same_subjects_are_split_the_same_way() -> None:
    assert {path.name for path in (texts.FOLDER / "en").glob("*.po")} == {path.name for path in (texts.FOLDER / "zh").glob("*.po")}


def test_no_text_is_empty(english: dict[str, Message], chinese: dict[str, Message]) -> None:
    empty = [key for catalogue in (english, chinese) for key, message in catalogue.items() if not all(form.strip() for form in forms(message))]
    assert empty == []


def test_no_text_is_marked_as_unfinished(english: dict[str, Message], chinese: dict[str, Message]) -> None:
    assert [key for catalogue in (english, chinese) for key, message in catalogue.items() if message.fuzzy] == []


def test_both_languages_have_the_same_places_to_fill_in(english: dict[str, Message], chinese: dict[str, Message]) -> None:
    # The one who writes may leave out a number that the language says in words, but may not ask for one that is not given.
    differing = {}
    for key in english.keys() & chinese.keys():
        here, there = (set().union(*(places(form) for form in forms(catalogue[key]))) for catalogue in (english, chinese))
        if here - {"n"} != there - {"n"}:
            differing[key] = (here, there)
    assert differing == {}


def test_chinese_texts_are_chinese(chinese: dict[str, Message]) -> None:
    # A text that holds names and codes only may be the same in both languages.
    english_words = {
        key: form
        for key, message in chinese.items()
        for form in forms(message)
        if not re.search(r"[\u4e00-\u9fff]", form) and re.search(r"[A-Za-z]{3,} [a-z]{2,} ", re.sub(r"\{[^}]*\}", "", form))
    }
    assert english_words == {}


# The official term, and what people write in its place by mistake.
GLOSSARY = {
    "过境免签": ("中转免签", "转机免签", "免签过境"),
    "离境退税": ("出境退税", "购物退税", "机场退税"),
    "即买即退": ("现买现退", "即时退税", "当场退税"),
    "单方面免签": ("单边免签", "单向免签"),
    "互免签证": ("双边免签", "相互免签"),
    "免签入境": ("无签证入境", "免签进入"),
    "口岸": ("入境港口", "关口"),
    "国家或地区": ("国家/地区", "国家和地区"),
    "普通护照": ("一般护照", "因私普通护照"),
    "停留": ("逗留",),
    "负面清单": ("禁止清单",),
    "首店": ("第一店",),
}


@pytest.mark.parametrize("term", GLOSSARY)
def test_chinese_texts_use_the_official_term(term: str, chinese: dict[str, Message]) -> None:
    wrong = {key: form for key, message in chinese.items() for form in forms(message) for other in GLOSSARY[term] if other in form}
    assert wrong == {}, f"write {term}"


PAIRS = {r"\bvisa-free transit\b": "过境免签", r"\btax refund": "退税", r"\bport of entry\b": "口岸", r"\bcountry or region\b": "国家或地区"}


@pytest.mark.parametrize("pattern", PAIRS)
def test_official_term_stands_where_the_english_text_speaks_of_it(pattern: str, english: dict[str, Message], chinese: dict[str, Message]) -> None:
    term = PAIRS[pattern]
    wrong = {
        key: forms(chinese[key])
        for key, message in english.items()
        if key in chinese and any(re.search(pattern, form, re.IGNORECASE) for form in forms(message)) and not all(term in form for form in forms(chinese[key]))
    }
    assert wrong == {}, f"write {term}"


KEY = r"""["']([a-z0-9_]+(?:\.[a-z0-9_]+)+)["']"""


def literal_keys() -> Iterator[tuple[str, str]]:
    """Keys written out in code and templates, with the file they stand in."""
    for path in sorted(SOURCE.rglob("*.py")):
        code = path.read_text()
        for key in re.findall(rf"\b(?:texts\.say|texts\.has|house\.text|Saying)\(\s*{KEY}", code):
            yield path.name, key
        if path.parent.name == "cli":
            for key in re.findall(rf"(?<!\.)\b(?:say|words)\(\s*{KEY}", code):
                yield path.name, f"cli.{key}"
    for path in sorted(SOURCE.rglob("*.html")):
        for key in re.findall(rf"\{{%\s*say\s+{KEY}", path.read_text()):
            yield path.name, key


def test_every_key_written_in_code_exists(english: dict[str, Message]) -> None:
    assert [(file, key) for file, key in literal_keys() if key not in english] == []


def test_every_text_of_the_command_line_is_said_somewhere(english: dict[str, Message]) -> None:
    code = "\n".join(path.read_text() for path in (SOURCE / "doors").rglob("*.py"))
    keys = [key.removeprefix("cli.") for key in english if key.startswith("cli.")]
    # Either the key is written out, or it is put together: f"show.{name}".
    assert [key for key in keys if f'{key}"' not in code and f"{key.rpartition('.')[0]}.{{" not in code] == []


def test_text_that_is_missing_is_an_error() -> None:
    with pytest.raises(texts.MissingText):
        texts.say("no.such.text", "en")
