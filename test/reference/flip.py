"""Holds `augment run IN OUT` without a recipe against Pillow's vertical flip.

    python flip.py IN OUT...      a table: mean error, largest error and size of each output against Pillow's
    python flip.py --store IMAGE  writes test/golden/flip: a part of an image, and Pillow's flip of it

Needs Pillow and numpy. Both are decoded by Pillow; its flip has the quality, subsampling and colour profile of ours: quality
90, and the subsampling of the input.
"""

import io
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.JpegImagePlugin import get_sampling

QUALITY = 90
SUBSAMPLING = 2  # 4:2:0, of the part that is stored
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "flip"


def pillow_flip(source: Path) -> bytes:
    image = Image.open(source).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    buffer = io.BytesIO()
    stored = Image.open(source)
    if stored.format == "JPEG":
        icc = image.info.get("icc_profile")
        image.save(buffer, "JPEG", quality=QUALITY, subsampling=get_sampling(stored), icc_profile=icc)
    else:
        image.save(buffer, "PNG")
    return buffer.getvalue()


def pixels(file) -> np.ndarray:
    return np.asarray(Image.open(file)).astype(int)


def compare(source: Path, outputs: Path) -> str:
    name = f"{source.stem}_{source.suffix[1:]}.v1{source.suffix}"
    made = outputs / name
    reference = pillow_flip(source)
    difference = np.abs(pixels(made) - pixels(io.BytesIO(reference)))
    size = made.stat().st_size / len(reference) - 1
    return f"{difference.mean():.3f} | {difference.max()} | {size:+.1%}"


def table(inputs: Path, outputs: list[Path]) -> None:
    for source in sorted(inputs.iterdir()):
        if source.suffix.lower() not in (".jpg", ".jpeg", ".png"):
            continue
        print(f"| {source.name} |", " | ".join(compare(source, one) for one in outputs), "|")


def store(image: Path) -> None:
    GOLDEN.mkdir(parents=True, exist_ok=True)
    part = Image.open(image).convert("RGB")
    left, top = part.width // 3, part.height // 3
    part = part.crop((left, top, left + 160, top + 120))
    part.save(GOLDEN / "photo.jpg", quality=75, subsampling=SUBSAMPLING)
    part.save(GOLDEN / "photo.png")
    flipped = pillow_flip(GOLDEN / "photo.jpg")
    (GOLDEN / "pillow.json").write_text(json.dumps({"bytes": len(flipped), "quality": QUALITY}) + "\n")
    Image.open(io.BytesIO(flipped)).save(GOLDEN / "pillow.png")


if __name__ == "__main__":
    if sys.argv[1] == "--store":
        store(Path(sys.argv[2]))
    else:
        table(Path(sys.argv[1]), [Path(one) for one in sys.argv[2:]])
