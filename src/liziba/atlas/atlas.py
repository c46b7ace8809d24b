"""The atlas: all territories as one book of tables, rule sheets and sources. It never changes; with other facts it is another atlas.

Layers lie over each other: the territories of the package, then a directory of one's own in the same layout (`load(overlay=DIR)`),
then single rows (`with_rows`, `without_row`). Rows are added, never replaced: a later notice wins because it was announced later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from liziba.atlas import called, names
from liziba.atlas.called import Kind
from liziba.atlas.reading import numbered, read_file, rows_of
from liziba.atlas.rows import AtlasError, Record, Row
from liziba.atlas.tables import RULE_SHEET, TOPICS, model_of
from liziba.atlas.tables.places import Port
from liziba.atlas.tables.sources import Source

Kept = TypeVar("Kept")

TERRITORIES = Path(__file__).parent.parent / "territories"


@dataclass(frozen=True)
class Table:
    """The rows of one table, from a territory and those within it."""

    name: str
    key: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """The text of a rule sheet."""

    path: str
    text: str


@dataclass(frozen=True)
class Layer:
    """A directory of territories, and how messages call it."""

    path: Path
    called: str = ""


@dataclass(frozen=True)
class AtlasFile:
    """A file of a territory: `name` is TOPIC/FILE or FILE, `file` what messages call it."""

    path: Path
    file: str
    territory: str
    name: str


@dataclass(frozen=True, eq=False)
class Atlas:
    """All facts, read when they are asked for."""

    layers: tuple[Layer, ...] = (Layer(TERRITORIES),)
    added: tuple[Record, ...] = ()
    removed: frozenset[str] = frozenset()
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    # What the facts are

    @property
    def version(self) -> str:
        """The last day on which a source was checked."""

        def newest() -> str:
            days = [source.checked_on for same in self._sources().values() for source in same if source.checked_on]
            return max(days).isoformat() if days else "0"

        return self.keep("version", newest)

    @property
    def hash(self) -> str:
        """A fingerprint of all facts: it changes when any of them does."""

        def fingerprint() -> str:
            digest = hashlib.sha256()
            for file in self.files():
                content = file.path.read_bytes()
                digest.update(f"{file.territory}/{file.name} {len(content)}\n".encode())
                digest.update(content)
            for row in self.added:
                digest.update(row.model_dump_json().encode())
            for row_id in sorted(self.removed):
                digest.update(f"without {row_id}\n".encode())
            return digest.hexdigest()[:12]

        return self.keep("hash", fingerprint)

    def files(self) -> tuple[AtlasFile, ...]:
        """Every file of every territory, layer by layer."""
        return self.keep("files", lambda: tuple(found for layer in self.layers for found in _files_of(layer)))

    def keep(self, name: object, make: Callable[[], Kept]) -> Kept:
        """What was made of these facts before, else make it and keep it. Facts never change, so neither does what is made of them."""
        if name not in self._kept:
            self._kept[name] = make()
        found: Kept = self._kept[name]
        return found

    # Tables, sheets, sources

    @property
    def home(self) -> str:
        """The territory whose rules are asked for where none is named: the one whose provinces the atlas holds."""
        return str(self.keep("home", lambda: next(file.territory for file in self.files() if file.name == "provinces")))

    def table(self, name: str, within: str | None = None) -> Table:
        """A table of that territory, with the rows of territories inside it and around it. Raises AtlasError, or KeyError for an unknown table."""
        model = model_of(name)
        if model is None or not issubclass(model, Row):
            raise KeyError(f"no such table of dated rows: {name}")
        key = model.key
        within = within or self.home
        return self.keep(("table", name, within), lambda: Table(name, key, tuple(row for row in self.records(name, within) if isinstance(row, Row))))

    def records(self, name: str, within: str | None = None) -> tuple[Record, ...]:
        """The rows of any table, dated or not; `within` None: of all territories."""
        model = model_of(name)
        if model is None:
            raise KeyError(f"no such table: {name}")
        return self.keep(("records", name, within), lambda: self._read(name, within, model))

    def _read(self, name: str, within: str | None, model: type[Record]) -> tuple[Record, ...]:
        rows: list[Record] = []
        for file in self.files():
            if file.name == name and file.path.suffix == ".csv" and _reaches(file.territory, within):
                reading = read_file(file.path, file.file, file.territory, model)
                if reading.problems:
                    raise reading.problems[0]
                rows += reading.rows
        rows += [row for row in self.added if type(row) is model and _reaches(row.territory, within)]
        return tuple(row for row in numbered(rows) if row.row_id not in self.removed)

    def sheet(self, topic: str, within: str | None = None) -> Sheet:
        """The rule sheet of a topic: the territory's own, else that of the territory around it. Raises KeyError where there is none."""
        territory = within = within or self.home
        while territory:
            found = [one for one in self.files() if one.territory == territory and one.name == f"{topic}/{RULE_SHEET}"]
            if found:
                return Sheet(found[-1].file, found[-1].path.read_text(encoding="utf-8"))
            territory = territory.rpartition("/")[0]
        raise KeyError(f"no rule sheet for {topic} in {within}")

    def source(self, source_id: str, topic: str | None = None) -> Source:
        """The source of that id; `topic` where two topics use the id for different sources. Raises KeyError."""
        found = self._sources().get(source_id, ())
        if topic is not None:
            found = tuple(one for one in found if topic_of(one) == topic) or found
        if not found:
            raise KeyError(f"no such source: {source_id}")
        if topic is None and len({(one.title, one.url) for one in found}) > 1:
            raise KeyError(f"{source_id} is a source of {', '.join(sorted(topic_of(one) or one.territory for one in found))}: say of which topic")
        return found[0]

    def _sources(self) -> Mapping[str, tuple[Source, ...]]:
        def index() -> Mapping[str, tuple[Source, ...]]:
            found: dict[str, tuple[Source, ...]] = {}
            for name in ("sources", *(f"{topic}/sources" for topic in sorted(TOPICS))):
                for row in self.records(name):
                    if isinstance(row, Source):
                        found[row.id] = (*found.get(row.id, ()), row)
            return found

        return self.keep("sources by id", index)

    # Codes and names

    def countries(self) -> list[str]:
        """The codes of all countries and regions."""
        return list(names.countries(self))

    def ports(self) -> tuple[Port, ...]:
        """The ports known by name."""
        return tuple(names.ports(self).values())

    def country_code(self, text: str) -> str | None:
        """The code of a country or region, None where there is none."""
        return names.country_code(self, text)

    def port_code(self, text: str) -> str | None:
        """The code of a port: IATA for airports, else a name like mohan-railway-port. None for what is neither."""
        return names.port_code(self, text)

    def place_code(self, text: str) -> str | None:
        """The code of a place (CN-CQ, CN-SC/Chengdu, CN-CQ-FTZ), None where there is none."""
        return names.place_code(self, text)

    def knows_place(self, code: str) -> bool:
        """Does any table name that place? Other towns are taken by the name that was typed."""
        return names.knows_place(self, code)

    def is_home(self, code: str | None) -> bool:
        """Is it the country whose rules these are, or a region of it?"""
        return names.is_home(self, code)

    def country_name(self, code: str, language: str) -> str:
        return names.country_name(self, code, language)

    def port_name(self, code: str, language: str) -> str:
        return names.port_name(self, code, language)

    def place_name(self, code: str, language: str) -> str:
        return names.place_name(self, code, language)

    def suggest(self, kind: Kind, text: str, language: str, limit: int = 8) -> list[tuple[str, str]]:
        """What somebody who typed so far may mean: codes with names, the likeliest first. An airport is any port of ours or any airport of the world."""
        return called.suggest(self, kind, text, language, limit)

    def find(self, kind: Kind, text: str) -> str | None:
        """The code of what is called so in either language, by a name, an alias or a code. None for nothing, or for several."""
        return called.find(self, kind, text)

    # Other facts

    def overlay(self, directory: Path) -> Atlas:
        """This atlas with the tables, sheets and sources of a directory in the same layout laid over it."""
        directory = Path(directory)
        if not directory.is_dir():
            raise AtlasError(str(directory), 0, "", "no such directory")
        return replace(self, layers=(*self.layers, Layer(directory.resolve(), directory.as_posix())), _kept={})

    def with_rows(self, name: str, rows: Iterable[Mapping[str, Any] | Record], within: str | None = None) -> Atlas:
        """This atlas with rows added to a table. A mapping has the table's columns as a file would. Raises AtlasError for a wrong one."""
        model = model_of(name)
        if model is None:
            raise KeyError(f"no such table: {name}")
        more: list[Record] = []
        for line, row in enumerate(rows, start=1):
            if isinstance(row, Record):
                more.append(row)
                continue
            found, problems = rows_of(row, f"rows given for {name}", line, within or self.home, model)
            if problems:
                raise problems[0]
            more += found
        return replace(self, added=(*self.added, *more), _kept={})

    def without_row(self, row_id: str) -> Atlas:
        """This atlas without one row."""
        return replace(self, removed=self.removed | {row_id}, _kept={})


def topic_of(row: Record) -> str:
    """The topic of the table in which the row stands, empty for a table of no topic."""
    return _topic_of_file(row.file)


@cache
def _topic_of_file(file: str) -> str:
    folder = Path(file).parent.name
    return folder if folder in TOPICS else ""


def _files_of(layer: Layer) -> list[AtlasFile]:
    found = []
    for path in sorted(layer.path.rglob("*")):
        inside = path.relative_to(layer.path)
        if not path.is_file() or any(part.startswith((".", "__")) for part in inside.parts):
            continue
        folders = inside.parent.parts
        topic = folders[-1] if folders and folders[-1] in TOPICS else ""
        territory = "/".join(folders[:-1] if topic else folders)
        base = path.stem if path.suffix == ".csv" else path.name
        found.append(AtlasFile(path, (Path(layer.called) / inside).as_posix(), territory, f"{topic}/{base}" if topic else base))
    return found


def _reaches(territory: str, within: str | None) -> bool:
    if within is None or territory == within:
        return True
    return territory.startswith(f"{within}/") or within.startswith(f"{territory}/")


@lru_cache(maxsize=16)
def _loaded(overlay: Path | None, _print: tuple[Any, ...]) -> Atlas:
    return Atlas() if overlay is None else Atlas().overlay(overlay)


def load(overlay: Path | str | None = None) -> Atlas:
    """The atlas of the package, with a directory laid over it if one is given. Kept; a directory is read again when a file of it changed."""
    if overlay is None:
        return _loaded(None, ())
    directory = Path(overlay)
    state = tuple((str(path), path.stat().st_mtime_ns) for path in sorted(directory.rglob("*")) if path.is_file())
    return _loaded(directory, state)
