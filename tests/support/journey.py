"""One day of a centre as people do it on the screen: taps, typing, a scanner; nothing else.

Each step waits for what the screen says afterwards, so that a step that did nothing fails there.
What is done today is counted beside, to be held against the figures of the day.
"""

from dataclasses import dataclass
from pathlib import Path

from app.documents import payloads
from tests.support.browser import Screen

IMPORTS = Path("tests/fixtures/imports")
LEADER, LEADER_NUMBER = "髙橋 一郎", "A-0001"


@dataclass
class Done:
    """What was done, counted by hand."""

    participants: int = 0
    new_needs: int = 0
    activities: int = 0
    completed: int = 0


class Day:
    """`screen` is a browser on a fresh operation without staff."""

    def __init__(self, screen: Screen, repository: Path) -> None:
        self.screen = screen
        self.repository = repository
        self.done = Done()
        self.need = ""

    def section(self, key: str) -> None:
        self.screen.tap(f"frame.section.{key}")

    # ------------------------------------------------------------------------------- setting up

    def allow_insurance_at_once(self) -> None:
        """The exception of a large disaster: who enrols at the desk may go out today."""
        screen = self.screen
        self.section("settings")
        screen.tap("settings.page.event")
        screen.tap("settings.change:large_disaster_exception")
        screen.tap("settings.value.yes")
        screen.type("settings.reason", "県の要請（訓練）")
        screen.tap("settings.save")
        screen.see("県の要請（訓練）")

    def import_registrations(self, name: str, people: int) -> None:
        """Nothing is written before the preview was seen; the same file again changes nothing."""
        screen = self.screen
        self._pick(name)
        screen.hear("import.write", f"新しい {people}・変わる 0")
        screen.tap("import.write")
        screen.see("取り込みました")
        screen.tap("import.again")
        self._pick(name)
        screen.see("新しいことはありません")
        assert not screen.tagged("import.write").count()

    def _pick(self, name: str) -> None:
        screen = self.screen
        self.section("settings")
        screen.tap("settings.page.import")
        with screen.page.expect_file_chooser() as chooser:
            screen.tap("import.pick")
        chooser.value.set_files(self.repository / IMPORTS / name)

    def lay_in_tools(self, count: int) -> None:
        screen = self.screen
        self.section("equipment")
        screen.tap("equipment.tab.add")
        screen.tap("equipment.start")
        screen.type("equipment.search", "角スコップ", enter=True)
        screen.type("equipment.receive_count", str(count))
        screen.tap("equipment.receive_go")
        screen.see(f"角スコップ {count}本を受け入れました")

    # ------------------------------------------------------------------------------- reception

    def scan_the_leader(self) -> None:
        """A scanner types, whatever has the focus. The proof of the insurance is still to be
        seen."""
        screen = self.screen
        self.section("reception")
        screen.tagged("reception.search").wait_for()
        screen.page.keyboard.type(payloads.person(LEADER_NUMBER))
        screen.page.keyboard.press("Enter")
        screen.hear("reception.question", "証明をまだ確認していません")
        screen.tap("reception.answer.proof")
        screen.tap("reception.proof.go")
        screen.hear("reception.outcome", "受付しました")
        screen.hear("reception.outcome", LEADER_NUMBER)
        self.done.participants += 1
        screen.page.keyboard.type(payloads.person(LEADER_NUMBER))
        screen.page.keyboard.press("Enter")
        screen.hear("reception.outcome", "もう受付済みです")

    def find_by_kana(self) -> None:
        """渡邉 is found by わたなべ; the answer to the question is a key."""
        screen = self.screen
        screen.type("reception.search", "わたなべ")
        screen.hear(screen.first("reception.hit:"), "花子")
        screen.page.keyboard.press("Enter")
        screen.hear("reception.question", "未加入です")
        screen.page.keyboard.press("1")
        screen.page.keyboard.press("Enter")
        screen.hear("reception.outcome", "はじめての参加")
        self.done.participants += 1

    def walk_in(self) -> None:
        """Refused without insurance, and nobody is counted; then insured on the spot."""
        screen = self.screen
        screen.tap("reception.new")
        screen.type("walk_in.family", "渡辺")
        screen.type("walk_in.given", "健一")
        screen.type("walk_in.phone", "090-0000-0031")
        screen.tap("walk_in.insurance_claim.none")
        screen.tap("walk_in.go")
        screen.hear("reception.question", "未加入です")
        assert len(screen.boxes("reception.line:")) == self.done.participants
        screen.tap("reception.answer.enrol")
        screen.hear("reception.outcome", "健一")
        self.done.participants += 1

    def group_of(self, heads: int) -> None:
        screen = self.screen
        screen.tap("reception.group")
        screen.type("group.name", "架空大学ボランティア会")
        screen.type("group.heads", str(heads))
        screen.type("group.insured", str(heads))
        screen.type("group.names", "架空 梅子　カクウ ウメコ　天災\n架空 次郎　カクウ ジロウ　天災")
        screen.see("2人を読み取りました")
        screen.tap("group.go")
        screen.hear("reception.outcome", f"{heads}人")
        self.done.participants += heads

    # ------------------------------------------------------------------------------- needs

    def take_a_need(self) -> None:
        screen = self.screen
        self.section("needs")
        screen.tap("needs.new")
        screen.tap("needs.quick.household.0")
        screen.type("needs.field.name", "架空 トメ")
        screen.type("needs.field.phone", "045-000-0011")
        screen.type("needs.field.address", "神奈川県小田原市栄町2-99-1")
        screen.type("needs.field.request", "床下の泥出し")
        screen.tap("needs.field.kinds.mud_removal")
        screen.tap("needs.receive")
        screen.tagged("needs.step.queue_survey").wait_for()
        self.need = screen.first("needs.row:")
        self.done.new_needs += 1

    def merge_the_sons_call(self) -> None:
        """The same house, written otherwise: offered while typing, taken all the same, merged."""
        screen = self.screen
        screen.tap("needs.new")
        screen.type("needs.field.name", "架空 正")
        screen.type("needs.field.address", "小田原市栄町２－９９－１")
        screen.hear("needs.alike", "同じ家かもしれません")
        screen.type("needs.field.request", "母の家の片付け")
        screen.tap("needs.receive")
        screen.tap(screen.first("needs.alike.merge:"))
        screen.see("ここにまとめた依頼：1件")
        assert set(screen.boxes("needs.row:")) == {self.need}

    def survey_and_make_ready(self, people: int) -> None:
        screen = self.screen
        screen.tap("needs.step.queue_survey")
        screen.tap("needs.step.schedule_survey")
        screen.tap(screen.first("needs.form.day.near."))
        screen.tap("needs.form.time.near.780")
        screen.tap("needs.do.schedule_survey")
        screen.tap("needs.step.record_survey")
        screen.tap("needs.field.damages.floor_above")
        screen.tap("needs.field.feasible.yes")
        screen.type("needs.field.people", str(people))
        screen.type("needs.field.people_reason", "床下が広い")
        screen.tap("needs.field.tools.shovel_square")
        screen.tap("needs.survey_keep")
        screen.tap("needs.step.make_ready")
        screen.tagged("needs.step.assign_team").wait_for()

    # ------------------------------------------------------------------------------- out and back

    def form_a_team(self, people: int, shovels: int) -> None:
        screen = self.screen
        self.section("matching")
        screen.tap(screen.first("matching.job:"))
        for heads in range(1, people + 1):
            screen.tap(screen.first("matching.person:"))
            screen.hear("matching.missing", f"{heads} / {people}人")
        screen.tap(screen.first("matching.lead:"))
        screen.hear("matching.missing", "足りないものはありません")
        screen.tap("matching.open_tools")
        for _ in range(shovels - 1):
            screen.tap(self._ending("matching.tool:", ".more"))
        screen.tap("matching.tools_save")
        screen.see(f"角スコップ {shovels}本")
        screen.tap("matching.ready")
        screen.see("1班を送り出しへ回しました")

    def _ending(self, prefix: str, end: str) -> str:
        found = self.screen.page.locator(
            f"[flt-semantics-identifier^='{prefix}'][flt-semantics-identifier$='{end}']"
        ).first
        found.wait_for(state="attached")
        return found.get_attribute("flt-semantics-identifier") or ""

    def hand_out(self, pieces: int) -> None:
        screen = self.screen
        self.section("equipment")
        screen.tap("equipment.tab.out")
        screen.tap(screen.first("equipment.team:"))
        screen.hear("equipment.hand_out", f"{pieces}点")
        screen.tap("equipment.hand_out")
        screen.hear(screen.first("equipment.team:"), f"道具 {pieces}点を持っています")

    def send_out(self, heads: int) -> None:
        """Refused until all four were asked."""
        screen = self.screen
        self.section("field")
        screen.tap("field.send")
        assert not screen.boxes("field.back:")
        for check in ("health", "clothes", "drink", "phone"):
            screen.tap(f"field.check.{check}")
        screen.tap("field.send")
        screen.hear("field.figure", str(heads))
        screen.first("field.back:")
        self.done.activities += 1

    def come_back_and_report(self) -> None:
        screen = self.screen
        self.section("field")
        screen.tap(screen.first("field.back:"))
        screen.tap("field.hurt.no")
        screen.tap("field.heads_back.all")
        screen.type("field.text", "床下の泥出し、土のう20袋")
        screen.tap("field.near.no")
        screen.tap("field.progress.completed")
        screen.tap("field.tools_ok.yes")
        screen.tap("field.save_report")
        screen.hear(screen.first("field.told:"), "完了")
        self.done.completed += 1

    def bring_back(self) -> None:
        screen = self.screen
        self.section("equipment")
        screen.tap("equipment.tab.back")
        screen.tap(screen.first("equipment.team:"))
        screen.tap("equipment.wash.yes")
        screen.tap("equipment.take_back")
        screen.see("1班から受け取りました")

    # ------------------------------------------------------------------------------- the seal

    def close(self) -> None:
        screen = self.screen
        self.section("today")
        screen.hear("today.tile.waiting", str(self.done.participants))
        for check in ("people", "tools", "needs", "papers"):
            screen.hear(f"today.check.{check}", "そろいました")
        screen.tap("today.weather.fine")
        screen.tap("today.close")
        screen.hear("today.seal", "締めました")
