"""Turns one image upside down."""

import json
import sys
from pathlib import Path

from PIL import Image

SOURCES, RESULTS = Path(sys.argv[1]), Path(sys.argv[2])

RESULTS.mkdir(parents=True)
[path] = SOURCES.iterdir()
Image.open(path).transpose(Image.Transpose.FLIP_TOP_BOTTOM).save(RESULTS / path.name, **json.loads(sys.argv[3]))
