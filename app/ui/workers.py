"""The threads that touch the database: one that writes, a few that read.

One set for the whole process. Handlers and renders run on the event loop and never wait for a disk.
"""

from concurrent.futures import ThreadPoolExecutor

READERS = 3  # two cores are the smallest machine we meet; a third hides a slow reader


class Workers:
    def __init__(self, readers: int = READERS) -> None:
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="tasuki-write")
        self.readers = ThreadPoolExecutor(readers, thread_name_prefix="tasuki-read")

    def close(self) -> None:
        """Waits for what was begun: a write that somebody was promised is finished."""
        self.writer.shutdown(wait=True)
        self.readers.shutdown(wait=True)
