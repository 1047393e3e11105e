"""The words of an import: problems and columns as the screen and the command line say them."""

from app.catalogue.messages import Messages
from app.documents.readers.cells import Problem
from app.documents.readers.columns import Mapping
from app.documents.readers.table import Decoded

_NAMES = ("fields", "field")
# What the programs that write them call these encodings.
_ENCODINGS = {"cp932": "Shift_JIS", "utf-8": "UTF-8", "utf-8-sig": "UTF-8 (BOM)"}


def problem_text(messages: Messages, problem: Problem) -> str:
    """The sentence of a problem; fields are called by their labels."""
    params = {
        name: _labels(messages, value) if name in _NAMES else value
        for name, value in problem.params.items()
    }
    return messages.text(problem.key, **params)


def slot_label(messages: Messages, name: str) -> str:
    """What a slot or a field is called; a field that has no label is called by its name."""
    key = f"import.slot.{name}"
    return messages.text(key) if key in messages else name


def used_columns(messages: Messages, mapping: Mapping) -> list[tuple[str, str, str]]:
    """Of every column that is read or could be: header (or its place), slot label, how it was
    found."""
    return [
        (
            column.header or messages.text("import.column", number=column.index + 1),
            messages.text(column.slot_key),
            messages.text(column.how_key),
        )
        for column in mapping.columns
        if column.header or column.samples
    ]


def written_as(decoded: Decoded) -> str:
    """The format of a file, and the encoding of its text."""
    encoding = _ENCODINGS.get(decoded.encoding, decoded.encoding.upper())
    return f"{decoded.format.upper()} {encoding}".strip()


def _labels(messages: Messages, names: str) -> str:
    return "・".join(slot_label(messages, name) for name in names.split())
