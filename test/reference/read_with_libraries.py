"""Reads output folders with the libraries that train on them.

    pip install ultralytics==8.4.190 torch==2.5.1 torchvision==0.20.1 pycocotools==2.0.11
    python read_with_libraries.py (yolo|coco|classes) FOLDER-OR-FILE...

Prints one line of JSON for each argument: what was read. A complaint of the library ends it with exit code 1.
test/libraries.test.ts runs it where AUGMENT_TEST_PYTHON names a Python that has them.

yolo: a folder with data.yaml, by Ultralytics' own check and dataset loader, for train and val.
coco: an annotation file, by pycocotools; masks' areas are compared with `area`. Images are sought below its folder's
      parent and its own folder.
classes: a folder of class folders, by torchvision's ImageFolder, every image loaded.
"""

import json
import sys
from collections import Counter
from pathlib import Path


def read_yolo(folder):
    import logging

    from ultralytics.data.dataset import YOLODataset
    from ultralytics.data.utils import check_det_dataset
    from ultralytics.utils import LOGGER

    complaints = []

    class Complaints(logging.Handler):
        def emit(self, record):
            complaints.append(record.getMessage())

    handler = Complaints(level=logging.WARNING)
    LOGGER.addHandler(handler)
    data = check_det_dataset(str(Path(folder) / "data.yaml"), autodownload=False)
    texts = [path.read_text() for path in Path(folder).rglob("*.txt") if path.name != "classes.txt"]
    columns = [len(line.split()) for text in texts for line in text.splitlines()]
    task = "pose" if "kpt_shape" in data else "segment" if max(columns) > 5 else "detect"
    result = {"names": data["names"], "task": task}
    for split in ("train", "val"):
        dataset = YOLODataset(
            img_path=data[split], data=data, task=task, augment=False, imgsz=64, rect=False, batch_size=1
        )
        classes = Counter(data["names"][int(c)] for label in dataset.labels for c in label["cls"].flatten())
        result[split] = {
            "images": len(dataset),
            "objects": dict(sorted(classes.items())),
            "segments": sum(len(label["segments"]) for label in dataset.labels),
            "keypoints": sum(0 if label["keypoints"] is None else label["keypoints"].shape[0] for label in dataset.labels),
        }
        for index in range(len(dataset)):
            dataset[index]
    LOGGER.removeHandler(handler)
    bad = [text for text in complaints if "cache" not in text.lower()]
    assert not bad, bad
    return result


def read_coco(file):
    import contextlib
    import io

    from PIL import Image, ImageOps
    from pycocotools.coco import COCO

    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(file)
    parents = [Path(file).parent, Path(file).parent.parent]
    worst = 0.0
    for image in coco.imgs.values():
        found = [path for parent in parents for path in parent.rglob(Path(image["file_name"]).name)]
        assert found, f"no image {image['file_name']}"
        size = ImageOps.exif_transpose(Image.open(found[0])).size
        assert size == (image["width"], image["height"]), (image, size)
    masks = 0
    for annotation in coco.anns.values():
        assert annotation["image_id"] in coco.imgs and annotation["category_id"] in coco.cats, annotation
        if not annotation.get("segmentation"):
            continue
        mask = coco.annToMask(annotation)
        masks += 1
        difference = abs(float(mask.sum()) - annotation["area"])
        ys, xs = mask.nonzero()
        edge = 2 * (xs.max() - xs.min() + ys.max() - ys.min() + 2) if len(xs) else 4
        worst = max(worst, difference / edge)
        assert difference <= edge, (annotation["id"], mask.sum(), annotation["area"])
    counts = Counter(coco.cats[annotation["category_id"]]["name"] for annotation in coco.anns.values())
    return {
        "images": len(coco.imgs),
        "objects": dict(sorted(counts.items())),
        "masks": masks,
        "worst_area_difference_per_edge_pixel": round(worst, 3),
    }


def read_classes(folder):
    from torchvision.datasets import ImageFolder

    dataset = ImageFolder(folder)
    counts = Counter(dataset.classes[label] for _, label in (dataset[i] for i in range(len(dataset))))
    return {"classes": dataset.classes, "images": dict(sorted(counts.items()))}


READERS = {"yolo": read_yolo, "coco": read_coco, "classes": read_classes}

if __name__ == "__main__":
    for argument in sys.argv[2:]:
        print(json.dumps(READERS[sys.argv[1]](argument)))
