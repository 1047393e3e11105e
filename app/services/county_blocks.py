"""Blocks of councils: dated, edited, loaded from a proposal that is marked as one.

The prefectural council writes what all have in common. A day belongs to one membership: who moves
to another block, or gets the lead, ends the one before on the day before. Refused: a council in two
blocks on one day (unless it moves), a day that ends before it began.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.catalogue.county import BlockProposal, block_proposals
from app.domain.county_agreement import Member, holds
from app.domain.tables_county import council_id
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import council_exists, names_somebody, only_prefecture
from app.services.county_rows import put_row
from app.services.form_values import form_values
from app.store.queries.county_agreement import all_blocks
from app.store.queries.equipment import row_stands
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value


@dataclass(frozen=True)
class AddBlock(CountyCommand):
    """Days are ISO; `position` is the order in which blocks are asked."""

    name: str
    position: int = 0
    starts_on: str | None = None
    note: str = ""


@dataclass(frozen=True)
class EditBlock(CountyCommand):
    block: EntityId
    name: str
    position: int = 0
    starts_on: str | None = None
    ends_on: str | None = None
    note: str = ""


@dataclass(frozen=True)
class LoadBlocks(CountyCommand):
    """A shipped proposal from a day on; the blocks that hold then end on the day before."""

    proposal: str
    starts_on: str
    language: str = "ja"


@dataclass(frozen=True)
class ConfirmBlocks(CountyCommand):
    """The councils agreed: the blocks are no proposal any more."""


@dataclass(frozen=True)
class JoinBlock(CountyCommand):
    """`moves`: it leaves the block where it was on the day before."""

    block: EntityId
    council: EntityId
    starts_on: str | None = None
    leads: bool = False
    moves: bool = False


@dataclass(frozen=True)
class LeadBlock(CountyCommand):
    """From a day on a member leads its block (幹事社協), or does not any more. Several may."""

    member: EntityId
    leads: bool
    starts_on: str


@dataclass(frozen=True)
class LeaveBlock(CountyCommand):
    """`ends_on` is the last day inside."""

    member: EntityId
    ends_on: str


@decides(AddBlock)
def add_block(command: AddBlock, ctx: Context) -> Decision:
    values = _block_values(command, ctx, None)
    if isinstance(values, Refused):
        return values
    return Accepted(ctx.draft.new("block", ctx.new_id(), values))


@decides(EditBlock)
def edit_block(command: EditBlock, ctx: Context) -> Decision:
    if not _block_exists(ctx, command.block):
        return Refused("no_such_block")
    values = _block_values(command, ctx, command.ends_on)
    if isinstance(values, Refused):
        return values
    ctx.draft.set("block", command.block, values)
    return Accepted(command.block)


@decides(LoadBlocks)
def load_blocks(command: LoadBlocks, ctx: Context) -> Decision:
    refused = only_prefecture(ctx)
    if refused is not None:
        return refused
    proposal = next((one for one in block_proposals() if one.key == command.proposal), None)
    if proposal is None:
        return Refused("no_such_proposal")
    day = _day(command.starts_on)
    if day is None:
        return Refused("no_day", field="starts_on")
    eve = (day - timedelta(days=1)).isoformat()
    for block in all_blocks(ctx.db):
        if not holds(block.starts_on, block.ends_on, command.starts_on):
            continue
        if block.starts_on and block.starts_on > eve:  # it would end before it began
            for member in block.members:
                ctx.draft.delete("block_member", member.id)
            ctx.draft.delete("block", block.id)
            continue
        ctx.draft.set("block", block.id, {"ends_on": eve})
        for member in block.members:
            if holds(member.starts_on, member.ends_on, command.starts_on):
                _end(ctx, member, eve)
    _draft_proposal(ctx, proposal, command)
    return Accepted(None)


@decides(ConfirmBlocks)
def confirm_blocks(_command: ConfirmBlocks, ctx: Context) -> Decision:
    refused = only_prefecture(ctx)
    if refused is not None:
        return refused
    marked = [block for block in all_blocks(ctx.db) if block.proposal]
    if not marked:
        return Refused("no_such_proposal")
    for block in marked:
        ctx.draft.set("block", block.id, {"proposal": None})
    return Accepted(marked[0].id)


@decides(JoinBlock)
def join_block(command: JoinBlock, ctx: Context) -> Decision:
    refused = only_prefecture(ctx)
    if refused is not None:
        return refused
    if not _block_exists(ctx, command.block):
        return Refused("no_such_block")
    if not council_exists(ctx, command.council):
        return Refused("county_no_such_council", field="council")
    starts_on = command.starts_on or ctx.today.isoformat()
    day = _day(starts_on)
    if day is None:
        return Refused("no_day", field="starts_on")
    for block in all_blocks(ctx.db):
        for member in block.members:
            if member.council != command.council or (member.ends_on or "9999") < starts_on:
                continue
            if block.id == command.block:
                return Refused("block_member_already", field="council")
            if not command.moves:
                return Refused("block_member_elsewhere", {"block": block.name}, field="council")
            _end(ctx, member, (day - timedelta(days=1)).isoformat())
    return Accepted(_draft_member(ctx, command.block, command.council, command.leads, starts_on))


@decides(LeadBlock)
def lead_block(command: LeadBlock, ctx: Context) -> Decision:
    found = _member(ctx, command.member)
    if isinstance(found, Refused):
        return found
    block, member = found
    day = _day(command.starts_on)
    if day is None:
        return Refused("no_day", field="starts_on")
    if (member.ends_on or "9999") < command.starts_on:  # it has left by then
        return Refused("no_such_block_member")
    if (member.starts_on or "") >= command.starts_on:
        ctx.draft.set("block_member", member.id, {"leads": command.leads})
        return Accepted(member.id)
    _end(ctx, member, (day - timedelta(days=1)).isoformat())
    return Accepted(
        _draft_member(ctx, block, member.council, command.leads, command.starts_on, member.ends_on)
    )


@decides(LeaveBlock)
def leave_block(command: LeaveBlock, ctx: Context) -> Decision:
    found = _member(ctx, command.member)
    if isinstance(found, Refused):
        return found
    if _day(command.ends_on) is None:
        return Refused("no_day", field="ends_on")
    _end(ctx, found[1], command.ends_on)
    return Accepted(command.member)


def _draft_proposal(ctx: Context, proposal: BlockProposal, command: LoadBlocks) -> None:
    for position, proposed in enumerate(proposal.blocks, start=1):
        block = ctx.draft.new("block", ctx.new_id(), {
            "name": proposed.ja if command.language == "ja" else proposed.en,
            "starts_on": command.starts_on, "position": position, "proposal": proposal.key,
            "note": proposal.source(command.language),
        })  # fmt: skip
        for code in proposed.councils:
            council = council_id(code)
            if council_exists(ctx, council):
                _draft_member(ctx, block, council, False, command.starts_on)


def _draft_member(
    ctx: Context, block: EntityId, council: EntityId, leads: bool, starts_on: str,
    ends_on: str | None = None,
) -> EntityId:  # fmt: skip
    values: dict[str, Value] = {
        "block": block, "council": council, "leads": leads, "starts_on": starts_on,
        "ends_on": ends_on,
    }  # fmt: skip
    # Of one council in one block from one day on there is one row, whoever writes it first.
    identifier = imported_entity_id("block_member", f"{block.hex()}-{council.hex()}-{starts_on}")
    return put_row(ctx, "block_member", identifier, values)


def _end(ctx: Context, member: Member, last: str) -> None:
    """A membership that would end before it began never was."""
    if member.starts_on and member.starts_on > last:
        ctx.draft.delete("block_member", member.id)
    else:
        ctx.draft.set("block_member", member.id, {"ends_on": last})


def _block_values(
    command: AddBlock | EditBlock, ctx: Context, ends_on: str | None
) -> dict[str, Value] | Refused:
    refused = only_prefecture(ctx) or names_somebody(False, name=command.name, note=command.note)
    if refused is not None:
        return refused
    if not command.name.strip():
        return Refused("name_missing", field="name")
    if command.starts_on and ends_on and ends_on < command.starts_on:
        return Refused("county_ends_before", field="ends_on")
    return form_values(ctx.db, "block", {
        "name": command.name, "position": command.position, "starts_on": command.starts_on,
        "note": command.note, **({"ends_on": ends_on} if isinstance(command, EditBlock) else {}),
    })  # fmt: skip


def _block_exists(ctx: Context, block: EntityId) -> bool:
    return row_stands(ctx.db, "live_block", block)


def _member(ctx: Context, member: EntityId) -> tuple[EntityId, Member] | Refused:
    refused = only_prefecture(ctx)
    if refused is not None:
        return refused
    for block in all_blocks(ctx.db):
        for one in block.members:
            if one.id == member:
                return block.id, one
    return Refused("no_such_block_member")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None  # days are compared as they are written
