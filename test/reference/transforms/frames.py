"""The images that are transformed: a small one, and two large ones whose results are only sampled.

Coordinates in cases are those of the small one; `x` and `y` take them to the others, down to whole pixels.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[3]
SMALL = (80, 56)
BOXES = [[8.0, 6.0, 30.0, 28.0], [40.0, 10.0, 72.0, 50.0], [20.5, 30.25, 45.75, 52.5]]
KEYPOINTS = [[12.0, 9.0], [55.0, 30.0], [33.0, 41.0]]  # pixel indices


@dataclass
class Frame:
    name: str
    pixels: np.ndarray
    label_map: np.ndarray

    # Copies, as upstream writes into some of the images that it is given.
    @property
    def image(self):
        return self.pixels.copy()

    @property
    def mask(self):
        return self.label_map.copy()

    @property
    def width(self):
        return self.pixels.shape[1]

    @property
    def height(self):
        return self.pixels.shape[0]

    @property
    def is_grey(self):
        return self.pixels.ndim == 2

    @property
    def boxes(self):
        """Corners that are whole in the small frame are whole, others in quarters of a pixel."""
        return [[self._along(i % 2, value, 1 if value % 1 == 0 else 4) for i, value in enumerate(box)] for box in BOXES]

    @property
    def keypoints(self):
        return [[self._along(i, value, 1) for i, value in enumerate(point)] for point in KEYPOINTS]

    def x(self, value):
        return value * self.width // SMALL[0]

    def y(self, value):
        return value * self.height // SMALL[1]

    def colour(self, *levels):
        """As a parameter: a grey image has one level."""
        return levels[0] if self.is_grey else list(levels)

    def as_grey(self):
        return Frame(self.name, np.ascontiguousarray(self.pixels[..., 1]), self.label_map)

    def _along(self, axis, value, parts):
        scale = (self.width, self.height)[axis] / SMALL[axis]
        return round(value * scale * parts) / parts


def photograph(name):
    return np.asarray(Image.open(ROOT / "raw-images" / name).convert("RGB"))


def small():
    image = Image.open(ROOT / "raw-images" / "astronaut.png").convert("RGB").crop((60, 0, 460, 280))
    image = np.asarray(image.resize(SMALL, Image.Resampling.BOX))
    mask = np.zeros(SMALL[::-1], np.uint8)
    cv2.ellipse(mask, (24, 20), (16, 11), 20, 0, 360, 1, -1)
    cv2.rectangle(mask, (44, 22), (70, 48), 2, -1)
    return Frame("small", image, mask)


def large():
    """Pixels of PNGs as they are, so that every decoder gives the same: VGA, with a mirrored margin, and odd sides."""
    vga = np.pad(photograph("astronaut.png")[:480], ((0, 0), (0, 128), (0, 0)), "symmetric")
    odd = np.ascontiguousarray(photograph("coffee.png")[100:317, 130:463])
    return [Frame(name, image, shapes(image)) for name, image in (("vga", vga), ("odd", odd))]


def shapes(image):
    """An ellipse and a rectangle, by whole numbers."""
    height, width = image.shape[:2]
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    a, b = width // 5, height // 4
    ellipse = ((x - width // 3) * b) ** 2 + ((y - height // 3) * a) ** 2 <= (a * b) ** 2
    mask = ellipse.astype(np.uint8)
    mask[height * 2 // 5 : height * 6 // 7, width * 11 // 20 : width * 7 // 8] = 2
    return mask
