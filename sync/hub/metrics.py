"""What a hub counts, as Prometheus reads it (text format 0.0.4). Numbers of calls, no names."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TypeAlias

Key: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]  # name, labels
CALLS = frozenset({
    "hello", "auth", "vector", "pull", "push", "digest", "report", "blobs", "blob", "put_blob",
    "wait", "pair", "bequeath", "image", "image_piece",
})  # fmt: skip
OTHER = "other"  # whatever else somebody sends is one name: names are memory
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_HELP = {
    "tasuki_calls_total": "Calls answered, by name and status.",
    "tasuki_call_seconds_sum": "Time spent in calls, by name.",
    "tasuki_call_seconds_count": "Calls that the sum is of.",
    "tasuki_received_bytes_total": "Bodies of calls.",
    "tasuki_sent_bytes_total": "Bodies of answers.",
    "tasuki_stored_batches_total": "Batches stored by this process.",
    "tasuki_stored_bytes_total": "Headers and bodies of these batches.",
    "tasuki_removed_bodies_total": "Bodies about erased people that were removed.",
    "tasuki_refused_total": "Calls refused before anybody looked at them, by reason.",
    "tasuki_faults_total": "Faults of the program.",
}


class Metrics:
    """Safe for threads. `gauges` are asked whenever somebody looks."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._counts: dict[Key, float] = defaultdict(float)
        self.gauges: dict[str, tuple[str, Callable[[], Mapping[str, float]]]] = {}

    def add(self, name: str, amount: float = 1, /, **labels: str) -> None:
        with self._turn:
            self._counts[name, tuple(sorted(labels.items()))] += amount

    def call(self, name: str, status: int, seconds: float, received: int, sent: int) -> None:
        known = name if name in CALLS else OTHER
        self.add("tasuki_calls_total", name=known, status=str(status))
        self.add("tasuki_call_seconds_sum", seconds, name=known)
        self.add("tasuki_call_seconds_count", name=known)
        self.add("tasuki_received_bytes_total", received)
        self.add("tasuki_sent_bytes_total", sent)

    def stored(self, batches: int, size: int) -> None:
        self.add("tasuki_stored_batches_total", batches)
        self.add("tasuki_stored_bytes_total", size)

    def value(self, name: str, /, **labels: str) -> float:
        """One count, 0 where nothing was counted."""
        with self._turn:
            return self._counts.get((name, tuple(sorted(labels.items()))), 0)

    def text(self) -> str:
        with self._turn:
            counts = sorted(self._counts.items())
        lines: list[str] = []
        last = ""
        for (name, labels), value in counts:
            if name != last:
                lines += [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} counter"]
                last = name
            lines.append(f"{name}{_labelled(labels)} {_number(value)}")
        for name, (about, ask) in sorted(self.gauges.items()):
            lines += [f"# HELP {name} {about}", f"# TYPE {name} gauge"]
            for operation, value in sorted(ask().items()):
                labels = (("operation", operation),) if operation else ()
                lines.append(f"{name}{_labelled(labels)} {_number(value)}")
        return "\n".join((*lines, ""))


def _labelled(labels: tuple[tuple[str, str], ...]) -> str:
    """Labels are words of ours and hexadecimal digits: nothing in them needs escaping."""
    inside = ",".join(f'{key}="{value}"' for key, value in labels)
    return f"{{{inside}}}" if inside else ""


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
