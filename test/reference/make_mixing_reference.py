"""Makes the stored references of Mosaic: what Albumentations 2.0.8 does with four parts of a photograph and a box in each.

    pip install albumentations==2.0.8 opencv-python-headless==5.0.0.93 pillow
    python test/reference/make_mixing_reference.py

Upstream chooses images and their order at random. Here the choice is that of the list; `centre` is what upstream's generator
returns for the centre, x and y.
"""

import json
from pathlib import Path

import albumentations as A
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test" / "golden" / "mixing"

# x, y, width, height in the photograph, and a box in that part.
PARTS = [
    ((60, 0, 96, 64), [10.0, 8.0, 40.0, 50.0]),
    ((200, 40, 64, 96), [5.0, 20.0, 60.0, 70.0]),
    ((260, 120, 120, 80), [50.0, 30.0, 90.0, 79.0]),
    ((20, 200, 40, 40), [0.0, 0.0, 20.0, 30.0]),
]
CASES = [
    ({"target_size": [64, 80], "cell_shape": [64, 80]}, [0.5, 0.4]),
    ({"target_size": [90, 70], "cell_shape": [64, 64], "fit_mode": "contain", "fill": 114}, [0.35, 0.6]),
    ({"grid_yx": [1, 2], "target_size": [50, 100], "cell_shape": [60, 70]}, [0.3, 0.7]),
    ({"grid_yx": [2, 2], "target_size": [60, 60], "cell_shape": [60, 60], "interpolation": 0}, [0.45, 0.55]),
]


class Draws:
    """Stands for upstream's generator."""

    def __init__(self, values):
        self.values = list(values)

    def uniform(self, low, high):
        return self.values.pop(0)

    def random(self):
        return 0.0

    def sample(self, items, k):
        return items[:k]

    def shuffle(self, items):
        pass


def parts():
    photograph = np.asarray(Image.open(ROOT / "raw-images" / "astronaut.png").convert("RGB"))
    return [
        {"image": photograph[y : y + h, x : x + w].copy(), "bboxes": np.array([box]), "labels": [f"part {index}"]}
        for index, ((x, y, w, h), box) in enumerate(PARTS)
    ]


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    cases = []
    for index, (parameters, centre) in enumerate(CASES):
        first, *others = parts()
        transform = A.Mosaic(**parameters, p=1)
        pipeline = A.Compose([transform], bbox_params=A.BboxParams("pascal_voc", label_fields=["labels"]))
        transform.py_random = Draws(centre)
        made = pipeline(**first, mosaic_metadata=others)
        name = f"Mosaic.{index}.png"
        Image.fromarray(made["image"]).save(OUT / name)
        boxes = {label: [float(edge) for edge in box] for label, box in zip(made["labels"], made["bboxes"])}
        cases.append({"parameters": parameters, "centre": centre, "image": name, "boxes": boxes})
    parts_json = [{"at": list(at), "box": box} for at, box in PARTS]
    (OUT / "mosaic.json").write_text(json.dumps({"parts": parts_json, "cases": cases}, indent=1) + "\n")


if __name__ == "__main__":
    main()
