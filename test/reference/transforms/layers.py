"""Shadows, snow, flares, light, and zooms laid over one another: what needs no random field."""

import cv2
import numpy as np


def layers(references):
    """Upstream cuts levels off where ours are rounded."""
    frame, add = references.frame, references.add
    def xs(*values):
        return [frame.x(value) for value in values]

    def ys(*values):
        return [frame.y(value) for value in values]

    shadow = {"num_shadows_limit": [1, 1], "shadow_intensity_range": [0.6, 0.6]}
    columns, rows = xs(4, 70, 60, 12, 41), ys(30, 35, 55, 50, 28)
    corners = [value for corner in zip(columns, rows) for value in corner]
    add("RandomShadow", shadow, corners, [*columns, *rows], agreement="outlines")
    twice = {"num_shadows_limit": [2, 2], "shadow_dimension": 3, "shadow_roi": [0.1, 0, 0.9, 1]}
    first, second = (xs(8, 50, 30), ys(3, 10, 50)), (xs(20, 70, 66), ys(40, 5, 30))
    ours = [value for shape in (first, second) for corner in zip(*shape) for value in corner]
    add("RandomShadow", twice, ours, [*first[0], *first[1], *second[0], *second[1]], agreement="outlines")

    for point, coefficient in ((0.1, 2.5), (0.3, 1.4)):
        parameters = {"snow_point_range": [point, point], "brightness_coeff": coefficient}
        add("RandomSnow", parameters, agreement="lightness")

    # Upstream draws points of a line, radii and levels; ours are shares of what there is to choose from.
    flare = {"angle_range": [0.1, 0.1], "num_flare_circles_range": [2, 2], "src_radius": 60}
    flare["src_color"] = [240] * 3 if frame.is_grey else [250, 240, 200]
    angle = 2 * np.pi * 0.1
    x, y = int(frame.width * 0.3), int(frame.height * 0.25)
    line = [(x + t * np.cos(angle), y + t * np.sin(angle)) for t in range(-x, frame.width - x)]
    spread = 50

    def levels(shares):
        return [c - spread + int(share * (spread + 1)) for c, share in zip(flare["src_color"], shares)]
    # What both can draw: points at whole steps along the line, and the largest radius.
    step = max(1, int(np.hypot(frame.width, frame.height) * 0.01))
    near, far = (value // step * step for value in xs(50, 70))
    side = max(2, int(frame.height * 0.01))
    first, second = ([0.5] * 3, [0.2] * 3) if frame.is_grey else ([0.1, 0.5, 0.9], [0.4, 0.2, 0.7])
    steps = -(-frame.width // step)
    ours = [0.3, 0.25, 0.12, (near // step + 0.5) / steps, 0.9, *first, 0.17, (far // step + 0.5) / steps, 0.9, *second]
    theirs = [0.3, 0.25, 0.12, line[near], side, *levels(first), 0.17, line[far], side, *levels(second)]
    add("RandomSunFlare", flare, ours, theirs, agreement="glow")
    physical = {**flare, "method": "physics_based", "src_radius": 8}
    add("RandomSunFlare", physical, ours, theirs, agreement="glow", kind="physical")

    for intensity, sign, angle in ((0.2, False, 90), (0.13, True, 225), (0.2, False, 0)):
        parameters = {"intensity_range": [intensity, intensity], "angle_range": [angle, angle]}
        rest = [0, 0.5, 0.5, 0.5]
        add("Illumination", parameters, [sign, *rest], [0.2 if sign else 0.9], agreement="truncated")
    for corner in (1, 2):
        parameters = {"mode": "corner", "intensity_range": [0.2, 0.2], "angle_range": [0, 0]}
        ours, theirs = [corner == 2, corner, 0.5, 0.5, 0.5], [0.2 if corner == 2 else 0.9, corner]
        add("Illumination", parameters, ours, theirs, agreement="truncated", kind="corner")
    parameters = {"mode": "gaussian", "intensity_range": [0.2, 0.2], "angle_range": [0, 0], "effect_type": "brighten"}
    add("Illumination", parameters, [True, 0, 0.3, 0.7, 0.35], [0.3, 0.7, 0.35], agreement="truncated", kind="gaussian")

    # Upstream crops to whole pixels before it zooms: here each view is zoomed about the centre.
    for largest, step in ((1.2, 0.03), (1.31, 0.02)):
        parameters = {"max_factor": [largest, largest], "step_factor": [step, step]}
        views = [frame.image.astype(np.float32)]
        for zoom in np.arange(1.0, largest, step):
            matrix = np.array([[zoom, 0, (1 - zoom) * (frame.width - 1) / 2], [0, zoom, (1 - zoom) * (frame.height - 1) / 2]])
            views.append(cv2.warpAffine(views[0], matrix, (frame.width, frame.height), borderMode=cv2.BORDER_REPLICATE))
        image = np.rint(np.mean(views, 0)).astype(np.uint8)
        references.store("ZoomBlur", parameters, [], image, frame.mask, frame.boxes, None, "linear")
