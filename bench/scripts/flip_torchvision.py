"""Turns the JPEGs of a folder upside down, with one process for each core. What follows the folders goes to `write_jpeg`."""

import json
import sys
from multiprocessing import Pool
from pathlib import Path

import torch
from torchvision.io import decode_jpeg, read_file, write_jpeg
from torchvision.transforms.v2.functional import vertical_flip

SOURCES, RESULTS = Path(sys.argv[1]), Path(sys.argv[2])
WRITE = json.loads(sys.argv[3])


def flip(path):
    image = decode_jpeg(read_file(str(path)))
    write_jpeg(vertical_flip(image).contiguous(), str(RESULTS / path.name), **WRITE)


if __name__ == "__main__":
    RESULTS.mkdir(parents=True)
    torch.set_num_threads(1)
    images = sorted(SOURCES.iterdir())
    with Pool(min(2, len(images))) as pool:
        for _ in pool.imap_unordered(flip, images, chunksize=16):
            pass
