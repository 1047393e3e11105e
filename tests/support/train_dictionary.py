"""Trains a compression dictionary, for `python -m tests.support.train_dictionary <file>`.

A released dictionary is never trained again: logs hold bodies that need exactly its bytes. Better
data make the next number in `assets/dictionary`.
"""

import sys
from itertools import islice
from pathlib import Path

import zstandard

from app.domain.tables import REGISTRY
from sync.core.encoding import encode_body
from tests.support.sample_bodies import SampleBodies

DICTIONARY_BYTES = 32 * 1024
SAMPLES = 12_000
SEED = 20_260_401


def main(target: Path) -> None:
    """Write a new dictionary to `target`, which must not exist."""
    if target.exists():
        raise SystemExit(f"{target} is there: a released dictionary never changes")
    samples = [encode_body(REGISTRY, body) for body in islice(SampleBodies(SEED), SAMPLES)]
    trained = zstandard.train_dictionary(DICTIONARY_BYTES, [*samples], level=9)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(trained.as_bytes())
    before = sum(map(len, samples)) / len(samples)
    print(f"{target}: {len(trained)} bytes, from {len(samples)} bodies of {before:.0f} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
