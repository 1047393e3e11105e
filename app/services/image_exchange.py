"""Both ends of an image, as the protocol sees them (`sync.protocol.ports.Images`)."""

import logging
from collections.abc import Callable

from app.services.filling import Filling
from app.services.images_given import GivenImages
from app.services.images_taken import TakenImages
from sync.core.errors import SyncError
from sync.core.ids import DeviceId
from sync.protocol.ports import Wanted

_log = logging.getLogger(__name__)


class ImageExchange:
    """`is_covered`: the log has all that is shown. `settle`: from now on the log alone is shown.
    `fill_by_log`: the log came without an image."""

    def __init__(
        self, given: GivenImages, taken: TakenImages, filling: Filling,
        is_covered: Callable[[], bool], settle: Callable[[], None],
        fill_by_log: Callable[[], None],
    ) -> None:  # fmt: skip
        self.given = given
        self.taken = taken
        self.offer = given.offer
        self.piece = given.piece
        self.put_piece = taken.put_piece
        self.finish = taken.finish
        self._filling = filling
        self._is_covered = is_covered
        self._settle = settle
        self._fill_by_log = fill_by_log

    def wish(self) -> bytes | None:
        return self.taken.wish() if self._filling.wanted and not self.taken.refused else None

    def begin(self, maker: DeviceId, card: bytes) -> Wanted | None:
        return self.taken.begin(maker, card) if self._filling.wanted else None

    def met(self, peer: DeviceId, equal: bool) -> None:
        """Whoever made the image must have the log of it; where both have the same of that and it
        lacks something, the image was not what the log says."""
        try:
            if self._filling.wanted:
                self.taken.throw_away()
                self._fill_by_log()
            elif equal and peer == self._filling.maker:
                if self._filling.from_image:
                    self._settle()
            else:
                self._look()
        except OSError as error:
            _log.warning("the first filling is not finished: %s", type(error).__name__)

    def brought(self) -> None:
        """A stick has brought of the log. It may take a while; what goes wrong now, the next
        session takes up again."""
        try:
            if self._filling.wanted:
                self._fill_by_log()
            else:
                self._look()
        except (OSError, SyncError) as error:
            _log.warning("the first filling is not finished: %s", type(error).__name__)

    def _look(self) -> None:
        if self._filling.from_image and self._is_covered():
            self._settle()
