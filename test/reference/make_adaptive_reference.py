"""Makes test/golden/pixels/adaptive.json: what Albumentations, OpenCV and Pillow make of images by what these contain.

Run by hand with albumentations 2.0.8, opencv-python 5.0.0, numpy 2 and Pillow; the tests read the files only.
"""

import hashlib
import json
import warnings
from pathlib import Path

import albumentations.augmentations.pixel.functional as F
import numpy as np
from PIL import Image, ImageOps

warnings.simplefilter("ignore")
TARGET = Path(__file__).parent.parent / "golden" / "pixels"
WIDTH, HEIGHT = 61, 47


def pictures():
    """As the tests make them: a stored picture, every colour once, and parts of the picture."""
    picture = np.frombuffer((TARGET / "picture.bin").read_bytes(), np.uint8).reshape(HEIGHT, WIDTH, 3)
    levels = np.arange(256, dtype=np.uint8)
    colours = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(4096, 4096, 3)
    return {
        "picture": picture,
        "colours": colours,
        "green": np.ascontiguousarray(picture[..., 1]),
        "dim": picture // 3 + 40,
        "small": np.ascontiguousarray(picture[8:14, 28:37]),
        "one": np.ascontiguousarray(picture[:1, :1]),
    }


def equalize(of, rule):
    if rule == "pillow":
        return lambda image: np.asarray(ImageOps.equalize(Image.fromarray(image)))
    mode = {"opencv": "cv", "pillow_inclusive": "pil"}[rule]
    return lambda image: F.equalize(image, mode=mode, by_channels=of == "channels")


def stretch(curve, cutoff, ignore, rounding):
    if rounding == "truncate":
        return lambda image: np.asarray(ImageOps.autocontrast(Image.fromarray(image)))
    level = ignore[0] if len(ignore) > 1 else None
    method = {"linear": "pil", "histogram": "cdf"}[curve]

    def made(image):
        if level is None:
            return F.auto_contrast(image, cutoff, level, method)
        # Albumentations leaves the channel alone whose index is the level; spare first channels keep it from happening.
        planes = np.dstack([image[..., [0]]] * (level + 1) + [image]) if level < 3 else image
        return F.auto_contrast(planes, cutoff, level, method)[..., -3:]

    return made


def clahe(columns, rows, clipLimit):
    return lambda image: F.clahe(image, clipLimit, (columns, rows))


def grey(by):
    method = {"lightness": "from_lab", "middle": "desaturation"}[by]
    return lambda image: F.to_gray(image, 3, method)


FORMS = {"equalize": equalize, "stretch": stretch, "clahe": clahe, "grey": grey}
LINEAR = {"form": "stretch", "curve": "linear", "cutoff": 0, "ignore": [255], "rounding": "round"}
OPERATIONS = [
    ({"form": "equalize", "of": "channels", "rule": "opencv"}, "picture green dim small one"),
    ({"form": "equalize", "of": "luma", "rule": "opencv"}, "picture colours dim small"),
    ({"form": "equalize", "of": "channels", "rule": "pillow_inclusive"}, "picture green dim small"),
    ({"form": "equalize", "of": "luma", "rule": "pillow_inclusive"}, "picture dim"),
    ({"form": "equalize", "of": "channels", "rule": "pillow"}, "picture green dim small one"),
    (LINEAR, "picture green dim small one"),
    ({**LINEAR, "ignore": [], "rounding": "truncate"}, "picture green dim small one"),
    ({**LINEAR, "curve": "histogram"}, "picture green dim small one"),
    ({**LINEAR, "cutoff": 5.5}, "picture green dim"),
    ({**LINEAR, "curve": "histogram", "cutoff": 20}, "picture dim"),
    ({**LINEAR, "ignore": [60, 255]}, "dim"),
    ({**LINEAR, "curve": "histogram", "ignore": [0, 255]}, "picture"),
    ({"form": "clahe", "columns": 8, "rows": 8, "clipLimit": 4}, "picture colours green small one"),
    ({"form": "clahe", "columns": 1, "rows": 47, "clipLimit": 1.7}, "picture green"),
    ({"form": "clahe", "columns": 3, "rows": 2, "clipLimit": 40}, "picture green small"),
    ({"kind": "grey", "by": "lightness"}, "colours picture"),
    ({"kind": "grey", "by": "middle"}, "colours picture"),
]


def main():
    images = pictures()
    cases = []
    for operation, names in OPERATIONS:
        values = {key: value for key, value in operation.items() if key not in ("kind", "form")}
        change = FORMS[operation.get("form", operation.get("kind"))](**values)
        for name in names.split():
            made = np.ascontiguousarray(change(images[name].copy()))
            digest = hashlib.sha256(made.tobytes()).hexdigest()
            cases.append({"image": name, "operation": {"kind": "adaptive", **operation}, "sha256": digest})
    (TARGET / "adaptive.json").write_text("[\n" + ",\n".join(map(json.dumps, cases)) + "\n]\n")


main()
