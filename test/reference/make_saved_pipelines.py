"""Saves pipelines with the version of Albumentations that runs it, as people write them for that version.

    python3 -m venv v13 && v13/bin/pip install albumentations==1.3.1 "numpy<2" "opencv-python-headless<4.12" pillow
    v13/bin/pip install --no-deps imgaug==0.4.0 six shapely
    python3 -m venv v14 && v14/bin/pip install albumentations==1.4.24 "numpy<2.3" "opencv-python-headless<4.12" pillow
    python3 -m venv v20 && v20/bin/pip install albumentations==2.0.8 "numpy<2.3" "opencv-python-headless<4.12" pillow
    for venv in v13 v14 v20; do $venv/bin/python test/reference/make_saved_pipelines.py; done

Each pipeline is written by `A.save` to test/import/pipelines/VERSION/NAME.json (two of them as YAML, too). A second
time it is made without chance: every range is one value, every p is 1, of a choice its first transform remains, and what
always draws, or is no comparison of single steps any more (a second resampling, JPEG of moved pixels), is left out. That one is NAME.fixed.json, and NAME.fixed.png is the picture that it makes of source.png.
"""

import warnings
from pathlib import Path

import albumentations as A
import cv2
import numpy as np
from PIL import Image
from saved_pipelines import classification, competition, detection, keypoints, segmentation, text
from saved_pipelines.parts import Choices

warnings.simplefilter("ignore")
ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test" / "import" / "pipelines" / A.__version__
SOURCE = ROOT / "test" / "golden" / "transforms" / "source.png"
AS_YAML = ("detection-street", "segmentation-organs")


PIPELINES = {
    "detection-street": (detection.street, {"bbox_params": A.BboxParams("pascal_voc", min_visibility=0.1, label_fields=["labels"])}),
    "detection-ears": (detection.ears, {"bbox_params": A.BboxParams("coco", min_area=16, label_fields=["labels"])}),
    "detection-signs": (detection.signs, {"bbox_params": A.BboxParams("yolo", label_fields=["labels"])}),
    "detection-camera-trap": (detection.camera_trap, {"bbox_params": A.BboxParams("coco", min_visibility=0.3, min_area=64)}),
    "detection-shelves": (detection.shelves, {"bbox_params": A.BboxParams("albumentations", min_width=4, min_height=4)}),
    "segmentation-roads": (segmentation.roads, {}),
    "segmentation-organs": (segmentation.organs, {}),
    "segmentation-tissue": (segmentation.tissue, {"additional_targets": {"nuclei": "mask"}}),
    "segmentation-buildings": (segmentation.buildings, {}),
    "classification-leaves": (classification.leaves, {}),
    "classification-skin": (classification.skin, {}),
    "classification-contrastive": (classification.contrastive, {}),
    "ocr-lines": (text.lines, {}),
    "ocr-plates": (text.plates, {}),
    "documents": (text.documents, {}),
    "medical-xray": (classification.xray, {}),
    "keypoints-bodies": (keypoints.bodies, {"keypoint_params": A.KeypointParams("xy", remove_invisible=False)}),
    "keypoints-faces": (keypoints.faces, {"keypoint_params": A.KeypointParams("xy")}),
    "forgeries": (classification.forgeries, {"p": 0.9}),
    "surfaces": (classification.surfaces, {}),
    "night-drive": (classification.night_drive, {}),
    **({"competition": (competition.competition, {})} if hasattr(A, "IAASharpen") else {}),
}


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    image = np.asarray(Image.open(SOURCE).convert("RGB"))
    for name, (make, settings) in PIPELINES.items():
        pipeline = A.Compose(make(Choices(fixed=False)), **settings)
        A.save(pipeline, str(OUT / f"{name}.json"))
        if name in AS_YAML:
            A.save(pipeline, str(OUT / f"{name}.yaml"), data_format="yaml")
        fixed = A.Compose(make(Choices(fixed=True)))
        A.save(fixed, str(OUT / f"{name}.fixed.json"))
        Image.fromarray(fixed(image=image)["image"]).save(OUT / f"{name}.fixed.png", optimize=True)


main()
