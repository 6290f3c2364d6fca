"""Makes the stored references of Mosaic: what Albumentations 2.0.8 does with four parts of a photograph and a box in each,
and what Ultralytics does when it trains: its mosaic, of which it moves and cuts out the middle.

    pip install albumentations==2.0.8 opencv-python-headless==5.0.0.93 pillow ultralytics==8.4.190
    python test/reference/make_mixing_reference.py

Upstream chooses images and their order at random. Here the choice is that of the list; `centre` is what upstream's generator
returns for the centre, x and y.
"""

import json
from pathlib import Path
from unittest import mock

import albumentations as A
import cv2
import numpy as np
from PIL import Image
from ultralytics.data.augment import Mosaic, RandomPerspective
from ultralytics.utils.instance import Instances

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

# `imgsz`; where images meet, in shares of the sides of the canvas; factor; degrees, counter-clockwise; translation in shares of imgsz.
TRAININGS = [
    (80, [0.4375, 0.5625], 1.0, 0.0, [0.0, 0.0]),
    (80, [0.7, 0.3], 0.62, 0.0, [0.05, -0.1]),
    (64, [0.3, 0.6], 1.37, 20.0, [-0.0625, 0.125]),
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


def trained(imgsz, meeting, scale, degrees, translation):
    """As a training lays, moves and cuts: its own classes, given what they would draw. Images are brought to size as here, to the
    nearest pixel; theirs are rounded up."""
    loaded = []
    for index, part in enumerate(parts()):
        height, width = part["image"].shape[:2]
        factor = imgsz / max(height, width)
        size = (round(width * factor), round(height * factor))
        box = np.array(part["bboxes"], np.float32) * (np.array(size) / (width, height))[[0, 1, 0, 1]].astype(np.float32)
        loaded.append(
            {
                "img": cv2.resize(part["image"], size, interpolation=cv2.INTER_LINEAR),
                "cls": np.array([[float(index)]]),
                "im_file": "",
                "ori_shape": (height, width),
                "instances": Instances(box, np.zeros((0, 1000, 2), np.float32), None, "xyxy", normalized=False),
            }
        )
    dataset = mock.MagicMock(cache="ram", use_obb=False, get_image_and_label=loaded.__getitem__)
    mosaic = Mosaic(dataset, imgsz=imgsz, p=1)
    x, y = (share * 2 * imgsz for share in meeting)
    labels = loaded[0]
    with mock.patch("random.randint", Queue([1, 2, 3])), mock.patch("random.uniform", Queue([y, x])):
        params = mosaic.get_params(labels)
    labels = mosaic.apply_instances(mosaic.apply_image(labels, params), params)
    moving = RandomPerspective(degrees=90, translate=1, scale=0.9, size=(imgsz, imgsz))
    across, down = (0.5 + share for share in translation)
    with mock.patch("random.uniform", Queue([0, 0, degrees, scale, 0, 0, across, down])):
        params = moving.get_params(labels)
    image = by_box_matrix(labels["img"], params["M"], imgsz)
    labels = moving.apply_instances(labels, params)
    boxes = labels["instances"].bboxes
    named = {f"part {int(number)}": [float(edge) for edge in box] for [number], box in zip(labels["cls"], boxes)}
    pixels = [round(share * imgsz) for share in translation]
    return image, named, {"scale": scale, "degrees": degrees, "translation": pixels}


def by_box_matrix(image, matrix, side):
    """Boxes move by edge coordinates, and pixels by their numbers: up to a quarter of a pixel apart. Here both follow the boxes."""
    to_edges = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    index_matrix = np.linalg.inv(to_edges) @ matrix.astype(np.float64) @ to_edges
    return cv2.warpAffine(image, index_matrix[:2], dsize=(side, side), borderValue=(114, 114, 114))


class Queue:
    def __init__(self, values):
        self.values = list(values)

    def __call__(self, low, high):
        return self.values.pop(0)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    cases, trainings = [], []
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
    for index, (imgsz, meeting, *movement) in enumerate(TRAININGS):
        image, boxes, values = trained(imgsz, meeting, *movement)
        name = f"Ultralytics.{index}.png"
        Image.fromarray(image).save(OUT / name)
        trainings.append({"imgsz": imgsz, "centre": meeting, **values, "image": name, "boxes": boxes})
    parts_json = [{"at": list(at), "box": box} for at, box in PARTS]
    (OUT / "mosaic.json").write_text(json.dumps({"parts": parts_json, "cases": cases, "trainings": trainings}, indent=1) + "\n")


if __name__ == "__main__":
    main()
