"""Names of years ago."""

import albumentations as A


def competition(c):
    """Names of years ago, which 1.3.1 still had, with the transforms of imgaug."""
    light = [A.RandomBrightness(c.between(-0.2, 0.2), p=c.p(0.7)), A.RandomContrast(limit=0.2, p=1), A.CLAHE(p=1)]
    return [
        A.IAAFliplr(p=c.p(0.5)),
        *c.free(A.IAAFlipud(p=0.2), A.IAAPerspective(scale=(0.02, 0.06), p=0.3), A.IAAAdditiveGaussianNoise(p=0.2)),
        c.one_of(light, p=0.6),
        A.IAASharpen(alpha=c.between(0.2, 0.4), lightness=(1.0, 1.0), p=c.p(0.3)),
        A.IAAEmboss(alpha=c.between(0.1, 0.3), strength=c.between(0.2, 0.7), p=c.p(0.1)),
        *c.free(A.JpegCompression(quality_lower=40, quality_upper=90, p=0.2), A.Cutout(num_holes=4, p=0.3)),
    ]
