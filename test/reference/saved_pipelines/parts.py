"""What versions of Albumentations write differently, and what is drawn at random."""

import albumentations as A

VERSION = tuple(int(part) for part in A.__version__.split(".")[:3])
CURRENT = VERSION >= (1, 4, 20)


class Choices:
    """What is drawn at random, or one value of it."""

    def __init__(self, fixed):
        self.fixed = fixed

    def p(self, probability):
        return 1.0 if self.fixed else probability

    def between(self, low, high):
        value = low + 0.75 * (high - low)
        value = round(value) if isinstance(low, int) and isinstance(high, int) else value
        return (value, value) if self.fixed else (low, high)

    def shift(self, most):
        """A share of a side; the fixed one is of whole pixels in the small picture."""
        return (0.125, 0.125) if self.fixed else (-most, most)

    def odd(self, low, high):
        return (low, low) if self.fixed else (low, high)

    def side(self, pixels):
        """Small pictures suffice for a comparison."""
        return min(96, max(48, pixels // 8)) if self.fixed else pixels

    def one_of(self, transforms, p=0.5):
        return transforms[0] if self.fixed else A.OneOf(transforms, p=p)

    def free(self, *transforms):
        return [] if self.fixed else list(transforms)


def fill(value, mask=0, old=("value", "mask_value")):
    names = ("fill", "fill_mask") if CURRENT else old
    return dict(zip(names, (value, mask)))


def sized(height, width):
    return {"size": (height, width)} if CURRENT else {"height": height, "width": width}


def crop_to(height, width, **more):
    return A.RandomResizedCrop(**sized(height, width), **more)


def sigma(c):
    """Before 2.0.2, the sigma of a GaussianBlur followed from its size."""
    return {"sigma_limit": c.between(0.5, 1.5)} if VERSION >= (2, 0, 2) else {}


def dropout(holes, low, high, value=0, p=0.5):
    if CURRENT:
        sides = {"hole_height_range": (low, high), "hole_width_range": (low, high)}
        return A.CoarseDropout(num_holes_range=(1, holes), **sides, fill=value, p=p)
    sides = {"min_height": low, "max_height": high, "min_width": low, "max_width": high}
    return A.CoarseDropout(max_holes=holes, min_holes=1, **sides, fill_value=value, p=p)


def noise(low, high, p=0.5):
    """Variances of levels."""
    if CURRENT:
        return A.GaussNoise(std_range=(low**0.5 / 255, high**0.5 / 255), p=p)
    return A.GaussNoise(var_limit=(low, high), p=p)


def compression(c, low, high, p=0.5):
    low, high = c.between(low, high)
    given = {"quality_range": (low, high)} if CURRENT else {"quality_lower": low, "quality_upper": high}
    return A.ImageCompression(**given, p=p)


def flips(c):
    """`Flip` mirrors along one axis or both; it went with 2.0."""
    return [A.Flip(p=0.75)] if hasattr(A, "Flip") else [A.HorizontalFlip(p=0.5), A.VerticalFlip(p=0.5)]


