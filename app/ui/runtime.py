"""One person's session: the operation, who acts, how it looks, and the threads that do the work.

Handlers call `submit` and `read` and await them; nothing here touches the database on the event
loop. A bug comes back as `Refused("failed")` with a number, so that a tap never freezes a screen.
News of the change bus crosses to the event loop of the session and wakes only the queries that
read those tables.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import flet as ft

from app.catalogue.codes import CodeLists
from app.domain.calendar_jp import day_of
from app.services.command import (
    Action,
    Actor,
    Changes,
    Command,
    CountyCommand,
    Ok,
    Outcome,
    Refused,
    is_county_act,
)
from app.services.counties import county_actor
from app.store.queries.codes import code_entries
from app.ui.desk import Desk
from app.ui.faults import report_fault
from app.ui.keys import KeyDesk
from app.ui.look import DEFAULT_LOOK, Look, store_look
from app.ui.operation_port import OperationPort
from app.ui.palette import StatusName
from app.ui.paper_tray import Paper
from app.ui.scale import WIDE
from app.ui.section import Section
from app.ui.signal import Signal
from app.ui.sound import SoundBoard, SoundName
from app.ui.sync_port import SyncPort
from app.ui.toasts import Toast, Toaster
from app.ui.topics import ALL, COUNTY_SYNC, SYNC, Topics

T = TypeVar("T")
_STORE_KEY = "tasuki.runtime"


@dataclass(frozen=True)
class Window:
    """Logical pixels."""

    width: int
    height: int

    @property
    def wide(self) -> bool:
        return self.width >= WIDE


NOBODY = Actor(None, "", "", all_sections=False)


class Runtime:
    """`operation` and `actor` are empty until the centre is unlocked and somebody signed in."""

    def __init__(
        self,
        page: ft.Page,
        desk: Desk,
        *,
        look: Look = DEFAULT_LOOK,
        sections: tuple[Section, ...] = (),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.page = page
        self.desk = desk
        self.all_sections = sections
        self.clock = desk.clock
        self._day = self.today
        self.topics = Topics()
        self.keys = KeyDesk()
        self.look = Signal(look)
        self.operation_signal: Signal[OperationPort | None] = Signal(None)
        self.county_signal: Signal[OperationPort | None] = Signal(desk.county)
        self.county_trouble = Signal("")  # why a county that lies here is not open
        self.actor_signal = Signal(NOBODY)
        self.window = Signal(Window(int(page.width or 1280), int(page.height or 800)))
        self.codes = CodeLists.load()  # with the centre's own entries once the operation is open
        self.sleep = sleep
        self.toaster = Toaster(self)
        self.sounds = SoundBoard()
        self._workers = desk.workers
        self._loop = asyncio.get_running_loop()
        self._pending = 0
        self._writing = 0
        self._held: set[str] = set()
        self._context = copy_context()  # in which this session's page is the page
        self._tasks: set[asyncio.Task[Any]] = set()
        self._leave_bus: Callable[[], None] = lambda: None
        self._leave_county: Callable[[], None] = lambda: None
        self._leave_desk = desk.attend(
            lambda operation: self.on_loop(lambda: self._moved(operation))
        )
        self._leave_counties = desk.attend_county(lambda: self.on_loop(self.see_county))
        page.session.store.set(_STORE_KEY, self)
        store_look(page, look)
        self._listen()

    def _listen(self) -> None:
        page = self.page

        async def hear_key(event: ft.KeyboardEvent) -> None:
            await self.keys.hear(event, guarded)

        def resized(event: ft.PageResizeEvent) -> None:
            self.window.set(Window(int(event.width), int(event.height)))

        page.on_keyboard_event = hear_key
        page.on_resize = resized
        page.on_connect = self.refresh

    # -------------------------------------------------------------------------------- who and what

    @property
    def operation(self) -> OperationPort:
        operation = self.operation_signal.value
        if operation is None:
            raise RuntimeError("the operation is locked")
        return operation

    @property
    def county(self) -> OperationPort:
        """What councils do for each other. Raises RuntimeError where this device is in none."""
        county = self.county_signal.value
        if county is None:
            raise RuntimeError("this device is in no county")
        return county

    @property
    def is_county(self) -> bool:
        """Whether the operation itself is that of the councils: there is no centre here."""
        county = self.county_signal.value
        return county is not None and county is self.operation_signal.value

    @property
    def sections(self) -> tuple[Section, ...]:
        """Those that make sense in the operation that is open."""
        return tuple(one for one in self.all_sections if one.of_councils or not self.is_county)

    @property
    def actor(self) -> Actor:
        return self.actor_signal.value

    @property
    def today(self) -> str:
        """The day in Japan, YYYY-MM-DD."""
        return day_of(self.clock.now_ms()).isoformat()

    @property
    def idle(self) -> bool:
        """No read, write or task is under way (waiting toasts do not count)."""
        return self._pending == 0

    def open(self, operation: OperationPort) -> None:
        """Takes an unlocked operation and listens to its changes."""
        self._leave_bus()
        self._leave_bus = self._listening(operation, self.desk.sync, SYNC)
        self.operation_signal.set(operation)
        self.see_county()
        self.topics.watch({"code_entry"}, self._ask_for_codes)
        self._ask_for_codes()

    def _moved(self, operation: OperationPort | None) -> None:
        """This device goes, or has become another one: whoever was here signs in there."""
        if operation is None:
            self._leave_bus()
            self._leave_bus = lambda: None
            self.operation_signal.set(None)
            return
        automatic = self.desk.door.automatic(operation)
        self.actor_signal.set(automatic if automatic is not None else NOBODY)
        self.open(operation)
        self.refresh()

    def see_county(self) -> None:
        """Takes the county that the desk has now, and listens to its changes."""
        self._leave_county()
        self._leave_county = lambda: None
        county = self.desk.county
        if county is not None and county is not self.operation_signal.value:
            self._leave_county = self._listening(
                county, self.desk.place.sync if self.desk.place is not None else None, COUNTY_SYNC
            )
        self.county_signal.set(county)
        self.county_trouble.set(self.desk.place.trouble if self.desk.place is not None else "")
        if county is not None:
            self.topics.bump({COUNTY_SYNC})

    def _listening(
        self, operation: OperationPort, sync: SyncPort | None, topic: str
    ) -> Callable[[], None]:
        leave = operation.bus.subscribe(self._hear)
        if sync is None:
            return leave
        unwatch = sync.watch(lambda: self.on_loop(lambda: self._news({topic})))

        def leave_both() -> None:
            leave()
            unwatch()

        return leave_both

    def _ask_for_codes(self) -> None:
        self.spawn(self._load_codes())

    async def _load_codes(self) -> None:
        codes = self.codes.with_rows(await self.read(code_entries))
        if codes != self.codes:
            self.codes = codes
            self.set_look(turn=self.look.value.turn + 1)

    def sign_in(self, actor: Actor) -> None:
        self.actor_signal.set(actor)

    def sign_out(self) -> None:
        self.actor_signal.set(NOBODY)

    def close(self) -> None:
        """The session is over. The operation stays open: others use it."""
        self._leave_desk()
        self._leave_counties()
        self._leave_bus()
        self._leave_county()
        self._leave_bus = self._leave_county = lambda: None
        self.operation_signal.set(None)
        for task in list(self._tasks):
            task.cancel()

    # ---------------------------------------------------------------------- changes and reads

    async def submit(self, command: Command) -> Outcome:
        """On disk when `Ok` comes back. An exception becomes `Refused("failed", number=...)`."""
        operation, actor = self._whose(isinstance(command, CountyCommand))
        return await self._write(lambda: operation.submit(command, actor), type(command).__name__)

    async def undo(self, action: Action) -> Outcome:
        """The inverse batch of `action`; refused where somebody has built on it since."""
        operation, actor = self._whose(is_county_act(action.act))
        return await self._write(lambda: operation.undo(action, actor), f"undo {action.act}")

    def _whose(self, county: bool) -> tuple[OperationPort, Actor]:
        return (self.county, county_actor(self.actor)) if county else (self.operation, self.actor)

    async def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """What `query` returns, run on a reader thread. Its exceptions come through."""
        operation = self.operation
        return await self.work(lambda: operation.read(query))

    async def read_county(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """The same, of the county."""
        county = self.county
        return await self.work(lambda: county.read(query))

    async def work(self, job: Callable[[], T]) -> T:
        """Runs something long that needs no turn at the writer: a PDF, a file to be read."""
        return await self._run(self._workers.readers, job)

    async def _write(self, job: Callable[[], Outcome], name: str) -> Outcome:
        self._writing += 1
        try:
            return await self._run(self._workers.writer, job)
        except Exception as error:
            return Refused("failed", {"number": report_fault(error, name)})
        finally:
            self._writing -= 1
            self._loop.call_soon(self._tell_held, context=self._context)

    async def _run(self, executor: Executor, job: Callable[[], T]) -> T:
        self._pending += 1
        try:
            return await self._loop.run_in_executor(executor, job)
        finally:
            self._pending -= 1

    def spawn(self, work: Coroutine[Any, Any, None], *, counted: bool = True) -> None:
        """Begins `work` on the event loop; a fault in it is logged and shown as a toast.

        Called from a handler, a render effect or the session's own tasks, never from a thread.
        """
        task = asyncio.create_task(self._watched(work, counted))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A session that ends at once cancels what had not begun; nobody would end `work` then.
        task.add_done_callback(lambda _task: work.close())

    async def _watched(self, work: Coroutine[Any, Any, None], counted: bool) -> None:
        self._pending += counted
        try:
            await work
        except Exception as error:
            self.toaster.show_fault(report_fault(error, getattr(work, "__qualname__", "a task")))
        finally:
            self._pending -= counted

    def _hear(self, changes: Changes) -> None:
        """On the thread that committed."""
        self.on_loop(lambda: self._news(changes.topics))

    def _news(self, topics: Iterable[str]) -> None:
        """Held while an act of this session is under way: its answer often chooses something else
        (the team that it made), and reading for both would take twice as long."""
        self._held.update(topics)
        self._tell_held()

    def _tell_held(self) -> None:
        if self._held and not self._writing:
            topics, self._held = self._held, set()
            self.topics.bump(topics)

    def on_loop(self, call: Callable[[], None]) -> None:
        """Calls it on the event loop, from any thread. `page.run_task` in a context of its own: it
        marks the calling thread with the page, and fails while the browser is away. What is missed
        then is drawn when it is back."""

        async def run() -> None:
            call()

        if self.page.session.connection is not None:
            copy_context().run(self.page.run_task, run)

    # ---------------------------------------------------------------------------- to the person

    def notify(self, text: str, *, ok: Ok | None = None, tone: StatusName = "done") -> None:
        """One line at the bottom for ten seconds, with 取り消す where `ok` can be undone."""
        self.toaster.show(Toast(text, tone, ok.action if ok is not None else None))

    def sound(self, name: SoundName) -> None:
        """Plays one of the shipped tones; silent when muted. Never the only signal."""
        look = self.look.value
        if not look.muted and look.volume > 0:
            self.spawn(self.sounds.play(name, look.volume), counted=False)

    def set_look(self, **changes: Any) -> None:
        """Changes language, letters, theme, volume or muted; everything is drawn anew."""
        look = replace(self.look.value, **changes)
        store_look(self.page, look)
        self.look.set(look)

    def turn_day(self) -> None:
        """A screen that stands open over midnight shows the new day."""
        if self._day != self.today:
            self._day = self.today
            self.refresh()

    def refresh(self) -> None:
        """Draws and reads everything again: what changed while it was away was not sent."""
        self.see_county()
        self.set_look(turn=self.look.value.turn + 1)
        self.topics.bump({ALL})

    def go(self, route: str) -> None:
        self.page.navigate(route)

    async def open_paper(self, paper: Paper) -> None:
        """Shows a PDF in a new tab of the browser, or downloads it where `inline` is false."""
        target = ft.UrlTarget.BLANK if paper.inline else ft.UrlTarget.SELF
        await ft.UrlLauncher().launch_url(ft.Url(self.desk.papers.put(paper), target=target))


def current_runtime() -> Runtime:
    """The runtime of the session whose render or handler is running. Not a hook."""
    runtime = ft.context.page.session.store.get(_STORE_KEY)
    if not isinstance(runtime, Runtime):
        raise RuntimeError("this session has no runtime yet")
    return runtime


def guarded(handler: Callable[[], Awaitable[None] | None]) -> Callable[[], Awaitable[None]]:
    """A handler under which a bug becomes a toast with a number instead of a crashed session."""

    async def run() -> None:
        try:
            answer = handler()
            if answer is not None:
                await answer
        except Exception as error:
            where = getattr(handler, "__qualname__", "a handler")
            current_runtime().toaster.show_fault(report_fault(error, where))

    return run
