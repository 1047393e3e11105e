"""Draws in half the time: flet looks for controls only where there can be some.

For every control that comes or goes, flet 1.0.5 asks all of its fields (fifty of a text) whether
there is another control in it, through a function of each field. That was more than half of the
time of every drawing. A control knows the few fields that were set: only these are asked here.

What is done with each control, and in which order, is what flet does.
"""

import dataclasses
import weakref
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Any

from flet.controls.object_patch import DiffBuilder, _control_setattr

# What holds nothing else. Most of what is set in a control is one of these.
_PLAIN = (str, int, float, bool, bytes, type(None), Enum)


def walk_short_ways() -> None:
    """For the whole process; a second call changes nothing."""
    DiffBuilder._configure_dataclass = _configured  # type: ignore[method-assign]
    DiffBuilder._removed_controls = _removed  # type: ignore[method-assign]


def parts_of(item: Any) -> list[Any]:
    """What may be or hold another control, in the order of the fields."""
    kind: Any = type(item)
    values = getattr(item, "_values", None)
    sparse = _sparse_fields(kind)
    if values is None or sparse is None:
        return [getattr(item, name) for name in _fields(kind)]
    order, always, defaults = sparse
    names = {name for name, value in values.items() if not isinstance(value, _PLAIN)}
    names.update(name for name in always if not isinstance(getattr(item, name), _PLAIN))
    names.update(name for name in defaults if name not in values)
    return [getattr(item, name) for name in sorted(names & order.keys(), key=order.__getitem__)]


@cache
def _fields(kind: type) -> tuple[str, ...]:
    fields = dataclasses.fields(kind)
    return tuple(one.name for one in fields if not one.metadata.get("skip", False))


@cache
def _sparse_fields(
    kind: type,
) -> tuple[dict[str, int], tuple[str, ...], tuple[str, ...]] | None:
    """The place of each field; those that are not among the set values; those whose default holds
    something. None for a dataclass that does not keep its set values apart."""
    structural = getattr(kind, "_structural_fields", None)
    defaults: dict[str, object] | None = getattr(kind, "_prop_defaults", None)
    if structural is None or defaults is None:
        return None
    order = {name: place for place, name in enumerate(_fields(kind))}
    holding = tuple(name for name, value in defaults.items() if _holds(value))
    return order, tuple(name for name in order if name in structural), holding


def _holds(value: object) -> bool:
    return isinstance(value, (list, dict)) or (
        dataclasses.is_dataclass(value) and not isinstance(value, type)
    )


def _configured(
    self: DiffBuilder, item: Any, parent: Any, frozen: bool, configure_setattr_only: bool = False
) -> Iterator[Any]:
    found: list[Any] = []
    _configure(self, item, parent, frozen, configure_setattr_only, found)
    return iter(found)


def _configure(
    builder: DiffBuilder, item: Any, parent: Any, frozen: bool, known: bool, found: list[Any]
) -> None:
    """`known`: it was on the page before, only how it takes changes is set."""
    if isinstance(item, _PLAIN):
        return
    if isinstance(item, (list, dict)):
        for part in item.values() if isinstance(item, dict) else item:
            _configure(builder, part, parent, frozen, False, found)
        return
    if not dataclasses.is_dataclass(item):
        return
    it: Any = item
    if parent is None:
        reference = getattr(it, "_parent", None)
        parent = reference() if reference else None
    if parent:
        assert parent is not it, "a control cannot stand in itself"
        it._parent = weakref.ref(parent)
    if hasattr(it, "_frozen"):
        frozen = it._frozen
    elif frozen:
        it._frozen = frozen
    kind = type(it)
    if getattr(kind, "__flet_control_cls__", None) is None:
        kind.__flet_control_cls__ = builder.control_cls
    is_control = builder.control_cls is not None and isinstance(it, builder.control_cls)
    if is_control:
        if not known:
            it.build()
            it._before_update_safe()
            object.__setattr__(it, "_initialized", True)
        found.append(it)
    if not known:
        for part in parts_of(it):
            _configure(builder, part, it if is_control else parent, frozen, False, found)
    if not frozen:
        _begin_to_note_changes(it, kind)


def _begin_to_note_changes(item: Any, kind: Any) -> None:
    dirty = getattr(item, "_dirty", None)
    if dirty is not None:
        dirty.clear()
        return
    if kind.__setattr__ is not _control_setattr:
        kind.__setattr__ = _control_setattr
    object.__setattr__(item, "__changes", {})


def _removed(self: DiffBuilder, item: Any, recurse: bool) -> Iterator[Any]:
    found: list[Any] = []
    _remove(self, item, recurse, found)
    return iter(found)


def _remove(builder: DiffBuilder, item: Any, recurse: bool, found: list[Any]) -> None:
    """What goes with an item, its parts before itself."""
    if isinstance(item, _PLAIN):
        return
    if isinstance(item, (list, dict)):
        for part in item.values() if isinstance(item, dict) else item:
            _remove(builder, part, recurse, found)
        return
    if builder.control_cls is None or not isinstance(item, builder.control_cls):
        return
    if hasattr(item, "__prev_lists"):
        for name in ("__prev_lists", "__prev_dicts", "__prev_classes"):
            for part in getattr(item, name, {}).values():
                _remove(builder, part, recurse, found)
    elif recurse:
        for part in parts_of(item):
            _remove(builder, part, recurse, found)
    found.append(item)
