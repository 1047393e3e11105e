"""Which characters of a document no shipped font can draw, to be told before it is printed.

They would be seen as 〓. Looks into every text of the dataclasses that the papers are made of.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from app.catalogue.fonts import missing


def unprintable(document: object) -> tuple[str, ...]:
    """Characters that the papers cannot show, each once, in order of their appearance."""
    return missing("".join(_texts(document)))


def _texts(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from _texts(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _texts(getattr(thing, field.name))
