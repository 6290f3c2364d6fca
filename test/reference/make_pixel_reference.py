"""Makes test/golden/pixels: what OpenCV, numpy and Albumentations give for the pixel Operations.

Run by hand with opencv-python 5.0.0, numpy 2.4 and albumentations 2.0.8; the tests read the files only.
"""

import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
from albumentations.augmentations.pixel.functional import shift_hsv

TARGET = Path(__file__).parent.parent / "golden" / "pixels"
WIDTH, HEIGHT = 61, 47
SHIFTS = [(17, 20, -15), (-20.5, -30.7, 20.2), (90, 255, 0)]
GAUSSIANS = [(3, 0.8), (7, 1.2), (11, 1.8), (21, 3.0)]
KERNELS = {
    "sharpen": [[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]],
    "motion": (np.eye(5) / 5).tolist(),
    "uneven": [[0.1, 0.2, -0.3], [0.4, 0.25, 0.1], [0, -0.2, 0.3]],
}
SEPIA = [[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]


def picture(rng: np.random.Generator) -> np.ndarray:
    """Smooth colours, hard edges, greys and a band of noise."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    smooth = np.stack([x * 4, y * 5, 255 - x * 2 - y * 2], -1).astype(np.uint8)
    smooth[10:20, 10:30] = (255, 0, 128)
    smooth[12:18, 35:55] = np.arange(0, 240, 12, dtype=np.uint8)[None, :, None]
    smooth[35:] = rng.integers(0, 256, smooth[35:].shape)
    return smooth


def all_colours() -> np.ndarray:
    levels = np.arange(256, dtype=np.uint8)
    return np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(4096, 4096, 3)


def linear_tables(rng: np.random.Generator) -> list:
    named = [(1.2, 0.0), (0.8, 0.0), (1.1, -25.5), (1.5, -12.75), (-1.0, 255.0), (0.0, 77.7)]
    drawn = [(float(rng.uniform(-2, 4)), float(rng.uniform(-300, 300))) for _ in range(40)]
    inputs = np.arange(256, dtype=np.float32)
    return [
        {"scale": scale, "offset": offset, "values": np.clip(inputs * scale + offset, 0, 255).astype(np.uint8).tobytes().hex()}
        for scale, offset in named + drawn
    ]


def digest(image: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(image).tobytes()).hexdigest()


def main() -> None:
    rng = np.random.default_rng(0)
    image = picture(rng)
    colours = all_colours()
    TARGET.mkdir(parents=True, exist_ok=True)

    def keep(name: str, pixels: np.ndarray) -> None:
        (TARGET / f"{name}.bin").write_bytes(np.ascontiguousarray(pixels).tobytes())

    keep("picture", image)
    keep("sepia", cv2.transform(image, np.array(SEPIA, np.float32)))
    for size, sigma in GAUSSIANS:
        keep(f"gaussian{size}", cv2.GaussianBlur(image, (size, size), sigma))
    for name, kernel in KERNELS.items():
        keep(name, cv2.filter2D(image, -1, np.array(kernel, np.float32)))
    hsv = cv2.cvtColor(cv2.cvtColor(colours, cv2.COLOR_RGB2HSV), cv2.COLOR_HSV2RGB)
    grey = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    facts = {
        "width": WIDTH,
        "height": HEIGHT,
        "linear": linear_tables(rng),
        "gaussians": [{"size": size, "weights": cv2.getGaussianKernel(size, sigma).ravel().tolist()} for size, sigma in GAUSSIANS],
        "kernels": {name: np.ravel(kernel).tolist() for name, kernel in KERNELS.items()},
        "luma_sum": int(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.int64).sum()),
        "all_colours": {
            "grey": digest(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)),
            "hsv": [{"shift": [0, 0, 0], "sha256": digest(hsv)}]
            + [{"shift": list(shift), "sha256": digest(shift_hsv(colours, *shift))} for shift in SHIFTS],
        },
    }
    (TARGET / "facts.json").write_text(json.dumps(facts) + "\n")


main()
