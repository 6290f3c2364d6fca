"""Levels and colours, by fixed numbers or by what the image contains."""

import cv2
import numpy as np
import torch
import torchvision.transforms.v2.functional as functional

from .pictures import channels_first, channels_last


def pixels(references):
    add = references.add
    add("RandomBrightnessContrast", {"brightness_limit": [0.13, 0.13], "contrast_limit": [-0.17, -0.17]})
    add("RandomBrightnessContrast", {"brightness_limit": [-0.2, -0.2], "contrast_limit": [0.4, 0.4]})
    safe = {"ensure_safe_range": True}
    add("RandomBrightnessContrast", {"brightness_limit": [0.2, 0.2], "contrast_limit": [0.3, 0.3], **safe}, kind="safe")
    by_mean = {"brightness_by_max": False}
    add("RandomBrightnessContrast", {"brightness_limit": [0.2, 0.2], "contrast_limit": [0.1, 0.1], **by_mean}, kind="mean")
    for gamma in (70, 140):
        add("RandomGamma", {"gamma_limit": [gamma, gamma]})
    for hue, saturation, value in ((13, 0, 0), (0, 25, 0), (0, 0, -18), (-9, -30, 15), (4.6, 7.5, 3.4)):
        limits = {"hue_shift_limit": [hue, hue], "sat_shift_limit": [saturation, saturation], "val_shift_limit": [value, value]}
        add("HueSaturationValue", limits, agreement="hsv")

    neutral = {"brightness": [1, 1], "contrast": [1, 1], "saturation": [1, 1], "hue": [0, 0]}
    order = [0, 1, 2, 3]
    for change, agreement in (
        ({"brightness": [1.15, 1.15]}, "exact"),
        ({"contrast": [0.7, 0.7]}, "exact"),
        ({"saturation": [1.4, 1.4]}, "weighted"),
        ({"hue": [0.1, 0.1]}, "hsv"),
    ):
        add("ColorJitter", {**neutral, **change}, draws=[order], theirs=[order], agreement=agreement, kind=str(change))
    full = {"brightness": [0.9, 0.9], "contrast": [1.1, 1.1], "saturation": [0.8, 0.8], "hue": [-0.2, -0.2]}
    add("ColorJitter", full, draws=[[2, 0, 3, 1]], agreement="hsv", kind="all")
    add("ToGray", {})
    for method in ("average", "max"):
        add("ToGray", {"method": method})
    add("InvertImg")

    add("GaussianBlur", {"sigma_limit": [0.8, 0.8]}, agreement="blur")
    add("GaussianBlur", {"sigma_limit": [2.3, 2.3]}, agreement="blur")
    add("GaussianBlur", {"sigma_limit": [1.5, 1.5], "blur_limit": [5, 5]}, agreement="blur")
    motion = {"blur_limit": [7, 7], "angle_range": [30, 30], "direction_range": [0.4, 0.4]}
    add("MotionBlur", {**motion, "allow_shifted": False})
    add("MotionBlur", motion, draws=[0.6, -0.5])
    motion = {"blur_limit": [5, 5], "angle_range": [135, 135], "direction_range": [-0.5, -0.5]}
    add("MotionBlur", {**motion, "allow_shifted": False})


def colours(references):
    add = references.add
    shifts = {"r_shift_limit": [13.6, 13.6], "g_shift_limit": [-40.2, -40.2], "b_shift_limit": [0.3, 0.3]}
    seed = 0
    add("RGBShift", shifts, theirs=[seed])
    for threshold in (0.5, 0.31):
        add("Solarize", {"threshold_range": [threshold, threshold]})
    add("Posterize")
    add("Posterize", {"num_bits": [2, 6]}, draws=[3])
    add("Posterize", {"num_bits": [[1, 1], [3, 3], [2, 7]]}, draws=[5])
    for order in ([2, 0, 1], [0, 2, 1], [0, 1, 2]):
        add("ChannelShuffle", draws=[order])
    add("ChannelDropout", draws=[[1, 0, 2]], theirs=[[1]])
    add("ChannelDropout", {"channel_drop_range": [1, 2], "fill": 77}, draws=[2, [2, 0, 1]], theirs=[2, [2, 0]])
    add("ToSepia", agreement="weighted")
    add("RandomToneCurve", draws=[0.31, 0.62])
    heights = [0.1, 0.4, 1.3, 0.7, 0.9, -0.2]
    add("RandomToneCurve", {"scale": 0.3, "per_channel": True}, draws=heights)
    for mode, below, temperature in (("blackbody", True, 3210.5), ("blackbody", False, 14_999.9), ("cied", True, 4000), ("cied", False, 7777)):
        add("PlanckianJitter", {"mode": mode}, draws=[below, temperature], theirs=[0.3 if below else 0.5, temperature])
    gaussian = {"sampling_method": "gaussian", "temperature_limit": [4000, 9000]}
    add("PlanckianJitter", gaussian, draws=[True, -1234.5], theirs=[0.3, -1234.5])
    add("PlanckianJitter", gaussian, draws=[False, -9999], theirs=[0.7, -9999])


def adaptive(references):
    """Without `ignore`, which make_adaptive_reference.py has."""
    frame, add = references.frame, references.add
    for mode in ("cv", "pil"):
        for by_channels in (True, False):
            add("Equalize", {"mode": mode, "by_channels": by_channels}, kind=mode)
    for parameters in ({}, {"method": "pil"}, {"cutoff": 7.5}, {"method": "pil", "cutoff": 2}):
        add("AutoContrast", parameters, kind=parameters.get("method"))
    for limit, grid in ((4, [8, 8]), (1.6, [3, 5]), (20, [7, 2])):
        add("CLAHE", {"clip_limit": [limit, limit], "tile_grid_size": grid}, kind=str(grid))
    principal_components(references)


def principal_components(references):
    """Their signs are arbitrary: ours have their largest entry positive."""
    if references.frame.is_grey:
        return
    vectors = np.linalg.eigh(np.cov(references.frame.image.reshape(-1, 3).T))[1][:, ::-1]
    signs = np.sign(vectors[np.abs(vectors).argmax(0), range(3)])
    for draws in ([0.12, -0.07, 0.2], [5.0, 40.0, -90.0], [-4.0, -20.0, 30.0]):
        references.add("FancyPCA", {"alpha": 1}, draws=draws, theirs=(signs * draws).tolist(), agreement="halves")


def greys(references):
    add = references.add
    for method in ("from_lab", "desaturation", "pca"):
        add("ToGray", {"method": method}, agreement="halves" if method == "pca" else "exact")


def photometric(references):
    """By torchvision's functions, with given values; null where a change is left out."""
    if references.frame.is_grey:
        return
    frame = references.frame
    image = torch.from_numpy(channels_first(frame.image).copy())
    for brightness, contrast, saturation, hue, contrast_first, order, agreement in (
        (1.1, None, None, None, True, [1, 2, 0], "exact"),
        (None, 0.6, None, None, True, None, "luma"),
        (None, None, 1.45, None, False, None, "luma"),
        (None, None, None, 0.04, False, [2, 0, 1], "hue"),
        (0.9, 1.3, 0.7, -0.03, True, [0, 2, 1], "hue"),
        (0.9, 1.3, 0.7, -0.03, False, None, "hue"),
    ):
        values = {"brightness": brightness, "contrast": contrast, "saturation": saturation, "hue": hue}
        change = {name: getattr(functional, f"adjust_{name}") for name in values}
        steps = ["brightness", "contrast", "saturation", "hue"] if contrast_first else ["brightness", "saturation", "hue", "contrast"]
        made = image
        for name in steps:
            made = made if values[name] is None else change[name](made, values[name])
        made = made if order is None else functional.permute_channels(made, order)
        draws = [draw for value in values.values() for draw in (value is not None, 0 if value is None else value)]
        draws += [contrast_first, order is not None, order or [0, 1, 2]]
        made = channels_last(made.numpy())
        references.store("PhotoMetricDistort", {}, draws, made, frame.mask, frame.boxes, None, agreement)


def hsv_gains(references):
    """As Ultralytics defines it: a table of 256 values for each channel of OpenCV's HSV, where greys stay grey."""
    if references.frame.is_grey:
        return
    frame = references.frame
    levels = np.arange(256)
    for draws in ([0.8, 0.5, -0.9], [-0.6, -1.0, 0.7], [0.0, 1.0, 1.0]):
        gains = np.array(draws) * [0.1, 0.7, 0.4]
        tables = [(levels + 180 * gains[0]) % 180, levels * (1 + gains[1]), levels * (1 + gains[2])]
        tables = np.stack([np.clip(table, 0, 255).astype(np.uint8) for table in tables], -1)
        tables[0, 1] = 0
        hsv = cv2.LUT(cv2.cvtColor(frame.image, cv2.COLOR_RGB2HSV), tables[None])
        made = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
        parameters = {"hgain": 0.1, "sgain": 0.7, "vgain": 0.4}
        references.store("RandomHSV", parameters, draws, made, frame.mask, frame.boxes, None, "hsv")


def stains(references):
    add = references.add
    fixed = {"intensity_scale_range": [0.7, 1.4], "intensity_shift_range": [-0.2, 0.2]}
    shares = [0.8, 1.3, 0.15, -0.1]
    for preset, background in (("ruifrok", False), ("macenko", True), (None, False)):
        parameters = {**fixed, "method": "preset", "preset": preset, "augment_background": background}
        add("HEStain", parameters, draws=shares, agreement="blur")
    add("HEStain", fixed, draws=[6, *shares], theirs=["dark", *shares], agreement="blur")
