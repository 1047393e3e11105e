"""Where a device answers: `host:port` as a person types it, in whatever width, or as it is kept."""

import re
from typing import NamedTuple
from unicodedata import normalize

from sync.core.errors import BadInput

DEFAULT_PORT = 8551
PORT_MAX = 65_535
_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?")
_V6 = re.compile(r"[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9_.-]{1,32})?")
_FORM = re.compile(r"(?:\[(?P<v6>[^\]]+)\]|(?P<host>[^:\[\]]+))(?::(?P<port>[0-9]{1,5}))?")


class Address(NamedTuple):
    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_address(text: str) -> Address:
    """Raises BadInput."""
    plain = normalize("NFKC", text).strip().removeprefix("https://").rstrip("/")
    if plain.count(":") > 1 and "[" not in plain and _V6.fullmatch(plain):
        return Address(plain, DEFAULT_PORT)
    form = _FORM.fullmatch(plain)
    if form is None:
        raise BadInput("not an address")
    v6, host, port = form.group("v6", "host", "port")
    number = int(port) if port else DEFAULT_PORT
    known = _V6.fullmatch(v6) if v6 else _HOST.fullmatch(host)
    if known is None or not 0 < number <= PORT_MAX:
        raise BadInput("not an address")
    return Address(v6 or host, number)
