"""Turns the images of a folder upside down, with one process for each core. What follows the folders goes to `imwrite`."""

import json
import sys
from multiprocessing import Pool
from pathlib import Path

import cv2

SOURCES, RESULTS = Path(sys.argv[1]), Path(sys.argv[2])
SAVE = json.loads(sys.argv[3])
FLAGS = [getattr(cv2, part) if isinstance(part, str) else part for pair in SAVE.items() for part in pair]


def start_worker():
    cv2.setNumThreads(1)


def flip(path):
    cv2.imwrite(str(RESULTS / path.name), cv2.flip(cv2.imread(str(path)), 0), FLAGS)


if __name__ == "__main__":
    RESULTS.mkdir(parents=True)
    with Pool(2, start_worker) as pool:
        for _ in pool.imap_unordered(flip, sorted(SOURCES.iterdir()), chunksize=16):
            pass
