"""One question at a time: a rule of twelve conditions on our engine, on GoRules ZEN and on OpenFisca.

    .venv/bin/python bench/rules.py [--quick]

All answer the same seeded questions; the twelve results of every question are compared. The peers run one after
another in environments of their own, which uv makes and throws away: they are no part of the project.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import twelve_checks
from stay_questions import stay_questions
from twelve_checks import CONDITIONS, EPOCH, HERE, NEVER, UNKNOWN, timed

from liziba.atlas import load
from liziba.engines.rules.reader import read_sheet
from liziba.engines.rules.ruling import OPEN
from liziba.engines.rules.sheet import FieldSpec
from liziba.engines.rules.single import SingleRules
from liziba.services import stay
from liziba.services.declaration import Context, service
from liziba.services.rulebook import rulebook
from liziba.services.stay.respond import CODEC

TODAY = date(2026, 11, 22)
PEERS = {"GoRules ZEN": ("zen-engine==2.1.3", "peer_zen.py"), "OpenFisca": ("openfisca-core==46.0.1", "peer_openfisca.py")}


@dataclass
class TableRow:
    """A row of an invented table as the engine wants it."""

    row_id: str
    announced_on: date | None
    valid_from: date | None
    valid_to: date | None
    valid_from_kind: str = "exact"
    effect: str = "grants"


def table(name: str) -> list[Any]:
    found = []
    for n, given in enumerate(twelve_checks.rows(name)):
        announced, start, end = (as_day(given.pop(column)) for column in ("announced_on", "valid_from", "valid_to"))
        row = TableRow(f"{name}-{n}", announced, start, end)
        row.__dict__.update(given)
        found.append(row)
    return found


def as_day(number: int) -> date | None:
    return None if number == NEVER else date.fromordinal(number + EPOCH)


def twelve() -> SingleRules:
    """The rule compiled by our engine."""
    fields = [FieldSpec(name, "required") for name in twelve_checks.questions(1)[0] if name != "as_of"]
    sheet = read_sheet((HERE / "twelve_checks.yaml").read_text(), "twelve_checks.yaml", fields)
    return SingleRules(sheet, {name: table(name) for name in ("trades", "squares")})


def ours(questions: list[dict[str, Any]], rounds: int) -> dict[str, Any]:
    """Our figures: judged with every reason, and the verdicts to see how varied the questions are."""
    judge = twelve().judge

    def with_reasons(question: dict[str, Any]) -> Any:
        ruling = judge(question, question["as_of"])
        return ruling.verdict, ruling.missing, ruling.schemes[0].results, ruling.schemes[0].reasons

    told = [with_reasons(question) for question in questions]
    answers = [[UNKNOWN if r == OPEN else r for r in results] for _, _, results, _ in told]
    verdicts = Counter(verdict for verdict, *_ in told)
    return {"answers": answers, "verdicts": dict(verdicts.most_common()), **timed(with_reasons, questions, rounds)}


def peer(package: str, script: str, count: int, rounds: int) -> dict[str, Any] | str:
    """A peer's figures, or why there are none."""
    uv = next((found for found in (HERE.parent / ".venv-boot/bin/uv", shutil.which("uv")) if found and os.access(found, os.X_OK)), None)
    if uv is None:
        return "uv not found"
    command = [str(uv), "run", "--quiet", "--no-project", "--isolated", "--no-python-downloads", "--python", sys.executable, "--with", package]
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    done = subprocess.run([*command, "python", str(HERE / script), str(count), str(rounds)], capture_output=True, text=True, env=environment)
    if done.returncode:
        return f"{package} could not run: {(done.stderr.strip().splitlines() or ['no message'])[-1][:150]}"
    return dict(json.loads(done.stdout))


def whole(count: int, rounds: int) -> dict[str, dict[str, float]]:
    """Our own rules, in process: one ruling over all schemes of `stay`, and whole answers with grounds and changes."""
    context = Context(load(), TODAY)
    asked = [stay.service.read(fields, context.atlas) for fields in stay_questions(context.atlas, count).drop("id").iter_rows(named=True)]
    rules = rulebook(context.atlas, "stay", CODEC)
    known = (TODAY - date(1970, 1, 1)).days
    found = {"stay: one ruling": timed(lambda values: rules.judge(values, known), [CODEC.read(question) for question in asked], rounds)}
    for name in ("stay", "refund"):
        said = service(name)
        examples = [said.read(fields, context.atlas) for fields in said.examples.values()]
        questions = asked if name == "stay" else examples * max(1, count // len(examples))
        respond: Callable[[Any], Any] = lambda question, said=said: said.respond(question, context)  # noqa: E731
        found[f"{name}: one whole answer"] = timed(respond, questions[:100], min(rounds, 3))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few questions: does it run, do the engines agree")
    parser.add_argument("--no-peers", action="store_true", help="our engine alone; needs no network")
    quick, alone = (lambda given: (given.quick, given.no_peers))(parser.parse_args())
    count, rounds = (60, 1) if quick else (2000, 7)
    questions = twelve_checks.questions(count)
    found = ours(questions, rounds)
    load_1 = os.getloadavg()[0]
    print(f"{count} questions, {len(CONDITIONS)} conditions, {rounds} rounds; verdicts {found['verdicts']}; load {load_1:.1f}")
    print(f"{'':28}{'median us':>12}{'cpu us':>12}{'times ours':>12}  agrees")
    show("Liziba", found, found, "")
    disagree = False
    for name, (package, script) in {} if alone else PEERS.items():
        figures = peer(package, script, count, rounds)
        if isinstance(figures, str):
            print(f"{name:28}{figures}")
            continue
        same = sum(a == b for a, b in zip(found["answers"], figures["answers"], strict=True))
        disagree = disagree or same < count
        show(f"{name} {figures['version']}", figures, found, f"{same} of {count}")
    for name, figures in whole(count // 4, rounds).items():
        show(name, figures, found, "")
    sys.exit(disagree)


def show(name: str, figures: dict[str, Any], base: dict[str, Any], agrees: str) -> None:
    times = figures["median_us"] / base["median_us"]
    print(f"{name:28}{figures['median_us']:12.1f}{figures['cpu_us']:12.1f}{times:12.1f}  {agrees}")


if __name__ == "__main__":
    main()
