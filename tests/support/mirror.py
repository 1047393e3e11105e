"""The client's side of the wire: applies what was sent, and says what stands there then.

The server's own tree is right by construction, so only a test that plays the client sees a patch
that puts words of one row into another. `agrees(driver)` fails where the client has other
controls, in another order or with other words, than somebody who would come now.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgpack

if TYPE_CHECKING:
    from tests.support.driver import Driver

PATCH_CONTROL = 2
REPLACE, ADD, REMOVE, MOVE = range(4)


class Client:
    """The page as the client has it: what was sent, applied one after the other."""

    def __init__(self) -> None:
        self._page: dict[str, Any] = {}
        self._applied = 0

    def page(self, sent: list[bytes]) -> dict[str, Any]:
        """`sent` only grows: the page first, then every message."""
        for packed in sent[self._applied :]:
            self._take(_unpack(packed))
            self._applied += 1
        return self._page

    def _take(self, message: Any) -> None:
        if self._applied == 0:
            self._page = message
            return
        action, body = message
        if action == PATCH_CONTROL:
            _apply(_by_id(self._page, body["id"]), body["patch"])


def agrees(driver: "Driver") -> None:
    """What was sent, applied step by step, is what a new client would get; only at rest."""
    there = list(_standing(driver.client.page(driver.sent)))
    here = list(_standing(_unpack(driver.page_for_a_new_client())))
    if there != here:
        more, less = Counter(there) - Counter(here), Counter(here) - Counter(there)
        raise AssertionError(f"the client shows {more} and lacks {less} (none: another order)")


def _unpack(packed: bytes) -> Any:
    return msgpack.unpackb(packed, strict_map_key=False)


def _apply(root: Any, patch: list[Any]) -> None:
    paths = _paths(patch[0])
    for kind, place, key, *rest in patch[1:]:
        holder = _walk(root, paths[place], key)
        if kind == REPLACE:
            holder[key] = rest[0]
        elif kind == ADD:
            _put(holder, key, rest[0])
        elif kind == REMOVE:
            holder.pop(key)
        elif kind == MOVE:
            target, name = rest
            moved = holder.pop(key)
            _put(_walk(root, paths[target], name), name, moved)


def _put(holder: Any, key: Any, value: Any) -> None:
    if isinstance(holder, list):
        assert 0 <= key <= len(holder), f"place {key} of {len(holder)}"
        holder.insert(key, value)
    else:
        holder[key] = value


def _walk(root: Any, path: list[Any], key: Any) -> Any:
    """Empty lists are not sent: the client makes them where something is put in."""
    at = root
    for position, step in enumerate(path):
        following = path[position + 1] if position + 1 < len(path) else key
        if isinstance(at, dict) and step not in at:
            at[step] = [] if isinstance(following, int) else {}
        at = at[step]
    return at


def _paths(table: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}

    def read(node: list[Any], path: list[Any]) -> None:
        found[node[0]] = path
        for step, child in (node[1] if len(node) > 1 else {}).items():
            read(child, [*path, step])

    read(table, [])
    return found


def _by_id(tree: Any, identifier: int) -> Any:
    for node in _nodes(tree):
        if node.get("_i") == identifier:
            return node
    raise AssertionError(f"the client has no control {identifier}")


def _standing(node: Any, at: str = "") -> Iterator[tuple[str, int, str, str]]:
    """Every control in order: its kind, its number, its words, and where in its parent it is."""
    if isinstance(node, list):
        for place, item in enumerate(node):
            yield from _standing(item, f"{at}.{place}")
    elif isinstance(node, dict):
        if "_i" in node:
            words = node.get("value") if node.get("_c") == "Text" else None
            yield str(node.get("_c")), node["_i"], str(words or ""), at
        for name in sorted(node, key=str):
            yield from _standing(node[name], str(name))


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            stack += node.values()
        elif isinstance(node, list):
            stack += node
