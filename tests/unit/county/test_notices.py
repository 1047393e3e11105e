"""Notices: a correction replaces the text everywhere; two at once are disputed, never dropped."""

import random
from itertools import permutations
from pathlib import Path

import pytest

from app.domain.county_notices import Wording, threads
from app.domain.tables_county import council_id
from app.services.command import Ok
from app.services.county_attachments import FILES_MAX, AttachFile
from app.services.county_files import FileUnfit, made_fit, shown_as
from app.services.county_notices import (
    ChooseNotice,
    CorrectNotice,
    MarkRead,
    PostNotice,
    WithdrawNotice,
)
from app.services.verifying import verify
from app.store.queries.county_notices import NoticeLine, NoticesView, notices_view
from sync.core.ids import EntityId
from sync.core.registry import SpaceKind
from tests.support.centres import Centre
from tests.support.counties import County, open_county

DAY = "2026-08-11"
A, B = "14203", "14205"


def view(centre: Centre) -> NoticesView:
    return centre.operation.read(lambda db: notices_view(db, centre.operation.card.centre, DAY))


def line(centre: Centre) -> NoticeLine:
    (only,) = view(centre).lines
    return only


def standing(centre: Centre) -> list[str]:
    return [one.title for one in line(centre).thread.standing]


def posted(county: County) -> EntityId:
    done = county.council(A).do(PostNotice("info", "集合は 9 時", "南口に来てください"))
    county.meet_all()
    assert done.entity is not None
    return done.entity


def read_all(centre: Centre) -> None:
    thread = line(centre).thread
    centre.do(MarkRead(tuple(one.id for one in thread.standing)))


def test_a_notice_is_read_by_opening_and_the_others_see_who_has_not(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there = county.council(A), county.council(B)
        posted(county)
        assert view(there).unread == 1
        assert view(here).unread == 0
        read_all(there)
        read_all(there)
        county.meet_all()
        assert view(there).unread == 0
        mine = line(here)
        assert mine.read_by == 1
        assert len(mine.not_yet) == 32  # 34 without who said it and who read it
        assert [one.name for one in mine.not_yet if one.has_device] == ["訓練県社協"]


def test_a_correction_replaces_the_text_on_every_device_and_is_unread_again(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there = county.council(A), county.council(B)
        notice = posted(county)
        read_all(there)
        said = CorrectNotice(notice, "info", "集合は 8 時半", "道が混むため")
        assert there.refuse(said).code == "county_not_yours"
        here.do(said)
        county.meet_all()
        for centre in (here, there, county.hub):
            assert standing(centre) == ["集合は 8 時半"]
            assert [one.title for one in line(centre).thread.replaced] == ["集合は 9 時"]
            assert line(centre).thread.standing[0].reason == "道が混むため"
        assert view(there).unread == 1
        again = CorrectNotice(notice, "info", "集合は 10 時", "x")
        assert here.refuse(again).code == "notice_replaced"


def test_two_corrections_at_once_are_disputed_until_one_is_chosen(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, hub = county.council(A), county.hub
        notice = posted(county)
        here.do(CorrectNotice(notice, "info", "集合は 8 時", "早める"))
        mine = hub.do(CorrectNotice(notice, "info", "集合は 10 時", "遅らせる"))
        county.meet_all()
        for centre in (here, hub, county.council(B)):
            assert line(centre).thread.disputed
            assert sorted(standing(centre)) == ["集合は 10 時", "集合は 8 時"]
        assert mine.entity is not None
        refused = here.refuse(CorrectNotice(mine.entity, "info", "集合は 7 時", "x"))
        assert refused.code == "notice_disputed"
        done = here.do(ChooseNotice(mine.entity))
        county.meet_all()
        for centre in (here, hub, county.council(B)):
            assert standing(centre) == ["集合は 10 時"]
            assert not line(centre).thread.disputed
        here.undo(done)
        assert line(here).thread.disputed


def test_two_that_chose_otherwise_are_asked_again(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, hub = county.council(A), county.hub
        notice = posted(county)
        one = here.do(CorrectNotice(notice, "info", "集合は 8 時", "早める")).entity
        two = hub.do(CorrectNotice(notice, "info", "集合は 10 時", "遅らせる")).entity
        county.meet_all()
        assert one is not None
        assert two is not None
        here.do(ChooseNotice(one))
        hub.do(ChooseNotice(two))
        county.meet_all()
        assert line(here).thread.disputed
        assert line(hub).thread == line(here).thread
        here.do(ChooseNotice(one))
        county.meet_all()
        assert standing(hub) == ["集合は 8 時"]
        digests = {
            each.operation.working_set.space_digest(SpaceKind.SHARED) for each in (here, hub)
        }
        assert len(digests) == 1


def test_withdrawn_by_one_while_another_corrected_is_asked_about(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, hub = county.council(A), county.hub
        notice = posted(county)
        assert here.refuse(WithdrawNotice(notice, " ")).code == "county_reason_missing"
        here.do(WithdrawNotice(notice, "中止"))
        new = hub.do(CorrectNotice(notice, "info", "集合は 10 時", "遅らせる")).entity
        county.meet_all()
        assert line(here).thread.disputed
        assert standing(here) == ["集合は 10 時"]
        assert new is not None
        here.do(ChooseNotice(new))
        county.meet_all()
        assert not line(hub).thread.disputed
        hub.do(WithdrawNotice(new, "やはり中止"))
        county.meet_all()
        assert line(here).thread.withdrawn
        assert view(county.council(B)).unread == 0
        assert here.refuse(WithdrawNotice(new, "x")).code == "notice_withdrawn"


def test_only_who_is_addressed_sees_and_names_are_asked_about(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there = county.council(A), county.council(B)
        refused = here.refuse(PostNotice("request", "訓練 花子さんに電話", ""))
        assert (refused.code, refused.field) == ("county_looks_personal", "title")
        assert here.refuse(PostNotice("info", " ")).code == "notice_without_title"
        unknown = PostNotice("info", "x", addressees=("99999",))
        assert here.refuse(unknown).code == "county_no_such_council"
        here.do(PostNotice("info", "藤沢のみ", addressees=(B,), until="2026-08-12"))
        here.do(PostNotice("info", "鎌倉のみ", addressees=("14204",)))
        county.meet_all()
        assert [one.thread.root.title for one in view(there).lines] == ["藤沢のみ"]
        assert len(view(here).lines) == len(view(county.hub).lines) == 2
        later = there.operation.read(lambda db: notices_view(db, council_id(B), "2026-08-14"))
        assert not later.lines[0].holds
        assert later.unread == 0


def test_a_file_goes_with_the_notice_and_stays_with_its_correction(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there = county.council(A), county.council(B)
        notice = posted(county)
        fit = made_fit(b"%PDF-1.7 drill")
        sealed = here.operation.blobs.put(fit.content)
        attach = AttachFile(
            notice, sealed.hash, sealed.size, fit.media_type, sealed.key, "地図.pdf"
        )
        assert there.refuse(attach).code == "county_not_yours"
        here.do(attach)
        new = here.do(CorrectNotice(notice, "info", "集合は 8 時", "早める")).entity
        county.meet_all()
        assert new is not None
        (kept,) = line(there).files_of(new)
        assert there.operation.blobs.get(kept.blob, kept.key) == b"%PDF-1.7 drill"
        assert verify(there.operation).photos == 1
        (there.operation.folder / "photos" / kept.blob).write_bytes(b"changed")
        assert verify(there.operation).photos_damaged == 1
        for _ in range(FILES_MAX - 1):
            here.do(AttachFile(new, sealed.hash, 5, fit.media_type, sealed.key))
        full = AttachFile(new, sealed.hash, 5, fit.media_type, sealed.key)
        assert here.refuse(full).code == "county_files_enough"


def test_what_is_no_picture_and_no_small_paper_is_refused() -> None:
    with pytest.raises(FileUnfit, match="county_file_kind"):
        made_fit(b"MZ not a picture")
    with pytest.raises(FileUnfit, match="county_file_too_large"):
        made_fit(b"%PDF-" + b"0" * (3 * 1024 * 1024))


def test_a_file_of_another_council_is_shown_as_what_it_is_or_not_at_all() -> None:
    assert shown_as(b"%PDF-1.7 x") == "application/pdf"
    assert shown_as(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert shown_as(b"<html><script>") is None


def wording(number: int, corrects: int | None, at: int = 0) -> Wording:
    def name(of: int) -> EntityId:
        return EntityId(bytes([of]) * 16)

    return Wording(
        name(number), name(200), "info", str(number), "", at or number,
        None if corrects is None else name(corrects),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_a_corrected_text_never_stands_and_none_is_lost(seed: int) -> None:
    dice = random.Random(seed)
    rows = [wording(1, None)]
    rows += [wording(number, dice.randint(1, number - 1)) for number in range(2, 9)]
    corrected = {row.corrects for row in rows}
    for order in list(permutations(rows))[: 5 + seed]:
        (thread,) = threads(order)
        stands = {one.id for one in thread.standing}
        assert not stands & corrected
        assert stands == {row.id for row in rows} - corrected
        assert len(stands) + len(thread.replaced) == len(rows)
        assert thread.disputed == (len(stands) > 1)


def test_who_undoes_a_correction_shows_the_old_text_again(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(A)
        notice = posted(county)
        done = here.do(CorrectNotice(notice, "info", "集合は 8 時", "早める"))
        assert isinstance(here.undo(done), Ok)
        county.meet_all()
        assert standing(county.council(B)) == ["集合は 9 時"]
