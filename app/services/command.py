"""Commands and their answers: the words in which every change is asked for.

A command is a frozen dataclass of plain data. A decider is a pure function over a read-only view
that either drafts operations and returns `Accepted`, or returns `Refused`. A refusal is a value,
drawn beside the field it is about; an exception is a bug.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from sync.core.ids import EntityId

if TYPE_CHECKING:
    from app.services.context import Context


@dataclass(frozen=True)
class Command:
    """Something a person asks for. Subclasses are named in the imperative."""


@dataclass(frozen=True)
class CountyCommand(Command):
    """Something that is asked of a county's operation. Who acts there is a council, no person."""


@dataclass(frozen=True)
class Actor:
    """Who acts, and at which desk. `staff` is None only before anybody is registered as staff."""

    staff: EntityId | None
    name: str
    role: str
    sections: frozenset[str] = frozenset()
    all_sections: bool = True
    desk: str = ""

    def may_enter(self, section: str) -> bool:
        """A section-only helper sees the own sections and nothing else."""
        return self.all_sections or section in self.sections


@dataclass(frozen=True)
class Override:
    """A named person with the right role goes over a hard stop, and says why."""

    by_staff: EntityId
    by_name: str
    role: str
    reason: str


@dataclass(frozen=True)
class Notice:
    """Something worth knowing that stops nothing; text is catalogue key `notice.<code>`."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Accepted:
    """The decider agrees; what changes stands in the context's draft."""

    entity: EntityId | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Refused:
    """Text is catalogue key `refused.<code>`; `override` names the role that may go over it."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    field: str | None = None
    override: str | None = None


@dataclass(frozen=True)
class Changes:
    """What one committed action touched: table names, and the ids of its rows."""

    topics: frozenset[str]
    ids: frozenset[EntityId]


@dataclass(frozen=True)
class Action:
    """One committed action: its clock and its batches as (space id, seq). `device` wrote it; empty
    means this one."""

    hlc: int
    batches: tuple[tuple[bytes, int], ...]
    act: str
    device: bytes = b""


@dataclass(frozen=True)
class Ok:
    """On disk when this value exists."""

    changes: Changes
    entity: EntityId | None
    action: Action
    notices: tuple[Notice, ...] = ()


Decision: TypeAlias = Accepted | Refused
Outcome: TypeAlias = Ok | Refused
Decider: TypeAlias = "Callable[[Command, Context], Decision]"


@dataclass(frozen=True)
class Handler:
    act: str
    decide: Decider
    sections: frozenset[str]


HANDLERS: dict[type[Command], Handler] = {}
C = TypeVar("C", bound=Command)


def decides(
    command_type: type[C], *, sections: tuple[str, ...] = ()
) -> "Callable[[Callable[[C, Context], Decision]], Callable[[C, Context], Decision]]":
    """Registers the decider of a command.

    `sections` names who may ask for it (empty: everybody who is signed in). The command's name in
    snake case is its act in the audit trail; it must never change once released.
    """

    def register(
        decide: "Callable[[C, Context], Decision]",
    ) -> "Callable[[C, Context], Decision]":
        if command_type in HANDLERS:
            raise ValueError(f"two deciders for {command_type.__name__}")
        act = _snake_case(command_type.__name__)
        HANDLERS[command_type] = Handler(act, decide, frozenset(sections))  # type: ignore[arg-type]
        return decide

    return register


def is_county_act(act: str) -> bool:
    """Whether an act of the audit trail was done in a county's operation."""
    return any(
        handler.act == act and issubclass(command, CountyCommand)
        for command, handler in HANDLERS.items()
    )


def _snake_case(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)[1:]
