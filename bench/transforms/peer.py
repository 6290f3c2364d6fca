"""Albumentations' side of run.mjs: reads questions as JSON lines, and answers each by a JSON line. One thread."""

import json
import os
import sys
import time
import warnings

os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"
warnings.simplefilter("ignore")

import albumentations as A
import cv2
import numpy as np

cv2.setNumThreads(1)
cv2.ocl.setUseOpenCL(False)
CONSTANTS = {"border_mode": "BORDER_{}", "interpolation": "INTER_{}", "downscale": "INTER_{}", "upscale": "INTER_{}"}
# The first time does not count, unless it takes as many seconds.
LONG = 1
NAMED = {"INTER_LANCZOS": "INTER_LANCZOS4"}


def given(name, value):
    """A parameter as a Recipe writes it, as Albumentations has it: OpenCV's constants, and tuples."""
    if isinstance(value, dict):
        return {key: given(key, member) for key, member in value.items()}
    if isinstance(value, list):
        return tuple(given(name, member) for member in value)
    if name in CONSTANTS and isinstance(value, str):
        constant = CONSTANTS[name].format(value.upper())
        return getattr(cv2, NAMED.get(constant, constant))
    return value


class Picture:
    def __init__(self, width, height, seconds, file, mask, boxes):
        self.seconds = seconds
        self.data = {"image": np.fromfile(file, np.uint8).reshape(height, width, 3)}
        labels = {"bboxes": boxes, "labels": [0] * len(boxes), "cropping_bbox": boxes[0]}
        self.labelled = {**self.data, "mask": np.fromfile(mask, np.uint8).reshape(height, width), **labels}


def compose(name, parameters, labelled, asked):
    transform = getattr(A, name)(**given(name, parameters))
    boxes = A.BboxParams(format="pascal_voc", label_fields=["labels"]) if labelled else None
    return A.Compose([transform], bbox_params=boxes)


def answer(cases, pictures, pipelines, title, size, draw):
    if title not in pipelines:
        pipelines[title] = compose(**cases[title])
    pipeline, picture = pipelines[title], pictures[size]
    data = picture.labelled if cases[title]["labelled"] else picture.data

    def once():
        pipeline.set_random_seed(draw)
        before = time.process_time()
        pipeline(**data)
        return time.process_time() - before

    spent, count = once(), 1
    if spent < LONG:
        count = max(1, round(picture.seconds / once()))
        spent = sum(once() for _ in range(count))
    return {"cpu": spent * 1000 / count}


def main():
    setup = json.loads(sys.argv[1])
    pictures = {size: Picture(**picture) for size, picture in setup["pictures"].items()}
    pipelines = {}
    version = f"Albumentations {A.__version__}, OpenCV {cv2.__version__}"
    names = [case["name"] for case in setup["cases"].values() if hasattr(A, case["name"])]
    print(json.dumps({"version": version, "transforms": names}), flush=True)
    for line in sys.stdin:
        try:
            reply = answer(setup["cases"], pictures, pipelines, **json.loads(line))
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


main()
