"""Classes: leaves, skin, contrastive learning, X-rays, forgeries, surfaces, driving at night."""

import albumentations as A
import cv2

from .parts import CURRENT, compression, crop_to, dropout, fill, noise


def leaves(c):
    return [
        *c.free(crop_to(512, 512, scale=(0.3, 1.0))),
        A.Transpose(p=c.p(0.5)),
        A.HorizontalFlip(p=c.p(0.5)),
        A.VerticalFlip(p=c.p(0.5)),
        A.Rotate(c.between(-30, 30), border_mode=cv2.BORDER_REFLECT, p=c.p(0.5)),
        A.HueSaturationValue(c.between(-20, 20), c.between(-20, 20), c.between(-20, 20), p=c.p(0.5)),
        *c.free(dropout(8, 16, 32, p=0.5), A.Normalize()),
    ]


def skin(c):
    blurs = [A.MotionBlur(blur_limit=5), A.MedianBlur(blur_limit=5), A.GaussianBlur(blur_limit=5), noise(5.0, 30.0)]
    curves = [A.OpticalDistortion(distort_limit=1.0), A.GridDistortion(num_steps=5, distort_limit=0.9), A.ElasticTransform(alpha=3)]
    return [
        A.Transpose(p=c.p(0.5)),
        *c.free(A.RandomBrightnessContrast(0.2, 0.2, p=0.75), A.OneOf(blurs, p=0.7), A.OneOf(curves, p=0.7)),
        A.CLAHE(clip_limit=c.between(4.0, 4.0), p=c.p(0.7)),
        A.ShiftScaleRotate(c.shift(0.1), c.between(-0.1, 0.1), c.between(-15, 15), border_mode=0, p=c.p(0.85)),
        *c.free(A.Resize(256, 256), dropout(1, 96, 96, p=0.7), A.Normalize()),
    ]


def contrastive(c):
    return [
        *c.free(crop_to(224, 224, scale=(0.2, 1.0), interpolation=cv2.INTER_CUBIC)),
        A.HorizontalFlip(p=c.p(0.5)),
        *c.free(A.ColorJitter(0.4, 0.4, 0.2, 0.1, p=0.8)),
        A.ToGray(p=c.p(0.2)),
        A.GaussianBlur(blur_limit=c.odd(7, 23), sigma_limit=c.between(0.1, 2.0), p=c.p(0.5)),
        A.Solarize(**({"threshold_range": (0.5, 0.5)} if CURRENT else {"threshold": 128}), p=c.p(0.2)),
        *c.free(A.ToFloat(max_value=255)),
    ]


def xray(c):
    return [
        *c.free(crop_to(512, 512, scale=(0.8, 1.0), ratio=(0.9, 1.1))),
        A.Equalize(p=c.p(0.2)),
        A.RandomGamma(c.between(70, 130), p=c.p(0.5)),
        A.Rotate(c.between(-12, 12), border_mode=cv2.BORDER_CONSTANT, p=c.p(0.5)),
        *c.free(noise(10.0, 50.0, p=0.3), A.MultiplicativeNoise(multiplier=(0.95, 1.05), p=0.2)),
    ]


def forgeries(c):
    sizes = [A.LongestMaxSize(max_size=c.side(380), interpolation=how, p=1) for how in (cv2.INTER_AREA, cv2.INTER_CUBIC)]
    degraded = [noise(10.0, 50.0, p=1), A.Sharpen(p=1), compression(c, 40, 99, p=1), A.ChannelShuffle(p=1)]
    return [
        compression(c, 60, 100, p=c.p(0.5)),
        *c.free(noise(10.0, 50.0, p=0.1), A.GaussianBlur(blur_limit=3, p=0.05)),
        A.HorizontalFlip(p=c.p(0.5)),
        c.one_of(sizes, p=1),
        *c.free(A.OneOf([A.SomeOf(degraded, n=2, p=1), A.FancyPCA(p=0.5)], p=0.7)),
        A.PadIfNeeded(c.side(380), c.side(380), border_mode=cv2.BORDER_CONSTANT, **fill(0)),
    ]


def surfaces(c):
    group = [A.RandomGamma(p=0.5), A.UnsharpMask(p=0.3), A.Emboss(p=0.3), A.InvertImg(p=0.1)]
    return [
        A.InvertImg(p=c.p(0.1)),
        A.UnsharpMask(blur_limit=c.odd(3, 7), alpha=c.between(0.2, 0.5), p=c.p(0.3)),
        *c.free(A.SomeOf(group, n=2, replace=True, p=0.5), A.GridDropout(ratio=0.3, p=0.1), A.ChannelDropout(p=0.05)),
        A.Rotate((90, 90), p=c.p(0.5)),
    ]


def night_drive(c):
    snow = [A.RandomSnow(p=1), A.RandomSunFlare(p=1)]
    return [
        A.RandomBrightnessContrast(c.between(-0.5, -0.1), c.between(-0.2, 0.2), p=c.p(0.6)),
        *c.free(A.OneOf(snow, p=0.1), A.ISONoise(intensity=(0.2, 0.6), p=0.4), A.GlassBlur(p=0.05)),
        A.Resize(c.side(480), c.side(768), interpolation=cv2.INTER_AREA),
        A.ToSepia(p=c.p(0.05)),
    ]
