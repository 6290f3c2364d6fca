"""The files of the references: whole images of the small frame, and samples of the large ones."""

import json
import zlib

import numpy as np
from PIL import Image

SAMPLES = 2400
ON_EDGES = 400


def write_whole(references, folder):
    """A PNG of each image and label map, and references.json, which has the rest: a case in each line."""
    frame = references.frame
    save(frame.image, folder / "source.png")
    save(frame.mask, folder / "source.mask.png")
    lines, numbers = [], {}
    for case in references.cases:
        if "image" not in case:
            lines.append(json.dumps(case))
            continue
        name = case["transform"]
        number = numbers[name] = numbers.get(name, 0) + 1
        image = f"{name}.{number}.png"
        save(case["image"], folder / image)
        mask = "source.mask.png" if np.array_equal(case["mask"], frame.mask) else f"{name}.{number}.mask.png"
        if mask != "source.mask.png":
            save(case["mask"], folder / mask)
        said = {key: value for key, value in case.items() if key != "kind"}
        lines.append(json.dumps({**said, "image": image, "mask": mask}))
    labels = f'"boxes": {frame.boxes},\n"keypoints": {frame.keypoints}'
    cases = ",\n".join(lines)
    (folder / "references.json").write_text(f'{{\n{labels},\n"cases": [\n{cases}\n]}}\n')


def save(pixels, path):
    Image.fromarray(pixels).save(path, optimize=True)


def write_sampled(all_references, folder):
    """NAME.bin of each transform: of its cases, one after another, the samples of the image and of the label map, deflated.
    references.json has the rest."""
    frames = {
        references.frame.name: {"boxes": references.frame.boxes, "keypoints": references.frame.keypoints}
        for references in all_references
    }
    lines, samples = [], {}
    for references in all_references:
        for case in references.cases:
            image, mask = case.pop("image"), case.pop("mask")
            channels = 1 if image.ndim == 2 else 3
            size = {"channels": channels, "width": image.shape[1], "height": image.shape[0]}
            samples.setdefault(case["transform"], []).extend([sampled(image), sampled(mask)])
            case.pop("kind")
            lines.append(json.dumps({"frame": references.frame.name, **size, **case}))
    for name, parts in samples.items():
        (folder / f"{name}.bin").write_bytes(zlib.compress(b"".join(parts), 9))
    cases = ",\n".join(lines)
    (folder / "references.json").write_text(f'{{\n"frames": {json.dumps(frames)},\n"cases": [\n{cases}\n]}}\n')


def sampled(pixels):
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    return pixels.ravel()[positions(pixels.shape[1], pixels.shape[0], channels)].tobytes()


def positions(width, height, channels):
    """Of samples: the first evenly along the four edges, the others all over the image, by multiples of the golden ratio."""
    along = np.arange(ON_EDGES) * (2 * (width + height)) // ON_EDGES
    x = np.where(along < 2 * width, along % width, np.where(along < 2 * width + height, 0, width - 1))
    y = np.where(along < width, 0, np.where(along < 2 * width, height - 1, (along - 2 * width) % height))
    edges = (y * width + x) * channels + np.arange(ON_EDGES) % channels
    multiples = np.arange(1, SAMPLES - ON_EDGES + 1, dtype=np.uint64) * 0x9E3779B1 % 2**32
    return np.concatenate([edges, (multiples * (width * height * channels) // 2**32).astype(np.int64)])
