"""Writes the tones into `assets/sounds/`: `python -m app.ui.build_sounds`.

A tone is told apart by its shape, not by its pitch alone: older ears hear little above 4 kHz, and a
gym swallows the low end, so everything lies between 330 and 1,400 Hz, and no two outcomes share a
rhythm.
"""

import math
import struct
import wave

from app.catalogue.assets import asset_path

RATE = 22_050
LOUD = 0.55
EDGE_S = 0.008  # fade at both ends: no click

# Each sound is a list of (from Hz, to Hz, seconds); 0 Hz is silence.
SOUNDS: dict[str, list[tuple[float, float, float]]] = {
    "accepted": [(660, 990, 0.14)],  # one short rising tone
    "again": [(740, 740, 0.10), (0, 0, 0.07), (740, 740, 0.10)],  # two equal tones
    "look": [(392, 392, 0.32)],  # one low tone
    "refused": [(349, 349, 0.16), (0, 0, 0.08), (349, 349, 0.16)],  # low, twice
    # Reception: who came.
    "new": [(660, 660, 0.08), (880, 880, 0.08), (1175, 1175, 0.16)],  # three steps up: welcome
    "uninsured": [(587, 440, 0.30)],  # falling
    "other_day": [(523, 523, 0.12), (0, 0, 0.05), (415, 415, 0.22)],  # high, then low
    "unknown": [(392, 392, 0.09), (0, 0, 0.05)] * 3,  # three low knocks
}


def samples(parts: list[tuple[float, float, float]]) -> list[int]:
    out: list[int] = []
    for low, high, seconds in parts:
        count, phase = int(RATE * seconds), 0.0
        for place in range(count):
            hertz = low + (high - low) * place / count
            phase += 2 * math.pi * hertz / RATE
            at_s = place / RATE
            edge = min(1.0, at_s / EDGE_S, (seconds - at_s) / EDGE_S)
            tone = math.sin(phase) + 0.25 * math.sin(2 * phase)  # a little body for small speakers
            out.append(int(32767 * LOUD * edge * tone / 1.25) if hertz else 0)
    return out


def main() -> None:
    for name, parts in SOUNDS.items():
        with wave.open(str(asset_path("sounds") / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            tones = samples(parts)
            file.writeframes(struct.pack(f"<{len(tones)}h", *tones))


if __name__ == "__main__":
    main()
