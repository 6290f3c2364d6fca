"""Crops and sizes of torchvision's recipes for detection."""

from unittest import mock

import cv2
import torch
from torchvision import tv_tensors
from torchvision.transforms import v2

from .pictures import channels_first, channels_last


def detection(references):
    """Masks are resized at pixel centres, as ours are."""
    frame = references.frame
    nearest = v2.InterpolationMode.NEAREST_EXACT

    def add(transform, parameters, draws, theirs, agreement="exact"):
        name = type(transform).__name__
        image = tv_tensors.Image(channels_first(frame.image))
        mask = tv_tensors.Mask(frame.mask)
        boxes = tv_tensors.BoundingBoxes(frame.boxes, format="XYXY", canvas_size=(frame.height, frame.width))
        values = list(theirs)
        given = lambda *_, **__: torch.tensor(values.pop(0))
        with mock.patch("torch.rand", given), mock.patch("torch.randint", given):
            image, mask, boxes = transform(image, mask, boxes)
        assert not values, (name, "unused", values)
        size = list(image.shape[-2:])
        if agreement != "exact":
            whole = tv_tensors.Mask(frame.mask)[None]
            mask = v2.functional.resize_image(whole, size, interpolation=nearest)[0]
        boxes = [[round(value, 4) for value in box] for box in boxes.tolist()]
        pixels = channels_last(image.numpy())
        if agreement == "area":
            pixels = cv2.resize(frame.image, size[::-1], interpolation=cv2.INTER_AREA)
        references.store(name, parameters, draws, pixels, mask.numpy(), boxes, None, agreement)

    fill = {tv_tensors.Image: frame.colour(200, 100, 50), tv_tensors.Mask: 5}
    ours = {"fill": frame.colour(200, 100, 50), "fill_mask": 5}
    add(v2.RandomZoomOut(fill=fill, p=1), ours, [1.63, 0.31, 0.72], [[0.0], [0.21], [0.31, 0.72]])
    # The first crop is too narrow.
    options = [0.9, 0.3]
    scales = [[(value - 0.3) / 0.7 for value in pair] for pair in ((0.31, 0.99), (0.62, 0.83))]
    theirs = [[1], scales[0], scales[1], [0.4, 0.5]]
    ours = [1, 0.31, 0.99, 0.62, 0.83, 0.4, 0.5]
    add(v2.RandomIoUCrop(sampler_options=options), {"sampler_options": options}, ours, theirs)
    add(v2.RandomIoUCrop(), {}, [6], [[6]])
    # Where torchvision's antialiasing shrinks, it weights by a triangle; ours is OpenCV's area.
    for factor, antialias, agreement in ((0.917, True, "torch"), (0.563, False, "torch"), (0.263, True, "area")):
        target = [frame.y(100), frame.x(90)]
        parameters = {"target_size": target, "antialias": antialias}
        add(v2.ScaleJitter(target, antialias=antialias), parameters, [factor], [[(factor - 0.1) / 1.9]], agreement)
