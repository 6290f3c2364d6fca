"""Lines of text, number plates, documents."""

import albumentations as A
import cv2

from .parts import CURRENT, compression, dropout, fill, noise


def lines(c):
    white = {"border_mode": cv2.BORDER_CONSTANT, "interpolation": cv2.INTER_CUBIC, **fill((255, 255, 255))}
    grid = {} if CURRENT else white
    return [
        A.ShiftScaleRotate(c.between(0.0, 0.0), c.between(0.0, 0.15), c.between(-2, 2), **white, p=c.p(0.7)),
        *c.free(A.GridDistortion(distort_limit=0.1, **grid, p=0.5), noise(5.0, 10.0, p=0.2)),
        A.RandomBrightnessContrast(c.between(-0.05, 0.05), c.between(-0.2, 0.0), True, p=c.p(0.2)),
        *c.free(compression(c, 90, 98, p=0.3)),
        A.ToGray(p=1),
    ]


def plates(c):
    down = {"scale_range": (0.5, 0.75)} if CURRENT else {"scale_min": 0.5, "scale_max": 0.75}
    pair = {"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR}
    down["interpolation_pair" if CURRENT else "interpolation"] = pair
    return [
        A.Affine(shear={"x": c.between(-8, 8), "y": c.between(-4, 4)}, **fill(0, 0, ("cval", "cval_mask")), p=c.p(1.0)),
        *c.free(A.RandomBrightnessContrast(0.1, 0.1, p=1), A.Downscale(**down, p=0.2)),
        A.MotionBlur(blur_limit=(3, 5), p=0.1) if not c.fixed else A.Blur(blur_limit=(3, 3), p=1),
        *c.free(A.OneOf([dropout(10, 1, 5, p=0.3), A.PixelDropout(dropout_prob=0.02, p=0.4)], p=0.5)),
    ]


def documents(c):
    return [
        A.Rotate(c.between(-3, 3), border_mode=cv2.BORDER_CONSTANT, **fill((255, 255, 255), 255), p=c.p(0.5)),
        *c.free(A.Perspective(scale=(0.01, 0.05), **fill(255, 0, ("pad_val", "mask_pad_val")), p=0.4)),
        A.Posterize(num_bits=c.between(4, 6), p=c.p(0.1)),
        *c.free(A.Morphological(scale=(2, 3), operation="dilation", p=0.2) if hasattr(A, "Morphological") else A.Emboss(p=0.2)),
        A.ToSepia(p=c.p(0.1)),
        *c.free(A.Spatter(p=0.05), A.RandomToneCurve(scale=0.2, p=0.3)),
    ]
