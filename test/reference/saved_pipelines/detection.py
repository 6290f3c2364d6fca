"""Boxes: streets, ears of wheat, signs, animals, shelves."""

import albumentations as A
import cv2

from .parts import VERSION, compression, dropout, fill, sized


def street(c):
    return [
        *c.free(A.RandomSizedBBoxSafeCrop(height=512, width=768, erosion_rate=0.2, p=0.4)),
        A.HorizontalFlip(p=c.p(0.5)),
        c.one_of(
            [
                A.HueSaturationValue(c.between(-12, 12), c.between(-30, 30), c.between(-20, 20), p=c.p(0.6)),
                A.RandomBrightnessContrast(c.between(-0.25, 0.25), c.between(-0.2, 0.2), p=0.8),
            ],
            p=0.9,
        ),
        *c.free(A.ToGray(p=0.02), A.CLAHE(clip_limit=(1, 3), p=0.05)),
        *c.free(A.OneOf([A.MotionBlur(blur_limit=(3, 7), p=0.7), A.MedianBlur(blur_limit=5, p=0.3)], p=0.2)),
    ]


def ears(c):
    return [
        *c.free(A.RandomSizedCrop((800, 1024), **sized(1024, 1024), w2h_ratio=1.0, p=0.5)),
        A.ToGray(p=c.p(0.01)),
        A.HorizontalFlip(p=c.p(0.5)),
        A.VerticalFlip(p=c.p(0.5)),
        A.Resize(height=c.side(512), width=c.side(512), p=1),
        *c.free(dropout(8, 16, 64, p=0.5)),
    ]


def signs(c):
    return [
        A.Affine(
            scale=c.between(0.8, 1.2),
            translate_percent=c.shift(0.1),
            rotate=c.between(-10, 10),
            shear={"x": c.between(-6, 6), "y": (0, 0)} if not c.fixed else (0, 0),
            p=c.p(0.6),
        ),
        *c.free(A.Perspective(scale=(0.02, 0.08), p=0.3)),
        *c.free(A.OneOf([A.RandomRain(p=1), A.RandomFog(p=1), A.RandomShadow(p=1)], p=0.2)),
        A.RandomGamma(gamma_limit=c.between(60, 140), p=c.p(0.4)),
        *c.free(compression(c, 50, 95, p=0.3)),
    ]


def camera_trap(c):
    return [
        A.LongestMaxSize(max_size=c.side(640), interpolation=cv2.INTER_AREA),
        A.PadIfNeeded(c.side(640), c.side(640), border_mode=cv2.BORDER_CONSTANT, **fill((114, 114, 114))),
        A.HorizontalFlip(p=c.p(0.5)),
        A.RandomBrightnessContrast(c.between(-0.3, 0.1), c.between(-0.1, 0.3), p=c.p(0.7)),
        A.Blur(blur_limit=c.odd(3, 5), p=c.p(0.1)),
        *c.free(A.ISONoise(color_shift=(0.01, 0.04), intensity=(0.1, 0.4), p=0.2)),
    ]


def shelves(c):
    return [
        *c.free(A.BBoxSafeRandomCrop(erosion_rate=0.1, p=0.3) if VERSION < (1, 4) else A.BBoxSafeRandomCrop(p=0.3)),
        A.Resize(c.side(800), c.side(800)),
        *c.free(A.CropAndPad(percent=(-0.1, 0.1), keep_size=True, p=0.3)),
        A.RGBShift(c.between(-15, 15), c.between(-15, 15), c.between(-15, 15), p=c.p(0.4)),
        *c.free(A.Superpixels(p_replace=0.05, n_segments=200, p=0.02), A.RandomCropFromBorders(p=0.2)),
        A.Sharpen(alpha=c.between(0.1, 0.3), lightness=(1.0, 1.0), p=c.p(0.2)),
    ]
