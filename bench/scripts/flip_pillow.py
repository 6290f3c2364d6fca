"""Turns the images of a folder upside down, with one process for each core. What follows the folders goes to `save`."""

import json
import sys
from multiprocessing import Pool
from pathlib import Path

from PIL import Image

SOURCES, RESULTS = Path(sys.argv[1]), Path(sys.argv[2])
SAVE = json.loads(sys.argv[3])


def flip(path):
    with Image.open(path) as image:
        image.transpose(Image.Transpose.FLIP_TOP_BOTTOM).save(RESULTS / path.name, **SAVE)


if __name__ == "__main__":
    RESULTS.mkdir(parents=True)
    images = sorted(SOURCES.iterdir())
    with Pool(min(2, len(images))) as pool:
        for _ in pool.imap_unordered(flip, images, chunksize=16):
            pass
