"""Files that belong to something in a county: a notice, a loan, a cost.

The file was made fit (`county_files`) and sealed (`blobs`) before; the row names it. Refused: a
file of what is another council's, more files than anybody looks at, a row that cannot name one.
"""

from dataclasses import dataclass, field

from app.services.blobs import HASH_LETTERS, KEY_BYTES
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import names_somebody, not_own
from app.services.county_files import MEDIA_TYPES
from app.services.form_values import form_values
from sync.core.ids import EntityId

FILES_MAX = 6
# What a file may belong to, and whose that is: one council's, or of two.
_SUBJECTS = (
    "SELECT council, council FROM live_notice WHERE id = ?",
    "SELECT council, council FROM live_cost_item WHERE id = ?",
    "SELECT lender, borrower FROM live_goods_loan WHERE id = ?",
)


@dataclass(frozen=True)
class AttachFile(CountyCommand):
    """`blob` and `key` are hexadecimal, as `BlobStore.put` gave them. `sure`: its name and its
    picture name nobody."""

    subject: EntityId
    blob: str
    size: int
    media_type: str
    key: str = field(repr=False)
    name: str = ""
    sure: bool = False


@dataclass(frozen=True)
class RemoveFile(CountyCommand):
    """It is shown nowhere any more."""

    attachment: EntityId


@decides(AttachFile)
def attach_file(command: AttachFile, ctx: Context) -> Decision:
    refused = _not_theirs(ctx, command.subject)
    if refused is not None:
        return refused
    whole = _is_hex(command.blob, HASH_LETTERS) and _is_hex(command.key, 2 * KEY_BYTES)
    if not whole or command.media_type not in MEDIA_TYPES:
        return Refused("county_file_unusable", field="file")
    (count,) = ctx.db.execute(
        "SELECT count(*) FROM live_attachment WHERE subject = ?", (command.subject,)
    ).fetchone()
    if count >= FILES_MAX:
        return Refused("county_files_enough", {"limit": FILES_MAX}, field="file")
    refused = names_somebody(command.sure, name=command.name)
    if refused is not None:
        return refused
    values = form_values(ctx.db, "attachment", {
        "subject": command.subject, "blob": command.blob, "size": command.size,
        "media_type": command.media_type, "key": command.key, "name": command.name,
        "council": ctx.centre, "at": ctx.now_ms,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    return Accepted(ctx.draft.new("attachment", ctx.new_id(), values))


@decides(RemoveFile)
def remove_file(command: RemoveFile, ctx: Context) -> Decision:
    row = ctx.db.execute(
        "SELECT subject FROM live_attachment WHERE id = ?", (command.attachment,)
    ).fetchone()
    if row is None:
        return Refused("county_no_such_file")
    refused = _not_theirs(ctx, EntityId(row[0]))
    if refused is not None:
        return refused
    ctx.draft.delete("attachment", command.attachment)
    return Accepted(command.attachment)


def _is_hex(text: str, letters: int) -> bool:
    return len(text) == letters and set(text) <= set("0123456789abcdef")


def _not_theirs(ctx: Context, subject: EntityId) -> Refused | None:
    for query in _SUBJECTS:
        row = ctx.db.execute(query, (subject,)).fetchone()
        if row is not None:
            return None if ctx.centre in row else not_own(ctx, row[0])
    return Refused("county_no_such_file")
