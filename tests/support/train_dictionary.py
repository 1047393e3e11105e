"""Trains a compression dictionary, for `python -m tests.support.train_dictionary <file>`.

From the bodies that commands really write (those of a drill) and from invented ones of every kind.
A released dictionary is never trained again: logs hold bodies that need exactly its bytes. Better
data make the next number in `assets/dictionary`.
"""

import sys
from contextlib import closing
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import zstandard

from app.bootstrap import make_demo, open_operation, shipped_dictionaries
from app.cli.programs import DemoSize
from app.domain.tables import REGISTRY
from sync.core.encoding import encode_body
from sync.crypto.sealing import Sealer
from sync.crypto.space_keys import Keyring
from sync.engine.author import Reader
from tests.support.centres import PASSPHRASE
from tests.support.sample_bodies import SampleBodies

DICTIONARY_BYTES = 110 * 1024
# Long pieces: the names of towns and whole rows of codes rather than single words.
PIECE_BYTES = 200
SAMPLES = 6_000
SEED = 20_260_401
DRILL = DemoSize(volunteers=6_000, needs=400, days=5)


def main(target: Path) -> None:
    """Write a new dictionary to `target`, which must not exist."""
    if target.exists():
        raise SystemExit(f"{target} is there: a released dictionary never changes")
    samples = [encode_body(REGISTRY, body) for body in islice(SampleBodies(SEED), SAMPLES)]
    with TemporaryDirectory() as scratch:
        samples += drilled(Path(scratch) / "drill")
    # The trainer looks at neighbours: a mixture is seen as one.
    Random(SEED).shuffle(samples)
    trained = zstandard.train_dictionary(DICTIONARY_BYTES, [*samples], k=PIECE_BYTES, d=8, level=9)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(trained.as_bytes())
    before = sum(map(len, samples)) / len(samples)
    print(f"{target}: {len(trained)} bytes, from {len(samples)} bodies of {before:.0f} bytes")


def drilled(folder: Path) -> list[bytes]:
    """The packed bodies of a drill, all spaces."""
    make_demo(folder, PASSPHRASE, DRILL, SEED, lambda *_progress: None)
    with closing(open_operation(folder, PASSPHRASE)) as operation:
        keys = Keyring(operation.vault.contents.space_keys)
        reader = Reader(keys, Sealer(shipped_dictionaries()))
        return [reader.packed(batch) or b"" for batch in operation.log.read_since({})]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
