"""Which charts there are: every module in `of/` names its own, and is found by standing there.

@named("scoreboard", given=("framework", "year"), ahead=lambda context: [{}, {"framework": "plan"}])
def scoreboard(context: Context, given: Mapping[str, str]) -> Chart: ...
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from liziba.doors.charts.data import Chart
from liziba.services.declaration import Context

Given = Mapping[str, str]
Drawing = Callable[[Context, Given], Chart]
# Words of an address that say how a chart is drawn, not what.
LOOKS = ("narrow", "dark", "keep", "vega")


class NoSuchChart(LookupError):
    """There is no chart of that name, or none for what was given."""


@dataclass(frozen=True)
class Named:
    """A chart by name: what it takes, the function that makes it, and which ones are drawn ahead."""

    name: str
    given: tuple[str, ...]
    make: Drawing
    ahead: Callable[[Context], Iterable[Given]]


_named: dict[str, Named] = {}


def _plain(context: Context) -> Iterable[Given]:
    return ({},)


def named(name: str, given: tuple[str, ...] = (), ahead: Callable[[Context], Iterable[Given]] = _plain) -> Callable[[Drawing], Drawing]:
    """Give a chart its name. `given`: the words of an address that it takes. `ahead`: for which of them it is drawn before anybody asks."""
    odd = set(given) & set(LOOKS)
    if odd:
        raise ValueError(f"{name}: {sorted(odd)} say how a chart is drawn")

    def keep(make: Drawing) -> Drawing:
        _named[name] = Named(name, given, make, ahead)
        return make

    return keep


@cache
def _found() -> dict[str, Named]:
    from liziba.doors.charts import of

    for module in pkgutil.iter_modules(of.__path__, f"{of.__name__}."):
        importlib.import_module(module.name)
    return _named


def names() -> tuple[str, ...]:
    """The names of all charts."""
    return tuple(sorted(_found()))


def find(name: str) -> Named:
    """The chart of that name. Raises NoSuchChart."""
    try:
        return _found()[name]
    except KeyError:
        raise NoSuchChart(name) from None


def draw(name: str, context: Context, given: Given) -> Chart:
    """The chart of that name for what was given. Raises NoSuchChart where there is none, also for words that it does not take."""
    one = find(name)
    odd = set(given) - set(one.given)
    if odd:
        raise NoSuchChart(f"{name}: {sorted(odd)}")
    return one.make(context, given)


def ahead(context: Context) -> list[tuple[str, Given]]:
    """All charts that are drawn before anybody asks, with what they are given."""
    return [(name, given) for name, one in sorted(_found().items()) for given in one.ahead(context)]
