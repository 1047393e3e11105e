"""A client without a browser: runs the real app and plays the part of the screen.

Promises: the app's own session, diff and handlers run as in production; after every step the
update loop is alive and no handler crashed; `settle` returns when reads, writes and redraws are
done. Private parts of flet are touched in this file only, and `test_driver.py` fails when they
move.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

import flet as ft
import msgpack
from flet.components import component as flet_component
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.protocol import Message, configure_encode_object_for_msgpack
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

from tests.support.mirror import Client, agrees

Start = Callable[[ft.Page], None]
SETTLE_SECONDS_MAX = 10.0
QUIET_TURNS = 25  # turns of the loop without news: then nothing is on its way any more


class _Wire(Connection):
    def __init__(self, driver: "Driver") -> None:
        super().__init__()
        self._driver = driver
        self.page_url = "http://test"
        self.pubsubhub = PubSubHub()
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(1)

    def send_message(self, message: Message) -> None:
        self._driver.sent.append(_pack([message.action, message.body]))
        self._driver.on_message(message)

    def dispose(self) -> None:
        self.executor.shutdown(wait=False)


class Driver:
    """`async with Driver() as driver: await driver.start(app)`, then `tap`, `type`, `press`."""

    def __init__(self, *, width: int = 1280, height: int = 800) -> None:
        self.width, self.height = width, height
        self.crashes: list[object] = []
        self.patches = 0
        self.sent: list[bytes] = []  # the page, then every message, as they went over the wire
        self.client = Client()
        self.invoked: list[tuple[str, dict[str, Any]]] = []
        self.renders: Counter[str] = Counter()
        self.busy: Callable[[], bool] = lambda: False
        self._unwrap: Callable[[], None] = lambda: None
        self._fetched: set[int] = set()
        self._answers: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            agrees(self)  # every test ends with a look at what the browser really shows
        await self.close()

    # ---------------------------------------------------------------------------------- the client

    def on_message(self, message: Message) -> None:
        name = message.action.name
        if name == "SESSION_CRASHED":
            self.crashes.append(message.body)
        elif name == "PATCH_CONTROL":
            self.patches += 1
        elif name == "INVOKE_METHOD":
            task = asyncio.ensure_future(self._answer(message.body))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def _answer(self, call: Any) -> None:
        self.invoked.append((call.name, call.args or {}))
        # A browser answers also for a control that was removed meanwhile.
        known = call.control_id if call.control_id in self.session.index else self.page._i
        self.session.handle_invoke_method_results(
            control_id=known, call_id=call.call_id, result=None, error=None
        )
        if call.name == "push_route":
            await self.visit(call.args["route"], settle=False)

    async def start(self, begin: Start, *, route: str = "/") -> Self:
        """Runs `begin(page)` as the server does for a new browser that asks for `route`."""
        self._count_renders()
        self.session = Session(_Wire(self))
        self.page = self.session.page
        _context_page.set(self.page)
        self.page.web = True
        self.page.route = route
        self.page.width, self.page.height = self.width, self.height
        self.session.start_updates_scheduler()
        self.sent = [_pack(self.session.get_page_patch())]
        begin(self.page)
        await self.settle()
        return self

    async def show(self, draw: Callable[[], ft.Control], *, before: Start | None = None) -> Self:
        """Draws one component alone: a screen in one of its states."""

        def begin(page: ft.Page) -> None:
            if before is not None:
                before(page)
            page.render(draw)

        return await self.start(begin)

    async def visit(self, route: str, *, settle: bool = True) -> None:
        """The address bar changes."""
        self.page.route = route
        await self.session.dispatch_event(self.page._i, "route_change", {"route": route})
        if settle:
            await self.settle()

    async def resize(self, width: int, height: int) -> None:
        self.page.width, self.page.height = width, height
        await self.session.dispatch_event(
            self.page._i, "resize", {"width": width, "height": height}
        )
        await self.settle()

    async def close(self) -> None:
        """Ends the session; fails if something crashed on the way."""
        self._unwrap()
        task = self._update_task()
        self.session.close()
        for pending in [*self._answers, task]:
            pending.cancel()
        await asyncio.gather(task, *self._answers, return_exceptions=True)
        await asyncio.sleep(0)
        self.session.connection.dispose()
        _context_page.set(None)
        assert not self.crashes, self.crashes

    def page_for_a_new_client(self) -> bytes:
        """The whole page as somebody who comes now would get it; only at rest."""
        return _pack(self.page)

    # ---------------------------------------------------------------------------------- what stands

    def controls(self) -> Iterator[ft.Control]:
        """Every visible control, in drawing order."""
        for view in _as_list(ft.unwrap_component(self.page.views)):
            yield from _walk(view)

    def find_all(self, key: str) -> list[ft.Control]:
        return [control for control in self.controls() if _key(control) == key]

    def find(self, key: str) -> ft.Control:
        found = self.find_all(key)
        if len(found) != 1:
            raise AssertionError(f"{len(found)} controls with the key {key!r}\n{self.tree()}")
        return found[0]

    def value(self, key: str) -> object:
        """What stands in a field."""
        return getattr(self.find(key), "value", None)

    def has(self, key: str) -> bool:
        return bool(self.find_all(key))

    def keys(self, prefix: str = "") -> list[str]:
        """Keys of tagged controls in drawing order: what one can press or type into."""
        return [
            str(control.identifier)
            for control in self.controls()
            if isinstance(control, ft.Semantics)
            and control.identifier
            and control.identifier.startswith(prefix)
        ]

    def ending(self, end: str) -> str:
        """The key of the first control whose key ends so."""
        return next(key for key in self.keys() if key.endswith(end))

    def texts(self) -> list[str]:
        return [words for control in self.controls() for words in _words(control)]

    def text(self) -> str:
        """Everything that can be read, one text per line."""
        return "\n".join(self.texts())

    def tree(self) -> str:
        """The visible tree: kinds, keys, words. For failure messages."""
        lines: list[str] = []
        for view in _as_list(ft.unwrap_component(self.page.views)):
            for control, depth in _walk_deep(view, 0):
                key = _key(control)
                words = " ".join(_words(control))
                if key or words:
                    lines.append(f"{'  ' * depth}{type(control).__name__} {key or ''} {words}")
        return "\n".join(lines)

    def can_tap(self, key: str) -> bool:
        """Whether a finger on it would do something."""
        control = self.find(key)
        return not _disabled(control) and getattr(control, "on_click", None) is not None

    # -------------------------------------------------------------------------- what one does

    async def tap(self, key: str) -> None:
        control = self.find(key)
        assert not _disabled(control), f"{key} is disabled"
        await self._event(control, "click")

    async def see_page_of(self, tag: str) -> None:
        """Mounts the whole page of a long list, as somebody does who scrolls down."""
        while self.has(f"{tag}.more"):
            await self.tap(f"{tag}.more")

    async def type(self, key: str, value: str, *, enter: bool = False) -> None:
        """Replaces what stands in the field, as one change; Enter afterwards if asked for."""
        field = self.find(key)
        assert not _disabled(field), f"{key} is disabled"
        self.session.apply_patch(field._i, {"value": value})
        await self._event(field, "change", value)
        if enter:
            await self._event(self.find(key), "submit", value)

    async def scan(self, key: str, code: str) -> None:
        """A barcode scanner: a burst of characters into the field, then Enter, with no pause."""
        for end in range(1, len(code) + 1):
            field = self.find(key)
            self.session.apply_patch(field._i, {"value": code[:end]})
            await self.session.dispatch_event(field._i, "change", code[:end])
        await self._event(self.find(key), "submit", code)

    async def press(self, key: str) -> None:
        """A key of the keyboard, named as flet names it; modifiers in front: `Control+Z`."""
        *held, name = key.split("+")
        await self.session.dispatch_event(
            self.page._i,
            "keyboard_event",
            {
                "key": name,
                "shift": "Shift" in held,
                "ctrl": "Control" in held,
                "alt": "Alt" in held,
                "meta": "Meta" in held,
            },
        )
        await self.settle()

    async def event(self, key: str, name: str, data: object = None) -> None:
        """Any other event of a control (`focus`, `blur`, `scroll`)."""
        await self._event(self.find(key), name, data)

    async def _event(self, control: ft.Control, name: str, data: object = None) -> None:
        await self.session.dispatch_event(control._i, name, data)
        await self.settle()

    async def settle(self) -> None:
        """Waits for redraws and for the runtime's reads and writes; fails if the session died."""
        await self._load_sounds()
        deadline = asyncio.get_running_loop().time() + SETTLE_SECONDS_MAX
        quiet, seen = 0, -1
        while quiet < QUIET_TURNS:
            await asyncio.sleep(0.001 if self._busy() else 0)
            quiet = quiet + 1 if not self._busy() and seen == self.patches else 0
            seen = self.patches
            self.check_alive()
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"never came to rest\n{self.tree()}")

    async def _load_sounds(self) -> None:
        """The browser tells when a tone was fetched; players wait for it."""
        for control in list(self.session.index.values()):
            if control._c == "Audio" and control._i not in self._fetched:
                self._fetched.add(control._i)
                await self.session.dispatch_event(control._i, "loaded", None)

    def _busy(self) -> bool:
        runtime = self.page.session.store.get("tasuki.runtime")
        return self.busy() or (runtime is not None and not runtime.idle)

    def check_alive(self) -> None:
        task = self._update_task()
        if task.done():
            raise AssertionError("the update loop died") from task.exception()
        assert not self.crashes, self.crashes

    def _update_task(self) -> "asyncio.Task[None]":
        return self.session._Session__updates_task  # type: ignore[attr-defined]

    def _count_renders(self) -> None:
        original = flet_component.Renderer.render

        def counting(renderer: Any, root: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            self.renders[getattr(root, "__name__", "?")] += 1
            return original(renderer, root, *args, **kwargs)

        flet_component.Renderer.render = counting  # type: ignore[assignment, method-assign]

        def unwrap() -> None:
            flet_component.Renderer.render = original  # type: ignore[method-assign]

        self._unwrap = unwrap


def _pack(body: object) -> bytes:
    """As the server does: packing is also where flet remembers what the client has."""
    packed: bytes = msgpack.packb(body, default=configure_encode_object_for_msgpack(ft.BaseControl))
    return packed


def _key(control: object) -> str | None:
    key = getattr(control, "key", None)
    return None if key is None else str(key)


def _disabled(control: ft.Control) -> bool:
    at: Any = control
    while at is not None:
        if getattr(at, "disabled", False):
            return True
        at = at.parent
    return False


def _words(control: object) -> list[str]:
    found = []
    if isinstance(control, ft.Text) and control.spans:
        found.append("".join(str(span.text or "") for span in control.spans))
    for name in ("value", "label", "hint_text", "content", "text", "title", "tooltip"):
        words = getattr(control, name, None)
        if isinstance(words, str) and words:
            found.append(words)
    return found


def _walk(control: Any) -> Iterator[ft.Control]:
    for found, _depth in _walk_deep(control, 0):
        yield found


def _walk_deep(control: Any, depth: int) -> Iterator[tuple[Any, int]]:
    if isinstance(control, ft.Component):
        for body in _as_list(ft.unwrap_component(control)):
            yield from _walk_deep(body, depth)
        return
    if not isinstance(control, ft.BaseControl) or getattr(control, "visible", True) is False:
        return
    yield control, depth
    for child in _children(control):
        yield from _walk_deep(child, depth + 1)


def _children(control: ft.BaseControl) -> Iterator[Any]:
    for name in sorted(type(control)._structural_fields | set(control._values)):  # type: ignore[attr-defined]
        if name.startswith("_") or name in ("parent", "data", "key"):
            continue
        for item in _as_list(getattr(control, name, None)):
            if isinstance(item, ft.BaseControl):
                yield item


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
