"""Makes the pictures of the operations of timm 1.0.31: each of them with fixed magnitudes, in both directions.

    pip install --no-deps timm==1.0.31 && pip install numpy pillow
    python test/reference/make_timm_reference.py

Writes test/import/timm: source.png (40 × 40), a picture NAME.MAGNITUDE.INDEX.png of each operation (the index is 1 for
the negative direction), and operations.json, which lists them. At these magnitudes and this size, translations and
shears are by whole pixels.
"""

import importlib.metadata
import importlib.util
import json
import random
from pathlib import Path
from unittest import mock

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test" / "import" / "timm"
SIDE = 40
FILL = (124, 116, 104)
NAMES = """AutoContrast Equalize Invert Rotate Posterize PosterizeIncreasing PosterizeOriginal Solarize
SolarizeIncreasing Color ColorIncreasing Contrast ContrastIncreasing Brightness BrightnessIncreasing Sharpness
SharpnessIncreasing ShearX ShearY TranslateXRel TranslateYRel Desaturate GaussianBlur SolarizeAdd""".split()
WITH_DIRECTION = ("Rotate", "ShearX", "ShearY", "TranslateXRel", "TranslateYRel")
AWAY_FROM_ONE = ("ColorIncreasing", "ContrastIncreasing", "BrightnessIncreasing", "SharpnessIncreasing")


def magnitudes(name):
    """Pillow refuses to keep no bits."""
    if name in WITH_DIRECTION:
        return (10,)
    return (5,) if name == "PosterizeIncreasing" else (5, 10)


def auto_augment():
    """The module without its package, which would need torch."""
    path = importlib.metadata.distribution("timm").locate_file("timm/data/auto_augment.py")
    spec = importlib.util.spec_from_file_location("auto_augment", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    timm = auto_augment()
    OUT.mkdir(parents=True, exist_ok=True)
    image = Image.open(ROOT / "raw-images" / "astronaut.png").convert("RGB").crop((60, 0, 460, 400))
    image = image.resize((SIDE, SIDE), Image.Resampling.BOX)
    image.save(OUT / "source.png", optimize=True)
    hparams = {"img_mean": FILL, "interpolation": Image.Resampling.BILINEAR}
    made = []
    for name in NAMES:
        for magnitude in magnitudes(name):
            for direction in range(2 if name in WITH_DIRECTION + AWAY_FROM_ONE else 1):
                operation = timm.AugmentOp(name, prob=1, magnitude=magnitude, hparams=hparams)
                with mock.patch.object(random, "random", lambda: (0.1, 0.9)[direction]):
                    picture = operation(image)
                file = f"{name}.{magnitude}.{direction}.png"
                picture.save(OUT / file, optimize=True)
                made.append({"operation": name, "magnitude": magnitude, "direction": direction, "file": file})
    (OUT / "operations.json").write_text(json.dumps(made, indent=1) + "\n")


main()
