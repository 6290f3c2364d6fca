"""Pixels as torch orders them, and back."""


def channels_first(pixels):
    return pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)


def channels_last(pixels):
    return pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)
