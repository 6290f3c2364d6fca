"""Measures the cases of kernels.mjs in OpenCV, on one thread, with reused output buffers. Prints JSON."""

import json
import math
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
SIZES = {"VGA": (640, 480), "12 MP": (4000, 3000)}
CENTRES = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
NEAREST, LINEAR, CUBIC = cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC
CONSTANT, REFLECT_101 = cv2.BORDER_CONSTANT, cv2.BORDER_REFLECT_101


def indexed(matrix):
    """Converts from edge coordinates to those of OpenCV, where whole numbers are pixel centres."""
    return CENTRES @ matrix @ np.linalg.inv(CENTRES)


def turn(width, height):
    cos, sin = 1.1 * math.cos(math.pi / 12), 1.1 * math.sin(math.pi / 12)
    x, y = width / 2, height / 2
    return indexed(np.array([[cos, sin, x - cos * x - sin * y], [-sin, cos, y + sin * x - cos * y], [0, 0, 1]]))[:2]


def tilt(width, height):
    return indexed(np.array([[0.94, 0.05, 0.02 * width], [0.03, 0.96, 0.01 * height], [0.06 / width, 0.04 / height, 1]]))


def affine(flags, border):
    return lambda image, out, w, h: cv2.warpAffine(image, turn(w, h), (w, h), out, flags, border)


def pad(image, _, w, h):
    out = pad.kept.setdefault((w, h), np.empty((h + 64, w + 64, 3), np.uint8))
    cv2.copyMakeBorder(image, 32, 32, 32, 32, REFLECT_101, out)


def shift_hsv(image, out, _w, _h):
    cv2.cvtColor(image, cv2.COLOR_RGB2HSV, out)
    cv2.LUT(out, TABLES, out)
    cv2.cvtColor(out, cv2.COLOR_HSV2RGB, out)


pad.kept = {}
LEVELS = np.arange(256)
TABLE = np.clip(1.2 * LEVELS - 20, 0, 255).astype(np.uint8)
TABLES = np.stack([(LEVELS + 17) % 180, np.clip(LEVELS + 20, 0, 255), np.clip(LEVELS - 15, 0, 255)], 1)
TABLES = TABLES.astype(np.uint8).reshape(1, 256, 3)
SEPIA = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
SMALL = np.empty((384, 512, 3), np.uint8)

CASES = {
    "flip horizontal": lambda image, out, w, h: cv2.flip(image, 1, out),
    "flip vertical": lambda image, out, w, h: cv2.flip(image, 0, out),
    "transpose": lambda image, out, w, h: cv2.transpose(image, out.reshape(w, h, 3)),
    "affine linear reflect_101": affine(LINEAR, REFLECT_101),
    "affine linear constant": affine(LINEAR, CONSTANT),
    "affine cubic reflect_101": affine(CUBIC, REFLECT_101),
    "affine nearest constant": affine(NEAREST, CONSTANT),
    "perspective linear reflect_101": lambda image, out, w, h: cv2.warpPerspective(
        image, tilt(w, h), (w, h), out, LINEAR, REFLECT_101
    ),
    "pad by 32, reflect_101": pad,
    "area to 512×384": lambda image, out, w, h: cv2.resize(image, (512, 384), SMALL, interpolation=cv2.INTER_AREA),
    "linear table": lambda image, out, w, h: cv2.LUT(image, TABLE, out),
    "HSV shift": shift_hsv,
    "colour matrix": lambda image, out, w, h: cv2.transform(image, SEPIA, out),
    "Gaussian blur, 11 taps": lambda image, out, w, h: cv2.GaussianBlur(image, (11, 11), 2, out),
}


def measure(run):
    for _ in range(5):
        run()
    times, start = [], time.perf_counter()
    while len(times) < 15 or time.perf_counter() - start < 0.5:
        before = time.perf_counter()
        run()
        times.append((time.perf_counter() - before) * 1000)
    return {"min": min(times), "median": sorted(times)[len(times) // 2]}


results = {}
for name, run in CASES.items():
    for size, (width, height) in SIZES.items():
        image = np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)
        out = np.empty_like(image)
        results[f"{name}, {size}"] = measure(lambda: run(image, out, width, height))
print(json.dumps(results))
