"""Photographs of a need: only with consent, sealed, without the place where they were taken.

The file itself was shrunk, stripped and sealed before (`app.documents.photographs`, `blobs`); the
row holds its name, its key and a small preview, all in the space `sealed`. Refused: a photo where
the resident said no or was not asked, and a file that a row cannot name.
"""

from dataclasses import dataclass, field

from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.needs import DESKS, need_is_there, write_private
from app.store.queries.aliases import record_that_holds
from sync.core.ids import EntityId
from sync.core.limits import THUMBNAIL_BYTES_MAX
from sync.core.operations import Value

HASH_LETTERS = 64


@dataclass(frozen=True)
class AddPhoto(Command):
    """A sealed file belongs to a need. `blob` and `key` are hexadecimal, `thumbnail` base64.

    `consent`: the resident has just agreed; it is noted on the sheet. `kind` of `photo_kind`.
    """

    need: EntityId
    blob: str
    key: str = field(repr=False)
    size: int
    thumbnail: str = field(repr=False)
    media_type: str = "image/jpeg"
    kind: str | None = None
    caption: str = field(default="", repr=False)
    survey: EntityId | None = None
    taken_at: int | None = None
    consent: bool = False


@decides(AddPhoto, sections=DESKS)
def add_photo(command: AddPhoto, ctx: Context) -> Decision:
    need = record_that_holds(ctx.db, "need", command.need)
    if not need_is_there(ctx, need):
        return Refused("no_such_need")
    if len(command.blob) != HASH_LETTERS or len(command.thumbnail) > THUMBNAIL_BYTES_MAX:
        return Refused("photo_unusable", field="photo")
    row = ctx.db.execute(
        "SELECT photo_consent FROM live_need_private WHERE id = ?", (need,)
    ).fetchone()
    agreed = row is not None and bool(row[0])
    if not agreed and not command.consent:
        return Refused("photo_without_consent", field="photo_consent")
    if not agreed:
        write_private(ctx, need, {"photo_consent": True})
    identifier = ctx.new_id()
    ctx.draft.new("photo", identifier, {
        "need": need, "survey": command.survey, "blob": command.blob, "size": command.size,
        "media_type": command.media_type, "key": command.key, "thumbnail": command.thumbnail,
        "taken_at": command.taken_at or ctx.now_ms, "caption": command.caption.strip() or None,
        "kind": command.kind,
    })  # fmt: skip
    return Accepted(identifier)


@dataclass(frozen=True)
class DescribePhoto(Command):
    """What a photo shows: kind and caption."""

    photo: EntityId
    kind: str | None
    caption: str = field(default="", repr=False)


@decides(DescribePhoto, sections=DESKS)
def describe_photo(command: DescribePhoto, ctx: Context) -> Decision:
    if not _is_there(ctx, command.photo):
        return Refused("no_such_photo")
    values: dict[str, Value] = {"kind": command.kind, "caption": command.caption.strip() or None}
    ctx.draft.set("photo", command.photo, values)
    return Accepted(command.photo)


@dataclass(frozen=True)
class RemovePhoto(Command):
    """Taken of the wrong house, or consent was taken back: it is shown nowhere any more."""

    photo: EntityId


@decides(RemovePhoto, sections=DESKS)
def remove_photo(command: RemovePhoto, ctx: Context) -> Decision:
    if not _is_there(ctx, command.photo):
        return Refused("no_such_photo")
    ctx.draft.delete("photo", command.photo)
    return Accepted(command.photo)


def _is_there(ctx: Context, photo: EntityId) -> bool:
    return ctx.db.execute("SELECT 1 FROM live_photo WHERE id = ?", (photo,)).fetchone() is not None
