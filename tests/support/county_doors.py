"""A centre beside a county, and the door between them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.bootstrap import shipped_dictionaries
from app.domain.tables_county import council_id
from app.services.county_place import CountyPlace
from app.services.operation import Operation
from app.services.sync_view import SyncState
from sync.core.ids import DeviceId
from tests.support.centres import Centre, open_centre
from tests.support.counties import County, open_county
from tests.support.together import ADDRESS, CHIEF, Host


class Sync:
    """In the place of what syncs."""

    def __init__(self) -> None:
        self.stopped = False
        self.asked = 0

    def stop(self) -> None:
        self.stopped = True

    def watch(self, _on_change: Callable[[], None]) -> Callable[[], None]:
        return lambda: None

    def state(self) -> SyncState:
        return SyncState(DeviceId(b""), "B", "訓練市 A", unsent=3)

    def sync_now(self) -> None:
        self.asked += 1


class Joining:
    """`place` is the centre's; `again` makes it as the next start of the app does."""

    def __init__(self, county: County, centre: Centre) -> None:
        self.county, self.centre = county, centre
        self.host = Host(county.hub.operation)
        self.place = self.again()

    def again(self) -> CountyPlace:
        self.syncs: list[Sync] = []

        def begin(_county: Operation) -> Sync:
            self.syncs.append(Sync())
            return self.syncs[-1]

        self.place = CountyPlace(
            self.centre.operation, shipped_dictionaries(), lambda *_: self.host.transport(), begin
        )
        return self.place

    def invited(self, host: Host | None = None, roles: tuple[str, ...] = ("council",)) -> str:
        council = council_id("14203") if host is None else None
        return (host or self.host).invitations.invite(
            roles, "", None, ADDRESS, CHIEF, council
        ).qr  # fmt: skip

    def come_in(self) -> Operation:
        assert self.place.join(self.invited(), "訓練市 A", CHIEF, lambda _step: None) is None
        assert self.place.operation is not None
        return self.place.operation


@contextmanager
def joining(folder: Path, *, drill: bool = True) -> Iterator[Joining]:
    with open_county(folder / "county") as county, open_centre(folder / "centre", seed=8) as centre:
        if not drill:
            card = centre.operation.card
            object.__setattr__(card, "drill", False)
        both = Joining(county, centre)
        yield both
        both.place.close()
