"""A link between two network namespaces that delays and loses packets, or is cut.

Two TUN devices, one in each namespace, and this process in between. Skips the test, and says why,
where the system does not allow that.
"""

import fcntl
import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from random import Random
from struct import pack
from threading import Thread
from time import monotonic

import pytest

TUN_SET_INTERFACE = 0x400454CA
TUN_WITHOUT_HEAD = 0x0001 | 0x1000
PACKET_BYTES_MAX = 65_536
LOOK_S = 0.05
ADDRESSES = ("10.77.0.1", "10.77.0.2")


class BadLink:
    """`loss` is the part of packets that never arrive, `delay_s` how long each way takes."""

    def __init__(self, ends: tuple[int, int], seed: int) -> None:
        self.loss = 0.0
        self.delay_s = 0.0
        self.lost = self.passed = 0
        self._ends = ends
        self._dice = Random(seed)
        self._closed = False
        self._thread = Thread(target=self._carry, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closed = True
        self._thread.join()
        for end in self._ends:
            os.close(end)

    def _carry(self) -> None:
        under_way: list[tuple[float, int, int, bytes]] = []
        number = count()
        while not self._closed:
            left = under_way[0][0] - monotonic() if under_way else LOOK_S
            readable, _, _ = select.select(self._ends, [], [], max(0, min(left, LOOK_S)))
            for end in readable:
                packet = os.read(end, PACKET_BYTES_MAX)
                if self._dice.random() < self.loss:
                    self.lost += 1
                    continue
                other = self._ends[1 - self._ends.index(end)]
                heappush(under_way, (monotonic() + self.delay_s, next(number), other, packet))
            while under_way and under_way[0][0] <= monotonic():
                _, _, other, packet = heappop(under_way)
                os.write(other, packet)
                self.passed += 1


@contextmanager
def two_namespaces(seed: int) -> Iterator[tuple[BadLink, tuple[str, str]]]:
    """The link and the names of the namespaces, in which ADDRESSES are reached."""
    names = (f"tasuki-{os.getpid()}-a", f"tasuki-{os.getpid()}-b")
    made: list[str] = []
    ends: list[int] = []
    link = None
    try:
        try:
            for name, here, there in zip(names, ADDRESSES, ADDRESSES[::-1], strict=True):
                _ip("netns", "add", name)
                made.append(name)
                device = f"tk{os.getpid()}{len(made)}"[:15]
                ends.append(_tun(device))
                _ip("link", "set", device, "netns", name)
                _ip("-n", name, "link", "set", "lo", "up")
                _ip("-n", name, "addr", "add", here, "peer", there, "dev", device)
                _ip("-n", name, "link", "set", device, "up")
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"no network namespaces here: {getattr(error, 'stderr', None) or error}")
        link = BadLink((ends[0], ends[1]), seed)
        yield link, names
    finally:
        if link is not None:
            link.close()
        else:
            for end in ends:
                os.close(end)
        for name in made:
            _ip("netns", "del", name)


def _tun(device: str) -> int:
    end = os.open("/dev/net/tun", os.O_RDWR)
    try:
        fcntl.ioctl(end, TUN_SET_INTERFACE, pack("16sH", device.encode(), TUN_WITHOUT_HEAD))
    except OSError:
        os.close(end)
        raise
    return end


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)
