"""Bodies about erased people that `auth` names: neither kept nor passed on by whoever cannot read
them. Headers stay, and name the hash of the body: a chain proves itself without it."""

from collections.abc import Mapping

from sync.core.batch import Batch, Header
from sync.core.ids import DeviceId
from sync.core.number_ranges import Numbers, holds, up_to
from sync.core.space import Space
from sync.log.contract import BatchLog, SealedEntry

Removed = Mapping[DeviceId, Numbers]


def nothing_removed(_space: Space) -> Removed:
    """Who reads a space carries erasures out by himself."""
    return {}


def kept(entries: list[SealedEntry], removed: Removed) -> list[SealedEntry]:
    """On their way in."""
    return [
        one._replace(body=None) if is_removed(one.header, removed) else one
        for one in entries
    ] if removed else entries  # fmt: skip


def passed_on(batch: Batch, removed: Removed) -> Batch:
    """On its way out."""
    return batch._replace(body=None) if is_removed(batch.header, removed) else batch


def drop_removed(log: BatchLog, space: Space, removed: Removed) -> int:
    """Erase what is here of them; how many there were. Raises LogBusy, LogFull, LogUnwritable: it
    may be called again."""
    tips = log.tips(space)
    return sum(
        log.erase_body(device, space, seq)
        for device, numbers in removed.items() if device in tips
        for seq in up_to(numbers, tips[device].seq)
    )  # fmt: skip


def is_removed(header: Header, removed: Removed) -> bool:
    numbers = removed.get(header.device)
    return numbers is not None and holds(numbers, header.seq)
