"""Flips, turns, and warps by a matrix."""

import numpy as np
from albumentations.augmentations.geometric import functional as F

from .draws import Queue


def spatial(references):
    frame, add = references.frame, references.add
    for name in ("HorizontalFlip", "VerticalFlip", "Transpose", "NoOp"):
        add(name)
    for factor in (0, 1, 2, 3):
        add("RandomRotate90", draws=[factor], kind=factor)
    for index, element in enumerate(["e", "r90", "r180", "r270", "v", "hvt", "h", "t"]):
        add("D4", draws=[index], theirs=[element], kind=element)

    add("Rotate", {"limit": [17, 17]}, agreement="linear")
    add("Rotate", {"limit": [-40, -40], "interpolation": 2, "border_mode": 4}, agreement="cubic")
    fill = {"fill": frame.colour(10, 20, 30), "fill_mask": 3}
    add("Rotate", {"limit": [30, 30], "interpolation": 0, **fill}, agreement="nearest")
    add("Rotate", {"limit": [25, 25], "crop_border": True}, agreement="linear")
    add("Rotate", {"limit": [90, 90], "border_mode": 1}, agreement="linear")
    for angle in (20, -70):
        add("SafeRotate", {"limit": [angle, angle]}, agreement="linear", keypoints=False, box_matrix=safe_matrix(frame))

    shift = {"translate_px": {"x": [7, 7], "y": [-4, -4]}}
    add("Affine", {**shift, "rotate": 12, "scale": {"x": 1.2, "y": 0.85}, "shear": {"x": 10, "y": -5}}, agreement="linear")
    add("Affine", {"translate_percent": {"x": [0.13, 0.13], "y": [-0.13, -0.13]}}, agreement="linear")
    for border in (2, 3, 4, 1):
        add("Affine", {"rotate": -20, "scale": [0.6, 0.6], "border_mode": border}, agreement="linear", kind=border)
    add("Affine", {"shear": [15, 15], "interpolation": 2}, agreement="cubic")
    fit = {"rotate": 33, "scale": [1.1, 1.1], "fit_output": True}
    add("Affine", fit, agreement="linear", keypoints=False, box_matrix=affine_matrix(frame), kind="fit")
    parameters = {"shift_limit": [0.05, 0.05], "scale_limit": [0.08, 0.08], "rotate_limit": [-15, -15]}
    add("ShiftScaleRotate", parameters, agreement="linear")

    corners = [0.03, -0.07, 0.1, 0.02, -0.05, 0.06, 0.01, 0.4]
    for parameters in ({}, {"keep_size": False}, {"fit_output": True}, {"fit_output": True, "keep_size": False}):
        add(
            "Perspective",
            {"scale": [0.1, 0.1], **parameters},
            draws=corners,
            agreement="linear",
            keypoints=False,
            box_matrix=perspective_matrix(frame, corners),
            kind="fit" if "fit_output" in parameters else None,
        )


def turned_by_lanczos(references):
    for angle, border in ((23, {}), (-31, {"border_mode": 4})):
        references.add("Rotate", {"limit": [angle, angle], "interpolation": 4, **border}, agreement="lanczos")


def drawn_again(frame, transform, values=()):
    transform.py_random = transform.random_generator = Queue(values)
    return transform.get_params_dependent_on_data({"shape": frame.image.shape}, {})


def affine_matrix(frame):
    """What upstream computes for boxes, drawn again from ranges of one value."""
    shape = (frame.height, frame.width)

    def matrix(transform):
        drawn = drawn_again(frame, transform)
        shear = {axis: -transform.shear[axis][0] for axis in "xy"}
        scale = {axis: transform.scale[axis][0] for axis in "xy"}
        made = F.create_affine_transformation_matrix({"x": 0, "y": 0}, shear, scale, drawn["rotate"], F.center_bbox(shape))
        return F.compute_affine_warp_output_shape(made, shape)

    return matrix


def safe_matrix(frame):
    return lambda transform: (drawn_again(frame, transform)["bbox_matrix"], (frame.height, frame.width))


def perspective_matrix(frame, values):
    def matrix(transform):
        drawn = drawn_again(frame, transform, values)
        width, height = drawn["max_width"], drawn["max_height"]
        if not transform.keep_size:
            return drawn["matrix"], (height, width)
        return np.diag([frame.width / width, frame.height / height, 1]) @ drawn["matrix"], (frame.height, frame.width)

    return matrix
