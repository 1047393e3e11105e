"""Laws of the fountain: any frames, in any order, however many were missed."""

from itertools import islice
from random import Random

from hypothesis import given, note
from hypothesis import strategies as st

from sync.transports.fountain import Decoder, Progress, encode
from sync.transports.qr_frames import base45, from_base45
from tests.support.world import SeededRandom

payloads = st.tuples(st.integers(1, 6_000), st.integers(0, 2**16)).map(
    lambda pair: Random(pair[1]).randbytes(pair[0])
)
LOST = 0.4
SEED = 20260811


@given(payloads, st.integers(64, 700), st.integers(0, 2**16))
def test_any_order_with_losses_and_repeats_gives_the_payload(
    payload: bytes, block: int, seed: int
) -> None:
    random = Random(seed)
    needed = -(-len(payload) // block)
    shown = list(islice(encode(payload, block, SeededRandom(seed)), 2 * needed + 50))
    seen = [frame for frame in shown if random.random() >= LOST]
    seen += seen[: len(seen) // 3]
    random.shuffle(seen)
    note(f"{needed} blocks, {len(seen)} frames seen")
    decoder = Decoder()
    steps = [decoder.add(frame) for frame in seen]
    got = [step.got for step in steps if step is not None]
    assert len(got) == len(seen)
    assert got == sorted(got)
    assert steps[-1] == Progress(needed, needed, payload)
    assert all(step and (step.payload is None) == (step.got < needed) for step in steps)


@given(payloads, st.integers(64, 700), st.integers(0, 2**16))
def test_equal_frames_teach_nothing_twice(payload: bytes, block: int, seed: int) -> None:
    decoder = Decoder()
    for frame in islice(encode(payload, block, SeededRandom(seed)), 20):
        assert decoder.add(frame) == decoder.add(frame)


@given(st.binary(max_size=200))
def test_base45_both_ways(data: bytes) -> None:
    text = base45(data)
    assert len(text) == (len(data) * 3 + 1) // 2
    assert from_base45(text) == data


def test_some_two_frames_more_than_blocks_are_needed_whatever_was_lost() -> None:
    print(f"seed {SEED}")
    random = Random(SEED)
    for lost in (0.0, 0.3, 0.4, 0.8):
        extra = []
        for run in range(12):
            payload = random.randbytes(20_000)
            decoder, used = Decoder(), 0
            for frame in encode(payload, 200, SeededRandom(run)):
                if random.random() < lost:
                    continue
                used += 1
                progress = decoder.add(frame)
                if progress and progress.payload:
                    break
            extra.append(used - 100)
        mean = sum(extra) / len(extra)
        print(f"lost {lost:.0%}: {mean:.1f} frames more than 100 blocks, at most {max(extra)}")
        assert mean <= 4
        assert max(extra) <= 14
