"""The main job on one laptop, in a real browser: from the door to the field and back.

A fresh operation, the program as people start it, a server that is killed in the middle of the day.
What `tasuki figures` says afterwards is what was done by hand.
"""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap import new_operation
from app.domain.calendar_jp import day_of
from sync.engine.world import RealClock
from tests.support.browser import Screen, app_server
from tests.support.centres import CENTRE, PASSPHRASE
from tests.support.journey import Day

PEOPLE, SHOVELS, GROUP = 3, 3, 6
LONGEST = timedelta(minutes=10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh drill, and its passphrase in a file beside it."""
    new_operation(tmp_path / "operation", PASSPHRASE, CENTRE, drill=True).close()
    (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    return tmp_path


def figures(folder: Path) -> dict[str, object]:
    words = ("figures", str(folder / "operation"), "--json", "--passphrase-file")
    said = subprocess.run(
        [sys.executable, "-m", "app", *words, str(folder / "passphrase")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, object] = json.loads(said.stdout)
    return found


def test_a_day_from_the_door_to_the_seal(folder: Path, repository: Path):
    now_ms = RealClock().now_ms()
    if day_of(now_ms) != day_of(now_ms + LONGEST // timedelta(milliseconds=1)):
        pytest.skip("it is almost midnight in Japan, and the journey is of one day")
    with app_server(folder / "operation", folder / "passphrase") as server:
        port = int(server.url.rsplit(":", 1)[1].strip("/"))
        with Screen(server.url) as screen:
            screen.open("/")
            day = Day(screen, repository)
            morning(day)
            team_goes_out(day)
            assert screen.errors == []
            server.kill()
            with app_server(folder / "operation", folder / "passphrase", port=port):
                screen.open("/field")
                screen.errors.clear()  # what the page said while nobody answered
                screen.hear("field.figure", str(PEOPLE))
                evening(day)
                assert screen.errors == []
                assert screen.missing == []
                assert screen.outside == []
    assert_figures(figures(folder), day)


def morning(day: Day) -> None:
    day.allow_insurance_at_once()
    day.import_registrations("kintone_volunteers_utf8_bom.csv", 4)
    day.lay_in_tools(20)
    day.scan_the_leader()
    day.find_by_kana()
    day.walk_in()
    day.group_of(GROUP)
    day.screen.shot("journey-reception")
    day.take_a_need()
    day.merge_the_sons_call()
    day.survey_and_make_ready(PEOPLE)
    day.screen.shot("journey-need")


def team_goes_out(day: Day) -> None:
    day.form_a_team(PEOPLE, SHOVELS)
    day.hand_out(SHOVELS)
    day.send_out(PEOPLE)
    day.screen.shot("journey-field")


def evening(day: Day) -> None:
    day.come_back_and_report()
    day.bring_back()
    day.close()
    day.screen.shot("journey-closed")


def assert_figures(found: dict[str, object], day: Day) -> None:
    assert found["participants"] == day.done.participants == 3 + GROUP
    assert found["new_needs"] == day.done.new_needs == 1
    assert found["activities"] == day.done.activities == 1
    assert found["completed"] == day.done.completed == 1
    assert found["open_needs"] == 0
    assert found["closed"] is True
    assert found["missing"] == {"people": [], "tools": [], "needs": [], "papers": []}
