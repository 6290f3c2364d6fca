"""A plain script that augments the images and YOLO labels of a folder, with one process per core."""

import json
import multiprocessing
import os
import sys
from pathlib import Path

os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"

import albumentations
import cv2

SETUP = json.loads(sys.argv[1])
JOB = SETUP["job"]


def as_tuple(value):
    return tuple(value) if isinstance(value, list) else value


def start_worker():
    global compose
    cv2.setNumThreads(1)
    compose = albumentations.Compose(
        [getattr(albumentations, name)(**{key: as_tuple(value) for key, value in parameters.items()})
         for name, parameters in JOB["transforms"]],
        bbox_params=albumentations.BboxParams(format="yolo", label_fields=["classes"]),
    )


def augment(photo):
    picture = cv2.imread(str(photo), cv2.IMREAD_COLOR_RGB)
    rows = [line.split() for line in photo.with_suffix(".txt").read_text().splitlines()]
    boxes = [[float(number) for number in row[1:]] for row in rows]
    for variant in range(1, JOB["variants"] + 1):
        made = compose(image=picture, bboxes=boxes, classes=[row[0] for row in rows])
        name = Path(SETUP["output"]) / f"{photo.stem}_jpg.v{variant}.jpg"
        pixels = cv2.cvtColor(made["image"], cv2.COLOR_RGB2BGR)
        cv2.imwrite(str(name), pixels, [cv2.IMWRITE_JPEG_QUALITY, JOB["quality"]])
        lines = [f"{label} {' '.join(f'{x:.6f}' for x in box)}\n" for label, box in zip(made["classes"], made["bboxes"])]
        name.with_suffix(".txt").write_text("".join(lines))


if __name__ == "__main__":
    Path(SETUP["output"]).mkdir(parents=True)
    photos = sorted(Path(SETUP["input"]).glob("*.jpg"))
    with multiprocessing.Pool(SETUP["workers"], start_worker) as pool:
        for _ in pool.imap_unordered(augment, photos, chunksize=4):
            pass
