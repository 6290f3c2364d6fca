"""OpenCV's side of run.mjs: reads cases as JSON lines, and answers each by a JSON line. One thread; buffers are kept."""

import json
import math
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
cv2.ocl.setUseOpenCL(False)
CENTRES = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
NEAREST, LINEAR, CUBIC, LANCZOS = cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4
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


def kept(shape, kind=np.uint8, buffers={}):
    key = (shape, kind)
    if key not in buffers:
        buffers[key] = np.empty(shape, kind)
    return buffers[key]


def affine(flags, border):
    def run(image, h, w):
        return cv2.warpAffine(image, turn(w, h), (w, h), kept(image.shape), flags, border)

    return run


def tilted(image, h, w):
    return cv2.warpPerspective(image, tilt(w, h), (w, h), kept(image.shape), LINEAR, REFLECT_101)


def lens(image, h, w, maps={}):
    """Through maps that are kept, in the form in which OpenCV is fastest."""
    if (h, w) not in maps:
        x, y = np.meshgrid(np.arange(w) + 0.5 - w / 2, np.arange(h) + 0.5 - h / 2)
        square = (x / w) ** 2 + (y / h) ** 2
        factor = 1 + 0.3 * square + 0.1 * square**2
        x, y = x * factor + w / 2 - 0.5, y * factor + h / 2 - 0.5
        maps[h, w] = cv2.convertMaps(x.astype(np.float32), y.astype(np.float32), cv2.CV_16SC2)
    return cv2.remap(image, *maps[h, w], LINEAR, kept(image.shape), CONSTANT)


def coarse(image, h, w):
    small = cv2.resize(image, (w // 4, h // 4), kept((h // 4, w // 4, 3)), interpolation=NEAREST)
    return cv2.resize(small, (w, h), kept(image.shape), interpolation=NEAREST)


def equalized(image, h, w):
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB, kept(image.shape))
    cv2.insertChannel(CLAHE.apply(cv2.extractChannel(lab, 0, kept((h, w))), kept((h, w))), lab, 0)
    return cv2.cvtColor(lab, cv2.COLOR_LAB2RGB, lab)


def shift_hsv(image, h, w):
    out = kept(image.shape)
    cv2.cvtColor(image, cv2.COLOR_RGB2HSV, out)
    cv2.LUT(out, TABLES, out)
    return cv2.cvtColor(out, cv2.COLOR_HSV2RGB, out)


def grey(image, h, w):
    cv2.cvtColor(image, cv2.COLOR_RGB2GRAY, kept((h, w)))
    return cv2.cvtColor(kept((h, w)), cv2.COLOR_GRAY2RGB, kept(image.shape))


def contrast(image, h, w):
    mean = cv2.mean(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY, kept((h, w))))[0]
    return cv2.LUT(image, clipped(1.2 * LEVELS - 0.2 * mean), kept(image.shape))


def noise(image, h, w):
    drawn = kept(image.shape, np.int16)
    cv2.randn(drawn, 0, 9)
    return cv2.add(image, drawn, kept(image.shape), None, cv2.CV_8U)


def clipped(levels):
    return np.clip(levels, 0, 255).astype(np.uint8)


LEVELS = np.arange(256)
TABLE = clipped(1.2 * LEVELS - 20)
GAMMA = np.floor(255 * (LEVELS / 255) ** 0.8 + 0.5).astype(np.uint8)
TABLES = np.stack([(LEVELS + 17) % 180, clipped(LEVELS + 20), clipped(LEVELS - 15)], 1)
TABLES[0, 1] = 0  # Greys stay grey.
TABLES = TABLES.astype(np.uint8).reshape(1, 256, 3)
SEPIA = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
CLAHE = cv2.createCLAHE(3, (8, 8))
ELLIPSE = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
SHARPEN = np.array([[0, -0.4, 0], [-0.4, 2.6, -0.4], [0, -0.4, 0]])

CASES = {
    "flip horizontal": lambda image, h, w: cv2.flip(image, 1, kept(image.shape)),
    "flip vertical": lambda image, h, w: cv2.flip(image, 0, kept(image.shape)),
    "transpose": lambda image, h, w: cv2.transpose(image, kept((w, h, 3))),
    "affine linear, reflect_101": affine(LINEAR, REFLECT_101),
    "affine linear, constant": affine(LINEAR, CONSTANT),
    "affine cubic, reflect_101": affine(CUBIC, REFLECT_101),
    "affine lanczos, reflect_101": affine(LANCZOS, REFLECT_101),
    "affine nearest, constant": affine(NEAREST, CONSTANT),
    "perspective linear, reflect_101": tilted,
    "pad by 32, reflect_101": lambda image, h, w: cv2.copyMakeBorder(
        image, 32, 32, 32, 32, REFLECT_101, kept((h + 64, w + 64, 3))
    ),
    "area to 512 × 384": lambda image, h, w: cv2.resize(
        image, (512, 384), kept((384, 512, 3)), interpolation=cv2.INTER_AREA
    ),
    "lanczos to 512 × 384": lambda image, h, w: cv2.resize(
        image, (512, 384), kept((384, 512, 3)), interpolation=LANCZOS
    ),
    "lens, linear, constant": lens,
    "to a quarter and back, nearest": coarse,
    "straight table": lambda image, h, w: cv2.LUT(image, TABLE, kept(image.shape)),
    "any table": lambda image, h, w: cv2.LUT(image, GAMMA, kept(image.shape)),
    "contrast about the mean of luma": contrast,
    "HSV shift": shift_hsv,
    "colour matrix": lambda image, h, w: cv2.transform(image, SEPIA, kept(image.shape)),
    "to grey": grey,
    "Gaussian blur, 11 taps": lambda image, h, w: cv2.GaussianBlur(image, (11, 11), 2, kept(image.shape)),
    "median, 3 × 3": lambda image, h, w: cv2.medianBlur(image, 3, kept(image.shape)),
    "median, 5 × 5": lambda image, h, w: cv2.medianBlur(image, 5, kept(image.shape)),
    "dilation, ellipse of 3 × 3": lambda image, h, w: cv2.dilate(image, ELLIPSE, kept(image.shape)),
    "CLAHE, 8 × 8": equalized,
    "sharpen, 3 × 3": lambda image, h, w: cv2.filter2D(image, -1, SHARPEN, kept(image.shape)),
    "Gaussian noise": noise,
}


def answer(pictures, sizes, request):
    """Milliseconds of processor time of a run, after one that is not measured."""
    size = sizes[request["size"]]
    image, run = pictures[request["size"]], CASES[request["name"]]
    shape = (size["height"], size["width"])
    result = run(image, *shape)
    if "result" in request:
        result.tofile(request["result"])
    before = time.process_time()
    for _ in range(size["repeat"]):
        run(image, *shape)
    return {"cpu": (time.process_time() - before) * 1000 / size["repeat"]}


def main():
    setup = json.loads(sys.argv[1])
    sizes = setup["sizes"]
    pictures = {
        name: np.fromfile(path, np.uint8).reshape(sizes[name]["height"], sizes[name]["width"], 3)
        for name, path in setup["pictures"].items()
    }
    print(json.dumps({"version": f"OpenCV {cv2.__version__}"}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(pictures, sizes, json.loads(line))), flush=True)


main()
