"""Augments the images of a folder, and the YOLO labels beside them, with one process for each core."""

import json
import multiprocessing
import os
import sys
from pathlib import Path

os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"

import albumentations
import cv2

SOURCES, RESULTS = Path(sys.argv[1]), Path(sys.argv[2])
JOB = json.loads(sys.argv[3])
READ = getattr(cv2, JOB.get("read", "IMREAD_COLOR_RGB"))


def as_tuple(value):
    return tuple(value) if isinstance(value, list) else value


def start_worker():
    global compose, bgr
    cv2.setNumThreads(1)
    bgr = None
    compose = albumentations.Compose(
        [getattr(albumentations, name)(**{key: as_tuple(value) for key, value in parameters.items()})
         for name, parameters in JOB["transforms"]],
        bbox_params=albumentations.BboxParams(format="yolo", label_fields=["classes"]) if JOB["labels"] else None,
    )


def write_image(name, pixels):
    global bgr
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR, bgr if bgr is not None and bgr.shape == pixels.shape else None)
    cv2.imwrite(str(name), bgr, [cv2.IMWRITE_JPEG_QUALITY, JOB["quality"]])


def augment(image):
    pixels = cv2.imread(str(image), READ)
    names = [RESULTS / f"{image.stem}_jpg.v{variant}.jpg" for variant in range(1, JOB["variants"] + 1)]
    if not JOB["labels"]:
        for name in names:
            write_image(name, compose(image=pixels)["image"])
        return
    rows = [line.split() for line in image.with_suffix(".txt").read_text().splitlines()]
    classes = [row[0] for row in rows]
    boxes = [[float(number) for number in row[1:]] for row in rows]
    for name in names:
        made = compose(image=pixels, bboxes=boxes, classes=classes)
        write_image(name, made["image"])
        lines = [f"{label} {' '.join(f'{x:.6f}' for x in box)}\n" for label, box in zip(made["classes"], made["bboxes"])]
        name.with_suffix(".txt").write_text("".join(lines))


if __name__ == "__main__":
    RESULTS.mkdir(parents=True)
    images = sorted(SOURCES.glob("*.jpg"))
    with multiprocessing.Pool(2, start_worker) as pool:
        for _ in pool.imap_unordered(augment, images, chunksize=4):
            pass
