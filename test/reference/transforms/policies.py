"""The policies of torchvision."""

import numpy as np
import torch
from PIL import Image
from torchvision import tv_tensors
from torchvision.transforms import v2

from .pictures import channels_first, channels_last

AGREEMENTS = {
    "ShearX": "nearest",
    "ShearY": "nearest",
    "Rotate": "nearest",
    "Color": "pillow",
    "Contrast": "pillow",
    "Sharpness": "smooth",
}


AUTO_AUGMENT = (("imagenet", 0, "nearest"), ("imagenet", 7, "exact"), ("cifar10", 24, "exact"), ("svhn", 12, "exact"))


def magnitude(frame, space, member, bin, bins, negative):
    values, signed = space[member][0](bins, frame.height, frame.width), space[member][1]
    return 0.0 if values is None else float(values[bin]) * (-1 if signed and negative else 1)


def policies(references):
    """As torchvision changes an image of Pillow, which is what its training recipes do; labels by the same functions."""
    frame = references.frame
    image, mask = Image.fromarray(frame.image), Image.fromarray(frame.mask)
    whole = tv_tensors.BoundingBoxes(frame.boxes, format="XYXY", canvas_size=(frame.height, frame.width))

    def applied(policy, steps):
        made, moved, boxes = image, mask, whole
        for member, amount in steps:

            def change(one):
                return policy._apply_image_or_video_transform(one, member, amount, policy.interpolation, policy._fill)

            made = change(made)
            if member[:5] in ("Shear", "Trans", "Rotat"):
                moved, boxes = change(moved), change(boxes)
        boxes = v2.functional.clamp_bounding_boxes(boxes).tolist()
        boxes = [[round(v, 4) for v in box] if box[2] > box[0] and box[3] > box[1] else None for box in boxes]
        return np.asarray(made), np.asarray(moved), boxes

    def add(policy, parameters, draws, steps, agreement="exact", kind=None):
        made, moved, boxes = applied(policy, steps)
        references.store(type(policy).__name__, parameters, draws, made, moved, boxes, None, agreement, kind)

    rand = v2.RandAugment()
    space = rand._AUGMENTATION_SPACE
    for index, member in enumerate(space):
        bin, negative = 5 + index, index % 2 == 1
        steps = [(member, magnitude(frame, space, member, bin, 31, negative))]
        parameters = {"num_ops": 1, "magnitude": bin}
        add(rand, parameters, [index, negative], steps, AGREEMENTS.get(member, "exact"))
    twice = [("TranslateX", magnitude(frame, space, "TranslateX", 7, 10, True)), ("Equalize", 0.0)]
    add(rand, {"magnitude": 7, "num_magnitude_bins": 10}, [3, True, 13, False], twice)
    steps = [("TranslateY", magnitude(frame, space, "TranslateY", 20, 31, False))]
    add(v2.RandAugment(fill=77), {"num_ops": 1, "magnitude": 20, "fill": 77, "fill_mask": 77}, [4, False], steps)

    wide = v2.TrivialAugmentWide()
    space = wide._AUGMENTATION_SPACE
    for index, member in enumerate(space):
        for bin in (3, 30) if space[member][0](31, frame.height, frame.width) is not None else (0,):
            negative = (index + bin) % 2 == 1
            steps = [(member, magnitude(frame, space, member, bin, 31, negative))]
            add(wide, {}, [index, bin, negative], steps, AGREEMENTS.get(member, "exact"), member)

    for name, number, agreement in AUTO_AUGMENT:
        auto = v2.AutoAugment(v2.AutoAugmentPolicy(name))
        space = auto._AUGMENTATION_SPACE
        steps = [(member, magnitude(frame, space, member, bin, 10, True)) for member, _, bin in auto._policies[number]]
        add(auto, {"policy": name}, [number, True, True, True, True], steps, agreement)
        add(auto, {"policy": name}, [number, False, True, True, True], steps[1:], agreement)


def aug_mix(references):
    """torchvision's own functions and mixture, with given weights and members. It cuts the sum off."""
    frame = references.frame
    policy = v2.AugMix()
    space = policy._AUGMENTATION_SPACE
    names = list(space)
    for depth, chains, shares in (
        (1, [[("Solarize", 4, False)], [("Posterize", 5, False)]], [0.3, 0.5]),
        (2, [[("Brightness", 6, True), ("TranslateX", 5, False)], [("Equalize", 0, False), ("Contrast", 3, False)]], [0.25, 0.6]),
    ):
        image = torch.from_numpy(channels_first(frame.image).copy())
        # Gamma numbers of the shape 1 that make these shares: ours are drawn by Marsaglia and Tsang.
        mix = shares[0] * image.float()
        for chain, weight in zip(chains, (shares[1], 1 - shares[1])):
            made = image
            for member, bin, negative in chain:
                amount = magnitude(frame, space, member, bin, 10, negative)
                made = policy._apply_image_or_video_transform(made, member, amount, policy.interpolation, policy._fill)
            mix += (1 - shares[0]) * weight * made
        made = channels_last(mix.to(torch.uint8).numpy())
        draws = [draw for share in (shares[0], 1 - shares[0], shares[1], 1 - shares[1]) for draw in (gamma_draw(share), 0.5)]
        draws += [draw for chain in chains for member, bin, negative in chain for draw in (names.index(member), bin, negative)]
        parameters = {"mixture_width": 2, "chain_depth": depth, "severity": 10}
        references.store("AugMix", parameters, draws, made, frame.mask, frame.boxes, None, "truncated")


def gamma_draw(value):
    """The normal number from which Marsaglia and Tsang's method for the shape 1 makes this number."""
    d = 1 - 1 / 3
    return ((value / d) ** (1 / 3) - 1) * (9 * d) ** 0.5
