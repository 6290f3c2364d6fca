"""Holds `augment run IN OUT --quality same` against its input, as Pillow reads both: tables and sampling of each JPEG.

    python encoding.py IN OUT     a line for each mistake, and the counts

Needs Pillow. Of a file with three tables the output has those of the nearest quality, which is found here on its own. Exit
code 1 if tables were not kept, or if a sampling is coarser than the input's.
"""

import io
import sys
from collections import Counter
from pathlib import Path

from PIL import Image

WRITTEN = {(1, 1): "4:4:4", (2, 1): "4:2:2", (1, 2): "4:4:0", (2, 2): "4:2:0"}


def tables_of_quality() -> dict[int, list[list[int]]]:
    found = {}
    for quality in range(1, 101):
        file = io.BytesIO()
        Image.new("RGB", (8, 8)).save(file, "JPEG", quality=quality)
        found[quality] = list(Image.open(file).quantization.values())
    return found


STANDARD = tables_of_quality()


def tables(image) -> list[list[int]]:
    """Those of the first two components; one where they share it."""
    numbers = dict.fromkeys(layer[3] for layer in image.layer[:2])
    return [list(image.quantization.get(number, [])) for number in numbers]


def distance(found, standard) -> float:
    pairs = [pair for one, other in zip(found, standard) for pair in zip(one, other)]
    return sum(abs(1 / a - 1 / b) for a, b in pairs)


def step(image):
    """How many samples of luma stand on one of chroma, across and down; None for grey."""
    if len(image.layer) == 1:
        return None
    (_, across, down, _), *chroma = image.layer[:3]
    return min(across / c[1] for c in chroma), min(down / c[2] for c in chroma)


def is_turned(image) -> bool:
    return image.getexif().get(0x0112, 1) in (5, 6, 7, 8)


def upright(image, found):
    return found[::-1] if found and is_turned(image) else found


def upright_tables(image, found):
    """Pillow gives tables in rows."""
    if not is_turned(image):
        return found
    return [[table[column * 8 + row] for row in range(8) for column in range(8)] for table in found]


def compare(source: Path, made: Path, counts: Counter) -> list[str]:
    ours = Image.open(made)
    its = Image.open(source)
    mistakes = []
    wanted, found = tables(its), tables(ours)
    if any(len(table) != 64 or 0 in table for table in wanted):
        counts["tables damaged: default quality"] += 1
        wanted = STANDARD[90][: len(wanted)]
    quality = min(STANDARD, key=lambda q: (distance(wanted, STANDARD[q]), -q))
    if wanted == STANDARD[quality][: len(wanted)]:
        kind, expected = "tables of a quality kept", STANDARD[quality]
    elif len({layer[3] for layer in its.layer}) > 2:
        kind, expected = "three tables: the nearest quality", STANDARD[quality]
    else:
        kind, expected = "tables of its own kept", upright_tables(its, wanted + wanted)
    counts[kind] += 1
    if found != expected[: len(found)]:
        mistakes.append(f"{kind}, but the output has others")
    before, after = upright(its, step(its)), step(ours)
    if before is None or after is None:
        counts["grey"] += 1
        if before != after:
            mistakes.append(f"one of them is grey: {before}, {after}")
    elif before == after:
        counts[f"{WRITTEN[after]} kept"] += 1
    else:
        counts[f"{before} written as {WRITTEN[after]}"] += 1
        if after[0] > before[0] or after[1] > before[1]:
            mistakes.append(f"sampling {after} is coarser than {before}")
    return [f"{source.name}: {mistake}" for mistake in mistakes]


def main(inputs: Path, outputs: Path) -> int:
    counts, mistakes = Counter(), []
    for source in sorted(inputs.iterdir()):
        made = outputs / f"{source.stem}_{source.suffix[1:]}.v1{source.suffix}"
        if not made.exists():
            counts["no output"] += 1
            continue
        with source.open("rb") as file:
            if file.read(3) == b"\xff\xd8\xff":
                mistakes += compare(source, made, counts)
    for name, number in sorted(counts.items()):
        print(f"{number:6} {name}")
    for mistake in mistakes:
        print("MISTAKE", mistake)
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
