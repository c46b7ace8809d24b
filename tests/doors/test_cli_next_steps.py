"""What comes next, as the command line prints it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from liziba.doors.cli.commands import command_line

REFUSED = "stay --nationality IN --entry-at 2026-12-01T10:00 --entry-port CKG --purpose study"
ADMITTED = "stay --nationality DE --entry-at 2026-12-01T10:00 --entry-port CKG"


def printed(command: str, language: str = "en") -> str:
    result = CliRunner().invoke(command_line(language), [*command.split(), "--language", language], prog_name="liziba")
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(("language", "heading", "visa"), [("en", "What now", "X2 visa"), ("zh", "接下来怎么办", "X2字签证")])
def test_a_refusal_ends_with_the_visa_and_its_sources(language: str, heading: str, visa: str) -> None:
    said = printed(REFUSED, language)
    after = said.partition(heading)[2]
    assert visa in after
    number = after.partition("[")[2].partition("]")[0]
    assert f"\n  [{number}]" in after, "the source that the step names is listed"


def test_a_step_for_another_service_is_the_command_that_asks_it() -> None:
    said = printed(ADMITTED)
    (command,) = [line.strip() for line in said.splitlines() if "--topic registration" in line]
    assert "within 24 hours" in printed(command.partition(" ")[2])


def test_steps_stand_in_their_own_part_only() -> None:
    said = printed(ADMITTED)
    assert said.count("Fill in the arrival card") == 1
    assert "what_now" not in said


def test_a_long_address_is_never_cut() -> None:
    said = printed("stay --nationality IN --entry-at 2026-12-01T10:00 --entry-port CKG --full")
    addresses = [line.strip() for line in said.splitlines() if line.strip().startswith("http")]
    assert max(map(len, addresses)) > 120
    assert any(address.endswith("until-31-december-2026") for address in addresses)
