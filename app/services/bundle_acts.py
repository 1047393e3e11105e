"""Writing and reading a bundle as acts of a person, on the screens and in the commands alike.

Both stand in the record of the devices, with a name. Whoever may not leave that record may not
write the file.
"""

from collections.abc import Collection
from pathlib import Path

from app.services.bundles import post_of, receive_bundle, send_bundle
from app.services.command import HANDLERS, Actor, Refused
from app.services.device_acts import ExportBundle, ImportBundle
from app.services.operation import Operation
from app.services.sync_view import BundleReport
from sync.core.ids import DeviceId
from sync.transports.bundle import OnStep, Sent


def export_bundle(
    operation: Operation, target: Path, actor: Actor, on_step: OnStep, *,
    everything: bool = False, empty: Collection[DeviceId] = (),
    photo_bytes_max: int | None = None,
) -> tuple[Path, Sent] | Refused:  # fmt: skip
    """See `send_bundle`. Where the record cannot be left afterwards, the file is there all the
    same, and the refusal says why."""
    command = ExportBundle(target.name)
    decide = HANDLERS[ExportBundle].decide
    allowed = operation.foresee(lambda ctx: decide(command, ctx), actor)
    if isinstance(allowed, Refused):
        return allowed
    sent = send_bundle(
        post_of(operation), target, on_step, everything=everything, empty=empty,
        photo_bytes_max=photo_bytes_max,
    )  # fmt: skip
    if isinstance(sent, Refused):
        return sent
    path, what = sent
    outcome = operation.submit(ExportBundle(path.name, what.batches), actor)
    return outcome if isinstance(outcome, Refused) else sent


def import_bundle(
    operation: Operation, source: Path, actor: Actor, on_step: OnStep
) -> BundleReport | Refused:
    """See `receive_bundle`. What brought nothing leaves no record."""
    report = receive_bundle(post_of(operation), source, on_step)
    if isinstance(report, BundleReport) and (report.new or report.photos):
        operation.submit(ImportBundle(source.name, report.new), actor)
        operation.images.brought()
    return report
