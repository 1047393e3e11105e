"""What the golden files of wire format 1 hold, as values, and how they were made.

`python -m tests.support.golden` writes files that are not there yet and never touches one that is:
a released format is for ever. A new format gets a folder of its own.
"""

from hashlib import sha256
from pathlib import Path

from sync.core.batch import Batch, Header, hash_body, header_bytes
from sync.core.body import Body
from sync.core.encoding import encode_body
from sync.core.ids import DeviceId
from sync.core.operations import (
    Add,
    Attach,
    Claim,
    Delete,
    End,
    Erase,
    Move,
    New,
    Operation,
    Remove,
    Resolve,
    Set,
    Undelete,
)
from sync.crypto.device import DeviceKey
from sync.crypto.grants import sealing_public
from sync.crypto.images import ImageCard, content_key, seal_image, seal_key, sign_card
from sync.crypto.sealing import Dictionaries, Sealer
from sync.crypto.space_keys import SpaceKey
from sync.crypto.vault import ScryptCost, Vault, VaultContents
from sync.engine.world import RealDisk
from sync.log.contract import SealedEntry
from sync.log.sqlite import SqliteLog
from sync.protocol.runs import Run, encode_chunk
from tests.support.chains import AUTH, CENTRE, REGISTRY, SEALED, Desk, entity
from tests.support.world import SeededRandom

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "golden" / "v1"
ROW = entity(0x0123456789ABCDEF)
HASH = bytes(range(32))
PASSPHRASE = "訓練 golden"

OPERATIONS: dict[str, tuple[Operation, ...]] = {
    "new": (
        New(
            "person",
            ROW,
            {
                "name": "𠮷田 訓練子",
                "age": -3,
                "minor": False,
                "born_on": "2024-02-29",
                "seen_at": 1_770_000_000_000,
                "guardian": entity(2),
                "skills": ("chainsaw", "nurse"),
            },
        ),
    ),
    "new-empty": (New("person", ROW),),
    "set": (
        Set("person", ROW, "name", "髙橋", (115_998_720_000_000_000,)),
        Set("person", ROW, "age", None, ()),
        Set("person", ROW, "age", 1, (5, 5, 9), 10),
        Set("visit", ROW, "text", "", (5,), 2**63 - 1),
    ),
    "delete": (Delete("person", ROW), Undelete("person", ROW, 7), Delete("person", ROW, 8)),
    "elements": (
        Add("person", ROW, "skills", "nurse"),
        Remove("person", ROW, "skills", "nurse", 12),
    ),
    "move": (Move("stock_move", ROW, {"quantity": 5, "note": "返却"}),),
    "claim": (Claim("person", ROW, {"age": 300}), End("person", ROW, 1_770_000_000_000)),
    "resolve": (Resolve(ROW, "keep_mine"),),
    "erase": (Erase(ROW, "本人の申し出"),),
    "attach": (Attach("visit", ROW, HASH, 123_456, "image/jpeg", HASH, b"\xff\xd8"),),
}
BODIES = {
    **{name: Body("act", operations) for name, operations in OPERATIONS.items()},
    "nothing": Body("look"),
    "note": Body("register_volunteer", OPERATIONS["new-empty"], "隣の方も一緒"),
}
HEADERS = {
    "centre": Header(
        version=1,
        space=CENTRE,
        device=DeviceId(b"device-of-a-desk"),
        seq=7,
        hlc=115_998_720_000_000_001,
        actor=entity(3),
        epoch=2,
        schema=5,
        min_reader=4,
        dictionary=1,
        subjects=(entity(1), entity(2)),
        body_hash=hash_body(b"sealed"),
    ),
    "auth": Header(
        version=1,
        space=AUTH,
        device=DeviceId(b"device-of-a-desk"),
        seq=1,
        hlc=0,
        actor=None,
        epoch=0,
        schema=0,
        min_reader=0,
        dictionary=0,
        subjects=(),
        body_hash=bytes(32),
    ),
}


def dictionaries() -> Dictionaries:
    """As shipped."""
    return Dictionaries.load(ROOT / "assets" / "dictionary")


def vault_contents() -> VaultContents:
    """From a seed."""
    random = SeededRandom(1)
    device = DeviceKey.generate(random)
    keys = (
        SpaceKey.generate(CENTRE, 1, random),
        SpaceKey.generate(SEALED, 2, random).for_writers(),
    )
    return VaultContents(device, keys, random.bytes(32), {"desk": "受付1", "letters": ["C"]})


def epoch_key() -> SpaceKey:
    """From a seed; a desk without the member key sealed `to-epoch.txt` for it."""
    return SpaceKey.generate(SEALED, 3, SeededRandom(9))


def entries() -> list[SealedEntry]:
    """Four batches of one device: members' space twice, sealed, clear headers with subjects."""
    desk = Desk(seed=1, dictionaries=dictionaries())
    return [desk.entry(about=1), desk.entry(), desk.entry(SEALED, about=2), desk.entry(AUTH)]


def chunk_of() -> bytes:
    """Two runs of the centre: one with an erased body, one with a signature in its middle."""
    runs = []
    for seed, count, signed in ((1, 3, (3,)), (2, 2, (1, 2))):
        desk = Desk(seed=seed, dictionaries=dictionaries())
        made = [desk.entry(about=number) for number in range(1, count + 1)]
        batches = [
            Batch(one.header, None if (seed, one.header.seq) == (1, 2) else one.body)
            for one in made
        ]
        proofs = [(seq, made[seq - 1].signature or b"") for seq in signed]
        key = desk.key
        runs.append(Run(key.public_key, key.device_id, CENTRE, tuple(batches), tuple(proofs)))
    return encode_chunk(CENTRE, runs)


def image() -> dict[str, bytes]:
    """An image of the words "an image", from the device of seed 1 for that of seed 2."""
    maker, taker = (Desk(seed=seed).key for seed in (1, 2))
    key = content_key(b"secret", b"salt")
    sealed = seal_image(b"an image", key, b"o" * 16, b"s" * 8)
    card = ImageCard(
        b"o" * 16, maker.device_id, taker.device_id, b"s" * 8, len(sealed),
        sha256(sealed).digest(), seal_key(key, sealing_public(taker), SeededRandom(5)),
    )  # fmt: skip
    return {"card": sign_card(card, maker), "image": sealed}


def lines(values: dict[str, bytes]) -> str:
    """`name hexadecimal`, one a line."""
    return "".join(f"{name} {data.hex()}\n" for name, data in values.items())


def read_lines(name: str) -> dict[str, bytes]:
    """The inverse of `lines`, from a golden file."""
    pairs = (line.split(" ") for line in (FOLDER / name).read_text().splitlines())
    return {key: bytes.fromhex(data) for key, data in pairs}


def main() -> None:
    """Write what is not there yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    bodies = {name: encode_body(REGISTRY, body) for name, body in BODIES.items()}
    headers = {name: header_bytes(header) for name, header in HEADERS.items()}
    batches = {}
    for number, entry in enumerate(entries(), 1):
        batches[f"header-{number}"] = header_bytes(entry.header)
        batches[f"body-{number}"] = entry.body or b""
        batches[f"head-{number}"] = entry.head
        batches[f"signature-{number}"] = entry.signature or b""
    writer = Sealer(dictionaries()).seal(
        epoch_key().for_writers(), SeededRandom(4), b"header", bodies["note"], 1
    )
    for name, values in (
        ("bodies", bodies),
        ("headers", headers),
        ("batches", batches),
        ("to-epoch", {"note": writer}),
        ("chunk", {"chunk": chunk_of()}),
        ("image", image()),
    ):
        path = FOLDER / f"{name}.txt"
        if not path.exists():
            path.write_text(lines(values))
    if not (FOLDER / "log.sqlite").exists():
        log = SqliteLog.create(FOLDER / "log.sqlite")
        log.append(entries())
        log.close()
    if not (FOLDER / "vault").exists():
        Vault.create(
            FOLDER / "vault",
            PASSPHRASE,
            vault_contents(),
            disk=RealDisk(),
            random=SeededRandom(2),
            cost=ScryptCost(log2_n=4, r=1),
        )
        (FOLDER / "vault.copy").unlink()


if __name__ == "__main__":
    main()
