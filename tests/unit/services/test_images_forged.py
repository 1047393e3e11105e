"""Images that are not what they should be: refused, or replaced by what the log says. Whatever
somebody sends, a new device shows the same as the others in the end."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from app.store.checkpoint import NewestPlain, unpack_image
from sync.core.ids import DeviceId
from sync.core.limits import IMAGE_BYTES_MAX
from sync.crypto.device import DeviceKey
from sync.crypto.images import ImageCard, read_card, sign_card
from sync.protocol.messages import Answer, Call, packed, unpacked
from tests.support.centres import Centre
from tests.support.giver import SHOWN, Giver, Watched, giver, image_of, require_equal
from tests.support.together import meet

FOREIGN = DeviceKey(b"f" * 32)
NOBODY = DeviceId(b"n" * 16)
CLOCK = bytes(8)
GIGA = 1 << 30


@pytest.fixture
def host(centre: Centre) -> Giver:
    return giver(centre)


def require_refused(centre: Centre, host: Giver, folder: Path) -> None:
    """The log is taken instead, in the same session."""
    joined = host.let_in(folder)
    try:
        assert "image" in host.asked
        assert joined.operation.images.taken.refused
        assert joined.operation.filling.is_over
        assert not (folder / "image").exists()
        require_equal(centre, joined)
        assert meet(joined, host).same
    finally:
        joined.operation.close()


def bytes_in(answer: Answer) -> bytes:
    return unpacked(answer.body, lambda value: value if isinstance(value, bytes) else None)


def other_card(
    change: Callable[[ImageCard], ImageCard], signer: DeviceKey | None = None
) -> type[Watched]:
    """The host signs (or `signer` does) another card than it should."""

    class Other(Watched):
        def changed(self, call: Call, answer: Answer) -> Answer:
            if call.name != "image":
                return answer
            own = self._host.operation.vault.contents.device
            card = read_card(bytes_in(answer), own.public_key)
            return Answer(answer.status, packed(sign_card(change(card), signer or own)))

    return Other


class Flipped(Watched):
    """A bit of the signature is another one."""

    def changed(self, call: Call, answer: Answer) -> Answer:
        if call.name != "image":
            return answer
        card = bytearray(bytes_in(answer))
        card[-1] ^= 1
        return Answer(answer.status, packed(bytes(card)))


class Damaged(Watched):
    """A bit of the image is another one."""

    def changed(self, call: Call, answer: Answer) -> Answer:
        if call.name != "image_piece":
            return answer
        piece = bytearray(bytes_in(answer))
        piece[len(piece) // 2] ^= 1
        return Answer(answer.status, packed(bytes(piece)))


class Short(Watched):
    """A piece lacks its end."""

    def changed(self, call: Call, answer: Answer) -> Answer:
        if call.name != "image_piece":
            return answer
        return Answer(answer.status, packed(bytes_in(answer)[:-1]))


FORGED: dict[str, type[Watched]] = {
    "signature": Flipped,
    "foreign signature": other_card(lambda card: card, FOREIGN),
    "another maker": other_card(lambda card: card._replace(maker=FOREIGN.device_id), FOREIGN),
    "somebody else's": other_card(lambda card: card._replace(receiver=NOBODY)),
    "another operation": other_card(lambda card: card._replace(operation=b"o" * 16)),
    "another schema": other_card(lambda card: card._replace(schema=b"s" * 8)),
    "too large": other_card(lambda card: card._replace(size=IMAGE_BYTES_MAX + 1)),
    "no key": other_card(lambda card: card._replace(key=b"k" * 92)),
    "shorter than it says": Short,
    "damaged": Damaged,
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_image_is_refused_and_the_log_is_taken(
    centre: Centre, host: Giver, tmp_path: Path, what: str
) -> None:
    host.kind = FORGED[what]
    require_refused(centre, host, tmp_path / "tablet")


def gives(host: Giver, plain: bytes) -> None:
    """The host seals and signs this, whatever it is."""
    ground = host.operation.images.given._ground
    ground.newest = lambda: NewestPlain(b"start", 1, plain)  # type: ignore[method-assign]


def changed_image(centre: Centre, *sql: str) -> bytes:
    with closing(image_of(centre)) as db:
        for one in sql:
            db.execute(one)
        return CLOCK + zstandard.compress(db.serialize())


def bomb() -> bytes:
    """Some KB that say they are, and would become, four gigabytes."""
    piece = zstandard.ZstdCompressor().compressobj(size=4 * GIGA)
    return piece.compress(bytes(1 << 24)) + piece.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


HARMFUL: dict[str, Callable[[Centre], bytes]] = {
    "shorter than a clock": lambda _centre: b"x",
    "not compressed": lambda _centre: CLOCK + b"nothing",
    "a bomb": lambda _centre: CLOCK + bomb(),
    "no database": lambda _centre: CLOCK + zstandard.compress(b"SQLite format 3\0" + b"x" * 9_000),
    "a trigger": lambda centre: changed_image(
        centre, "CREATE TRIGGER t AFTER INSERT ON volunteer BEGIN DELETE FROM need; END"
    ),
    "what its maker could not read": lambda centre: changed_image(
        centre, "INSERT INTO _held VALUES (1, x'02', 1, 1, NULL, 'no_key', NULL)"
    ),
    "a space that is not ours": lambda centre: changed_image(
        centre, "INSERT INTO _vector VALUES (1, x'03' || zeroblob(16), 1)"
    ),
}


@pytest.mark.parametrize("what", HARMFUL)
def test_what_a_member_signs_to_do_harm_is_refused_and_the_log_is_taken(
    centre: Centre, host: Giver, tmp_path: Path, what: str
) -> None:
    gives(host, HARMFUL[what](centre))
    require_refused(centre, host, tmp_path / "tablet")


@pytest.mark.parametrize(
    "lie",
    [
        "UPDATE volunteer SET name = '訓練 偽'",
        "DELETE FROM volunteer WHERE id = (SELECT min(id) FROM volunteer)",
        "DELETE FROM _conflict",
    ],
)
def test_an_image_that_lies_is_shown_until_the_log_is_here_and_it_is_said(
    centre: Centre, host: Giver, tmp_path: Path, lie: str
) -> None:
    gives(host, changed_image(centre, lie))
    joined = host.let_in(tmp_path / "tablet")
    try:
        assert joined.operation.filling.from_image
        ended = meet(joined, host)
        assert all(end.vectors_equal for end in ended.spaces)
        assert not ended.same  # what it shows is counted here, never believed
        assert joined.operation.filling.differed
        assert joined.operation.filling.maker == host.operation.device
        require_equal(centre, joined)
        joined.reopen()
        require_equal(centre, joined)
        assert joined.operation.filling.differed
        assert meet(joined, host).same
    finally:
        joined.operation.close()


def test_an_image_of_more_than_its_maker_has_ends_where_both_logs_are_equal(
    centre: Centre, host: Giver, tmp_path: Path
) -> None:
    gives(host, changed_image(centre, "UPDATE _vector SET seq = seq + 7 WHERE device = 1"))
    joined = host.let_in(tmp_path / "tablet")
    try:
        assert joined.operation.filling.from_image
        meet(joined, host)
        assert joined.operation.filling.is_over
        require_equal(centre, joined)
        assert joined.rows(SHOWN) == centre.rows(SHOWN)
    finally:
        joined.operation.close()


def test_what_is_counted_in_an_image_is_never_copied(
    centre: Centre, host: Giver, tmp_path: Path
) -> None:
    centre.operation.working_set.space_digest(next(iter(centre.operation.spaces)).kind)
    gives(host, changed_image(centre, "UPDATE _digest SET hash = zeroblob(16)"))
    joined = host.let_in(tmp_path / "tablet")
    try:
        assert joined.operation.filling.from_image
        require_equal(centre, joined)
        joined.reopen()
        require_equal(centre, joined)
    finally:
        joined.operation.close()


def test_an_image_opens_to_no_more_than_it_may() -> None:
    with pytest.raises(Exception, match="too large"):
        unpack_image(bomb(), 1 << 20)
