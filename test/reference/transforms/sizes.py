"""Other sizes: by interpolation, by padding, and as Ultralytics and Albumentations fit an image into a square."""

from itertools import count
from math import gcd

import cv2
import numpy as np


def sizes(references):
    frame, add = references.frame, references.add

    def resized(name, parameters, agreement="resize", **more):
        add(name, parameters, agreement=agreement, keypoints=False, **more)

    smaller = {"height": frame.y(40), "width": frame.x(50)}
    for interpolation, agreement in ((1, "resize"), (2, "resize"), (3, "area"), (0, "exact")):
        resized("Resize", {**smaller, "interpolation": interpolation}, agreement, kind=interpolation)
    resized("Resize", {"height": frame.y(90), "width": frame.x(97)}, kind="larger")
    resized("Resize", {**smaller, "area_for_downscale": "image"}, "area", kind=3)
    resized("LongestMaxSize", {"max_size": frame.x(45)})
    resized("LongestMaxSize", {"max_size_hw": [frame.y(100), frame.x(90)]})
    resized("LongestMaxSize", {"max_size": [frame.x(30), frame.x(50)]}, draws=[1], theirs=[frame.x(50)])
    resized("SmallestMaxSize", {"max_size": frame.x(45)})
    resized("SmallestMaxSize", {"max_size_hw": [None, frame.x(90)]})


def further_sizes(references):
    frame, add = references.frame, references.add
    for scale in (0.37, -0.41):
        add("RandomScale", {"scale_limit": [scale, scale]}, agreement="resize", keypoints=False, kind=scale)
    area = {"scale_limit": [-0.41, -0.41], "area_for_downscale": "image"}
    add("RandomScale", area, agreement="area", keypoints=False)

    side = frame.y(40)
    crop = {"size": [frame.y(48), frame.x(64)], "min_max_height": [side, side], "w2h_ratio": 1.3}
    add("RandomSizedCrop", crop, draws=[0.31, 0.77], agreement="resize", keypoints=False)
    large = {"size": [frame.y(20), frame.x(30)], "min_max_height": [frame.y(70), frame.y(70)], "area_for_downscale": "image"}
    add("RandomSizedCrop", large, draws=[0.31, 0.77], agreement="area", keypoints=False)
    safe = {"height": frame.y(48), "width": frame.x(64)}
    add("RandomSizedBBoxSafeCrop", safe, draws=[0.3, 0.8, 0.45, 0.6], agreement="resize", keypoints=False)
    eroded = {**safe, "erosion_rate": 0.5, "interpolation": 2}
    add("RandomSizedBBoxSafeCrop", eroded, draws=[0.9, 0.7, 0.2, 0.1], agreement="resize", keypoints=False)


def letterbox(references):
    """Known by its definition: scale to fit, halves to even, the rest of the pad after the image."""
    frame = references.frame
    for size, scaleup in (((64, 120), True), ((90, 97), False), ((50, 33), True)):
        size = (frame.y(size[0]), frame.x(size[1]))
        scale = min(size[0] / frame.height, size[1] / frame.width)
        scale = scale if scaleup else min(scale, 1)
        width, height = round(frame.width * scale), round(frame.height * scale)
        left, top = (size[1] - width) // 2, (size[0] - height) // 2

        def laid(pixels, level, interpolation):
            made = np.full((*size, *pixels.shape[2:]), level, np.uint8)
            made[top : top + height, left : left + width] = cv2.resize(pixels, (width, height), interpolation=interpolation)
            return made

        image, mask = laid(frame.image, 114, cv2.INTER_LINEAR), laid(frame.mask, 0, cv2.INTER_NEAREST_EXACT)
        scales = (width / frame.width, height / frame.height) * 2
        boxes = [[round(v * s + o, 4) for v, s, o in zip(box, scales, (left, top) * 2)] for box in frame.boxes]
        parameters = {"size": list(size), "scaleup": scaleup}
        references.store("Letterbox", parameters, [], image, mask, boxes, None, "resize")


def further_interpolations(references):
    frame = references.frame
    for height, width in ((40, 50), (90, 97)):
        size = {"height": frame.y(height), "width": frame.x(width)}
        for interpolation, agreement in ((4, "resize"), (5, "centres")):
            parameters = {**size, "interpolation": interpolation}
            references.add("Resize", parameters, agreement=agreement, keypoints=False, kind=(interpolation, height))
    # Where no centre lies on an edge: there OpenCV may take the pixel before.
    for height, width in ((32, 128), (64, 64)):
        size = {"height": without_ties(frame.height, frame.y(height)), "width": without_ties(frame.width, frame.x(width))}
        references.add("Resize", {**size, "interpolation": 6}, agreement="centres", keypoints=False, kind=6)


def without_ties(side, wanted):
    """The next side of which no pixel's centre, at (i + 1/2) · side / made, lies on the edge of one of these."""

    def has_ties(made):
        common = gcd(side, made)
        return made // common % 2 == 1 and side // common % 2 == 0

    return next(made for made in count(wanted) if not has_ties(made))
