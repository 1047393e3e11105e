"""Runs a command where no network exists: a namespace of Linux with nothing but loopback.

`python -m tests.package.without_network COMMAND…`. Loopback is down in a new namespace, so it is
brought up first. Exits 77 where the system does not allow a namespace.
"""

import ctypes
import os
import socket
import struct
import sys

NAMESPACE_USER, NAMESPACE_NET = 0x10000000, 0x40000000
GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 0x1
NOT_ALLOWED = 77


def leave_network() -> bool:
    """Moves this process into a network namespace of its own. False where that is forbidden."""
    import fcntl  # not on Windows

    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "unshare"):
        return False
    wanted = NAMESPACE_NET if os.geteuid() == 0 else NAMESPACE_USER | NAMESPACE_NET
    if libc.unshare(wanted) != 0:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        name = struct.pack("16sh", b"lo", 0)
        flags = struct.unpack("16sh", fcntl.ioctl(control, GET_FLAGS, name))[1]
        fcntl.ioctl(control, SET_FLAGS, struct.pack("16sh", b"lo", flags | UP))
    return True


if __name__ == "__main__":
    if not leave_network():
        raise SystemExit(NOT_ALLOWED)
    os.execvp(sys.argv[1], sys.argv[1:])
