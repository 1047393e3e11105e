"""One identifier, used twice: as the control's key and as its semantics identifier.

The headless driver finds a control by key, the browser test by test id, and both by the same
word. Identifiers live in the screen's file and read `<feature>.<thing>`, in rows
`<feature>.<thing>:<id>`.
"""

import flet as ft

# What a Row, Column, Stack or ResponsiveRow reads from its direct child moves to the wrapper.
_LAYOUT = ("expand", "expand_loose", "col", "visible")
_PLACE = ("left", "top", "right", "bottom")


def tagged(tag: str, control: ft.Control, *, label: str | None = None) -> ft.Control:
    """`control` under the identifier `tag`; `label` is what a screen reader says in addition."""
    control.key = tag
    wrapper = ft.Semantics(content=control, identifier=tag, label=label, key=f"{tag}#")
    for name in _LAYOUT:
        setattr(wrapper, name, getattr(control, name))
    if any(getattr(control, name, None) is not None for name in _PLACE):
        raise ValueError("tag the child inside of a positioned Container, not the Container")
    return wrapper


def row_tag(tag: str, identifier: bytes) -> str:
    """The identifier of something in the row of a record."""
    return f"{tag}:{identifier.hex()}"
