"""Masks: roads, organs, tissue, buildings."""

import albumentations as A
import cv2

from .parts import VERSION, fill, flips, sigma


def roads(c):
    return [
        *c.free(A.RandomScale(scale_limit=(-0.5, 0.75), p=1)),
        A.PadIfNeeded(c.side(512), c.side(512), border_mode=cv2.BORDER_CONSTANT, **fill(0, 255)),
        A.CenterCrop(48, 48) if c.fixed else A.RandomCrop(512, 512),
        A.HorizontalFlip(p=c.p(0.5)),
        A.GaussianBlur(blur_limit=c.odd(3, 7), **sigma(c), p=c.p(0.3)),
        *c.free(A.ColorJitter(brightness=0.4, contrast=0.4, saturation=0.4, hue=0.05, p=0.8)),
    ]


def organs(c):
    affine = {"alpha_affine": 120 * 0.03} if VERSION < (1, 4, 10) else {}
    shift = {"shift_limit": 0.5} if VERSION < (1, 4, 20) else {}
    curves = [
        A.ElasticTransform(alpha=120, sigma=120 * 0.05, **affine, p=0.5),
        A.GridDistortion(p=0.5),
        A.OpticalDistortion(distort_limit=(0.2, 0.5), **shift, p=1),
    ]
    return [
        A.VerticalFlip(p=c.p(0.5)),
        A.Transpose(p=c.p(0.5)),
        *c.free(A.RandomRotate90(p=0.5), A.OneOf(curves, p=0.8)),
        A.CLAHE(clip_limit=c.between(1.0, 4.0), tile_grid_size=(4, 4), p=c.p(0.8)),
        A.RandomBrightnessContrast(c.between(-0.2, 0.2), c.between(-0.2, 0.2), p=c.p(0.8)),
        A.RandomGamma(c.between(80, 120), p=c.p(0.8)),
    ]


def tissue(c):
    return [
        *c.free(*([A.D4(p=1)] if hasattr(A, "D4") else [A.RandomRotate90(p=0.5), *flips(c)])),
        A.Transpose(p=c.p(0.5)),
        A.HueSaturationValue(c.between(-8, 8), c.between(-20, 20), c.between(-10, 10), p=c.p(0.5)),
        c.one_of([A.GaussianBlur((5, 5), p=c.p(1)), A.MedianBlur((3, 5), p=1), A.Blur((3, 5), p=1)], p=0.2),
        *c.free(A.HEStain(p=0.2) if hasattr(A, "HEStain") else A.ChannelShuffle(p=0.05)),
    ]


def buildings(c):
    return [
        *c.free(A.RandomCrop(512, 512), *flips(c), A.RandomRotate90(p=0.5)),
        A.ShiftScaleRotate(
            shift_limit=c.shift(0.06),
            scale_limit=c.between(-0.2, 0.2),
            rotate_limit=c.between(-45, 45),
            border_mode=cv2.BORDER_REFLECT_101,
            p=c.p(0.5),
        ),
        c.one_of([A.CLAHE(c.between(2.0, 2.0), (8, 8), p=c.p(1)), A.RandomGamma((70, 130), p=1), A.RandomBrightnessContrast(p=1)], p=0.4),
        *c.free(A.RandomShadow(p=0.1)),
    ]
