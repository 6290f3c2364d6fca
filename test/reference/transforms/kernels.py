"""Blurs, what sharpens, windows around each pixel, and an encoder's round trip."""

import io

import albumentations as A
import cv2
import numpy as np
from PIL import Image


def kernels(references):
    add = references.add
    for size in (3, 7, 13):
        add("Blur", {"blur_limit": [size, size]}, agreement="blur", kind=size)
    for alpha, lightness in ((0.3, 0.8), (1, 0.5)):
        add("Sharpen", {"alpha": [alpha, alpha], "lightness": [lightness, lightness]}, agreement="halves")
    for alpha, strength in ((0.35, 0.6), (1, 1.7)):
        add("Emboss", {"alpha": [alpha, alpha], "strength": [strength, strength]}, agreement="halves")
    fixed = {"blur_limit": [5, 5], "sigma_x_limit": [1.3, 1.3], "sigma_y_limit": [0.5, 0.5], "rotate_limit": [30, 30]}
    noise = np.linspace(0.9, 1.1, 25)[np.arange(25) * 7 % 25].round(3).tolist()
    add("AdvancedBlur", fixed, draws=[True, 0.6, *noise], theirs=[0.2, 0.6, *noise], agreement="blur")
    fixed = {**fixed, "blur_limit": [9, 9], "rotate_limit": [-70, -70], "noise_limit": [1, 1]}
    add("AdvancedBlur", fixed, draws=[False, 3.5], theirs=[0.8, 3.5], agreement="blur")
    for radius, blur in ((3, 0.1), (8, 0.5), (10, 0.4)):
        add("Defocus", {"radius": [radius, radius], "alias_blur": [blur, blur]}, agreement="blur")
    for size, cutoff in ((7, 0.9), (11, 1.5), (15, 3.1)):
        add("RingingOvershoot", {"blur_limit": [size, size], "cutoff": [cutoff, cutoff]}, agreement="blur")


def windows(references):
    """Upstream dilates and erodes masks and boxes, too; ours stay as they are."""
    frame, add = references.frame, references.add
    for size in (3, 5, 7, 11):
        add("MedianBlur", {"blur_limit": [size, size]}, kind=size)
    for scale, operation in (([2, 3], "dilation"), ([5, 4], "erosion"), ([9, 7], "dilation")):
        parameters = {"scale": scale, "operation": operation}
        image = A.Morphological(**parameters, p=1)(image=frame.image)["image"]
        references.store("Morphological", parameters, [], image, frame.mask, frame.boxes, None, "exact", operation)
    for size, sigma, alpha, threshold in ((3, 0, 0.5, 10), (7, 0, 0.9, 5), (5, 1.1, 0.4, 0), (11, 0, 1, 20)):
        fixed = {"blur_limit": [size, size], "sigma_limit": [sigma, sigma], "alpha": [alpha, alpha]}
        add("UnsharpMask", {**fixed, "threshold": threshold}, agreement="unsharp")
    for multiplier in (0.83, 1.31):
        add("MultiplicativeNoise", {"multiplier": [multiplier, multiplier]})
    factors = [0.7, 1.2, 0.9]
    theirs = factors[:1] if frame.is_grey else factors
    add("MultiplicativeNoise", {"multiplier": [0.5, 1.5], "per_channel": True}, factors, theirs, kind="per channel")
    shifts = {"noise_type": "uniform", "noise_params": {"ranges": [[-0.2, 0], [0, 0.1], [-0.1, 0.1]]}}
    if not frame.is_grey:
        add("AdditiveNoise", shifts, [-0.13, 0.07, 0.0111], [0, -0.13, 0.07, 0.0111])


def coarsened(references):
    """Upstream's way up has other factors than its way down where a side does not divide, which shifts the image by up
    to a pixel: here both sizes are fixed."""
    frame = references.frame
    for scale, down, up, agreement in ((0.25, 0, 0, "exact"), (0.5, 3, 1, "resizes"), (0.25, 1, 2, "resizes"), (0.5, 1, 1, "resizes")):
        small = cv2.resize(frame.image, (round(frame.width * scale), round(frame.height * scale)), interpolation=down)
        image = cv2.resize(small, (frame.width, frame.height), interpolation=up)
        parameters = {"scale_range": [scale, scale], "interpolation_pair": {"downscale": down, "upscale": up}}
        references.store("Downscale", parameters, [], image, frame.mask, frame.boxes, frame.keypoints, agreement, (down, up))


def sharpening(references):
    """By the formula of Albumentations, whose differences wrap around in eight bits."""
    frame = references.frame
    for alpha, size, sigma in ((0.4, 5, 1.0), (1.0, 8, 2.5)):
        exact = frame.image.astype(np.float64)
        blurred = cv2.GaussianBlur(exact, (size | 1, size | 1), sigma)
        image = np.clip(np.rint(exact + alpha * (exact - blurred)), 0, 255).astype(np.uint8)
        parameters = {"method": "gaussian", "alpha": [alpha, alpha], "kernel_size": size, "sigma": sigma}
        references.store("Sharpen", parameters, [], image, frame.mask, frame.boxes, None, "blur")


def compression(references):
    """Upstream hands RGB to a BGR codec; the reference is the same codec with the channels in order."""
    frame = references.frame
    for quality in (30, 75):
        encoded = io.BytesIO()
        Image.fromarray(frame.image).save(encoded, "jpeg", quality=quality)
        image = np.asarray(Image.open(encoded))
        parameters = {"quality_range": [quality, quality]}
        references.store("ImageCompression", parameters, [], image, frame.mask, frame.boxes, None, "jpeg")
