"""Makes the stored references of the transforms that take something of another image, and of Superpixels: what
Albumentations 2.0.8 does with the small image of the other references, and the names and defaults of its parameters.

    pip install albumentations==2.0.8 opencv-python-headless==4.11.0.86 pillow
    python test/reference/make_reference_image_reference.py

Every case fixes what would be random; `draws` are fed to our transform in the order in which it asks.

PixelDistributionAdaptation of 2.0.8 loses the factor of 255 on the way back from its statistics, and gives black for the
changed image. Here its statistics are used with that factor, and the directions of the components are those of the smaller
turns; upstream's are what the solver happens to give.
"""

import inspect
import json
from pathlib import Path
from unittest import mock

import albumentations as A
import albumentations.augmentations.mixing.domain_adaptation_functional as adaptation
import albumentations.augmentations.pixel.functional as fpixel
import cv2
import numpy as np
from PIL import Image

slic = fpixel.slic
ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test" / "golden" / "reference-images"
SOURCE = ROOT / "test" / "golden" / "transforms" / "source.png"
NAMES = ["FDA", "HistogramMatching", "OverlayElements", "PixelDistributionAdaptation", "Superpixels"]


class Queue:
    """Stands for upstream's generators."""

    def __init__(self, values):
        self.values = list(values)

    def uniform(self, low, high):
        return low if low == high else self.values.pop(0)

    def choice(self, items):
        return items[0]

    def randint(self, low, high):
        return self.uniform(low, high)

    def random(self, count):
        return np.zeros(count)


def overlaid(bbox, offset, image, reference):
    metadata = {"image": reference, **({} if bbox is None else {"bbox": bbox})}
    transform = A.OverlayElements(p=1)
    pipeline = A.Compose([transform])
    transform.py_random = Queue(offset)
    return pipeline(image=image, overlay_metadata=metadata)["image"]


def superpixels(parameters, image):
    transform = A.Superpixels(**parameters, p=1)
    pipeline = A.Compose([transform])
    transform.py_random = transform.random_generator = Queue([])
    # Upstream never replaces the superpixel of the number 0.
    with mock.patch.object(fpixel, "slic", lambda *given, **named: slic(*given, **named) + 1):
        return pipeline(image=image)["image"]


def other(size):
    image = Image.open(ROOT / "raw-images" / "airliner.jpg").convert("RGB").crop((60, 40, 1020, 712))
    return np.asarray(image.resize(size, Image.Resampling.BOX))


def upstream(name, parameters, values, image, reference):
    transform = getattr(A, name)(**parameters, p=1)
    pipeline = A.Compose([transform])
    transform.py_random = transform.random_generator = queue = Queue(values)
    result = pipeline(image=image, **{transform.metadata_key: [reference]})["image"]
    assert not queue.values, (name, "unused", queue.values)
    return result


class Levels(adaptation.DomainAdapter):
    def reconstruct(self, pixels, height, width):
        return np.clip(np.round(pixels * 255), 0, 255).reshape(height, width, self.num_channels)


def turned(image, reference):
    pixels = image.reshape(-1, 3) / 255
    mean, axes, _ = cv2.PCACompute2(pixels, mean=None)
    other_mean, other_axes, _ = cv2.PCACompute2(reference.reshape(-1, 3) / 255, mean=None)
    other_axes = other_axes * np.sign(np.sum(axes * other_axes, axis=1, keepdims=True))
    levels = ((pixels - mean) @ axes.T @ other_axes + other_mean) * 255
    return np.clip(np.round(levels), 0, 255).reshape(image.shape)


def adapted(image, reference, transform_type, weight):
    height, width = image.shape[:2]
    reference = cv2.resize(reference, (width, height), interpolation=cv2.INTER_AREA)
    scalers = {"standard": adaptation.StandardScaler, "minmax": adaptation.MinMaxScaler}
    if transform_type == "pca":
        changed = turned(image, reference)
    else:
        changed = Levels(scalers[transform_type](), reference)(image)
    return np.clip(np.round(image * (1 - weight) + changed * weight), 0, 255).astype(np.uint8)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    image = np.asarray(Image.open(SOURCE).convert("RGB"))
    references = {"small": other((64, 48)), "double": other((160, 112))}
    for name, reference in references.items():
        Image.fromarray(reference).save(OUT / f"{name}.png", optimize=True)
    cases = []

    def add(name, parameters, draws, reference, result):
        file = f"{name}.{sum(case['transform'] == name for case in cases)}.png"
        Image.fromarray(result).save(OUT / file, optimize=True)
        cases.append({"transform": name, "parameters": parameters, "draws": draws, "other": reference, "image": file})

    for name, parameters, draws, reference in [
        ("HistogramMatching", {"blend_ratio": [0.5, 1]}, [0.7], "small"),
        ("HistogramMatching", {"blend_ratio": [1, 1]}, [], "double"),
        ("FDA", {"beta_limit": [0, 0.1]}, [0.1], "small"),
        ("FDA", {"beta_limit": [0, 0.1]}, [0.05], "double"),
        ("FDA", {"beta_limit": [0.5, 0.5]}, [], "small"),
    ]:
        add(name, parameters, draws, reference, upstream(name, parameters, draws, image, references[reference]))
    for transform_type, weight in [("pca", 1), ("pca", 0.4), ("standard", 0.8), ("minmax", 1)]:
        parameters = {"transform_type": transform_type, "blend_ratio": [weight, weight]}
        result = adapted(image, references["double"], transform_type, weight)
        add("PixelDistributionAdaptation", parameters, [], "double", result)
    for bbox, offset, draws in [
        # The 16 columns and 8 rows of room are shared out evenly.
        (None, [5, 2], [5.5 / 17, 2.5 / 9]),
        ([0.25, 0.125, 0.65, 0.625], [], [0, 0]),
    ]:
        parameters = {} if bbox is None else {"bbox": bbox}
        result = overlaid(bbox, offset, image, references["small"])
        add("OverlayElements", parameters, draws, "small", result)
    for parameters in [
        {"n_segments": [20, 20]},
        {"n_segments": [150, 150], "max_size": None},
        {"n_segments": [40, 40], "max_size": 40, "interpolation": cv2.INTER_NEAREST},
        {"n_segments": [30, 30], "max_size": 50},
    ]:
        parameters = {**parameters, "p_replace": [1, 1]}
        add("Superpixels", parameters, [], None, superpixels(parameters, image))
    (OUT / "references.json").write_text(json.dumps(cases, indent=1) + "\n")
    (OUT / "signatures.json").write_text(json.dumps({name: signature(name) for name in NAMES}, indent=1) + "\n")


def signature(name):
    parameters = inspect.signature(getattr(A, name).__init__).parameters
    return {
        key: {} if value.default is inspect.Parameter.empty else {"default": plain(value.default)}
        for key, value in parameters.items()
        if key != "self"
    }


def plain(value):
    return None if callable(value) else value


if __name__ == "__main__":
    main()
