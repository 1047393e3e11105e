"""The measurements by name, and a run of them."""

from collections.abc import Callable, Iterator, Mapping
from shutil import rmtree

from app.bench import (
    checkin,
    county_board,
    disk,
    memory,
    opening,
    search,
    syncing_again,
    syncing_edits,
    syncing_first,
    syncing_hub,
    syncing_image,
    syncing_memory,
    tap,
)
from app.bench.ground import Ground, Tools
from app.cli.programs import BenchOrder, Figure, Skipped

Measurement = Callable[[Ground], Iterator[Figure | Skipped]]
# In an order in which each leaves the next one what it needs: a checkpoint of the end of the log.
MEASUREMENTS: Mapping[str, Measurement] = {
    module.NAME: module.measure
    for module in (
        opening, memory, search, checkin, disk, tap,
        syncing_first, syncing_image, syncing_again, syncing_edits, syncing_memory, syncing_hub,
        county_board,
    )
}  # fmt: skip


def run(order: BenchOrder, tools: Tools, say: Callable[[str], None]) -> Iterator[Figure | Skipped]:
    """Figures as they are found. The operations are removed at the end, and those of a run that
    was cut off at the beginning of the next. Raises KeyError for an unknown name."""
    chosen = [MEASUREMENTS[order.only]] if order.only else list(MEASUREMENTS.values())
    rmtree(order.folder, ignore_errors=True)
    order.folder.mkdir(parents=True)
    ground = Ground(order.folder, order.scale, tools, say)
    try:
        for measure in chosen:
            yield from measure(ground)
    finally:
        rmtree(order.folder, ignore_errors=True)
