"""Perspectives and elastic fields of torchvision."""

from unittest import mock

import numpy as np
import torch
from torchvision import tv_tensors
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional

from .pictures import channels_first, channels_last


def perspectives(references):
    frame = references.frame
    bilinear, nearest = v2.InterpolationMode.BILINEAR, v2.InterpolationMode.NEAREST

    def add(scale, shares, agreement, mode=bilinear, fill=0, fill_mask=0):
        """`shares`: of each corner, from the upper left clockwise, how far it moves along x and along y."""
        asked = []
        corner = ((0, 0), (1, 0), (1, 1), (0, 1))

        def randint(low, high, size):
            asked.append(None)
            share, isFar = shares[len(asked) - 1], corner[(len(asked) - 1) // 2][(len(asked) - 1) % 2]
            inwards = int(share * (high - low))
            return torch.tensor([high - 1 - inwards if isFar else low + inwards])

        transform = v2.RandomPerspective(distortion_scale=scale, p=1, interpolation=mode)
        boxes = tv_tensors.BoundingBoxes(frame.boxes, format="XYXY", canvas_size=(frame.height, frame.width))
        with mock.patch("torch.randint", randint):
            coefficients = transform.make_params([boxes])["coefficients"]
        assert len(asked) == 8
        boxes = functional.perspective(boxes, None, None, coefficients=coefficients)
        image = warped(channels_first(frame.image), coefficients, mode, fill)
        mask = warped(frame.mask[None], coefficients, nearest, fill_mask)[0]
        name = {bilinear: "linear", nearest: "nearest"}[mode]
        parameters = {"distortion_scale": scale, "interpolation": name, "fill": fill, "fill_mask": fill_mask}
        boxes = [[round(value, 4) for value in box] for box in boxes.tolist()]
        pixels = channels_last(image)
        references.store("RandomPerspective", parameters, shares, pixels, mask, boxes, None, agreement)

    add(0.5, [0.31, 0.82, 0.15, 0.4, 0.93, 0.26, 0.6, 0.71], "linear", fill=frame.colour(200, 100, 50), fill_mask=5)
    add(0.5, [0.97, 0.96, 0.02, 0.03, 0.5, 0.9, 0.1, 0.8], "linear")
    add(0.9, [0.24, 0.37, 0.55, 0.14, 0.44, 0.41, 0.29, 0.12], "nearest", mode=nearest, fill=90)


def warped(pixels, coefficients, mode, fill):
    """torchvision's own warp of the difference from the colour outside: given a colour, it weights that twice in pixels
    which are partly outside."""
    colour = torch.tensor(np.broadcast_to(np.asarray(fill, np.float32), len(pixels)).copy())[:, None, None]
    difference = torch.tensor(pixels.astype(np.float32)) - colour
    made = functional.perspective_image(difference, None, None, mode, None, coefficients) + colour
    return made.round().to(torch.uint8).numpy()


def elastic_fields(references):
    """Other random numbers: the field is compared away from the edges, where upstream's is stronger, as it mirrors its
    numbers there."""
    height, width, inside = 224, 320, slice(30, -30)
    for alpha, sigma in (([200.0, 200.0], 5.0), ([400.0, 100.0], 8.0)):
        torch.manual_seed(1)
        transform = v2.ElasticTransform(alpha=alpha, sigma=sigma)
        boxes = tv_tensors.BoundingBoxes([[0, 0, 1, 1]], format="XYXY", canvas_size=(height, width))
        made = np.stack([transform.make_params([boxes])["displacement"][0].numpy() for _ in range(40)])
        x, y = made[:, inside, inside, 0] * width / 2, made[:, inside, inside, 1] * height / 2
        correlation = [float(np.corrcoef(x[:, :, :-lag].ravel(), x[:, :, lag:].ravel())[0, 1]) for lag in (5, 10)]
        statistics = {
            "std": round(float(x.std()), 4),
            "stdY": round(float(y.std()), 4),
            "correlation": [round(value, 3) for value in correlation],
            "axesCorrelation": round(float(np.corrcoef(x.ravel(), y.ravel())[0, 1]), 2),
        }
        parameters = {"alpha": alpha, "alpha_unit": "torchvision", "sigma": sigma, "noise_distribution": "uniform"}
        references.store_distribution("ElasticTransform", parameters, "statistics", field=statistics)
