"""Makes test/reference/rle.json: masks and their run lengths as pycocotools 2.0 writes them.

Run with numpy and pycocotools installed: python test/reference/make_rle_reference.py
"""

import json
from pathlib import Path

import numpy as np
from pycocotools import mask as coco


def runs(bitmap):
    """Run lengths down the columns, zeros first: COCO's uncompressed counts."""
    flat = bitmap.flatten(order="F")
    edges = np.flatnonzero(np.diff(flat)) + 1
    lengths = np.diff(np.concatenate([[0], edges, [flat.size]])).tolist()
    return lengths if flat[0] == 0 else [0, *lengths]


def case(name, bitmap):
    bitmap = np.asfortranarray(bitmap.astype(np.uint8))
    encoded = coco.encode(bitmap)
    uncompressed = {"size": list(bitmap.shape), "counts": runs(bitmap)}
    assert coco.frPyObjects(uncompressed, *bitmap.shape)["counts"] == encoded["counts"]
    return {
        "name": name,
        "size": list(bitmap.shape),
        "rows": ["".join(map(str, row)) for row in bitmap.tolist()],
        "counts": runs(bitmap),
        "text": encoded["counts"].decode("ascii"),
        "area": int(coco.area(encoded)),
        "bbox": coco.toBbox(encoded).tolist(),
    }


def cases():
    draw = np.random.default_rng(7)
    yield case("empty", np.zeros((4, 6)))
    yield case("full", np.ones((4, 6)))
    yield case("first pixel", np.pad([[1]], ((0, 4), (0, 2))))
    yield case("last pixel", np.pad([[1]], ((4, 0), (2, 0))))
    yield case("one row", draw.random((1, 40)) < 0.5)
    yield case("one column", draw.random((40, 1)) < 0.5)
    yield case("noise", draw.random((17, 23)) < 0.5)
    yield case("sparse", draw.random((61, 43)) < 0.01)
    y, x = np.mgrid[:48, :64]
    yield case("disc", (x - 30) ** 2 + (y - 20) ** 2 < 15**2)
    yield case("ring", abs((x - 30) ** 2 + (y - 20) ** 2 - 200) < 60)
    yield case("long runs", np.pad(np.ones((40, 30)), ((30, 30), (35, 35))))


target = Path(__file__).with_name("rle.json")
target.write_text("[\n" + ",\n".join(json.dumps(one) for one in cases()) + "\n]\n")
