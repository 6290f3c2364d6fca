"""Bodies and faces."""

import albumentations as A

from .parts import dropout


def bodies(c):
    return [
        A.HorizontalFlip(p=c.p(0.5)),
        A.Affine(
            scale=c.between(0.75, 1.25),
            translate_percent={"x": c.shift(0.1), "y": c.shift(0.05)},
            rotate=c.between(-40, 40),
            keep_ratio=True,
            p=c.p(0.8),
        ),
        *c.free(A.OneOf([A.Blur(blur_limit=3, p=1), A.MotionBlur(blur_limit=7, p=1)], p=0.2), dropout(1, 20, 40, p=0.5)),
        *c.free(A.Resize(384, 288)),
    ]


def faces(c):
    group = [A.GaussianBlur(blur_limit=(3, 5), p=0.3), A.RandomBrightnessContrast(p=0.5), A.HueSaturationValue(p=0.2)]
    return [
        A.SmallestMaxSize(max_size=c.side(256)),
        A.CenterCrop(48, 48) if c.fixed else A.RandomCrop(224, 224),
        *c.free(A.SafeRotate(limit=(-20, 20), p=0.4), A.SomeOf(group, n=2, replace=False, p=0.6)),
        A.RandomBrightnessContrast(c.between(-0.2, 0.2), (0.0, 0.0), brightness_by_max=False, p=c.p(0.5)),
    ]
