"""Curved maps: OpenCV's remap by positions in edge coordinates. Upstream's are up to a pixel off: it shows a column twice
between two cells of a grid, and its lenses are half a pixel off their own centre. Labels are found on a finer grid."""

import cv2
import numpy as np
from albumentations.augmentations.geometric import functional as F

FACTORS = [0.21, -0.13, 0.3, -0.27, 0.05, 0.11, -0.3, 0.08, 0.24, -0.06, 0.19, -0.22]
ROWS_AT_ONCE = 64


class Curves:
    def __init__(self, references):
        self.references = references
        self.frame = references.frame

    def add(self, name, parameters, draws, shown, theirs=None, agreement="linear", border=None, kind=None):
        """`shown`: x, y of the result → x, y of the image that are shown there, all from the edges."""
        if self.references.has_enough(name, agreement, kind):
            return
        frame = self.frame
        u, v = shown(*np.meshgrid(np.arange(frame.width) + 0.5, np.arange(frame.height) + 0.5))
        assert theirs is None or max(np.abs(u - 0.5 - theirs[0]).max(), np.abs(v - 0.5 - theirs[1]).max()) < 1.2
        maps = (u - 0.5).astype(np.float32), (v - 0.5).astype(np.float32)
        border = parameters.get("border_mode", cv2.BORDER_CONSTANT) if border is None else border
        fill = tuple(np.broadcast_to(parameters.get("fill", 0), 3).tolist())
        flags = parameters.get("interpolation", cv2.INTER_LINEAR)
        image = cv2.remap(frame.image, *maps, flags, borderMode=border, borderValue=fill)
        outside = parameters.get("fill_mask", 0)
        mask = cv2.remap(frame.mask, *maps, cv2.INTER_NEAREST, borderMode=border, borderValue=outside)
        boxes, keypoints = self.labels(shown)
        self.references.store(name, parameters, draws, image, mask, boxes, keypoints, agreement, kind)

    def labels(self, shown):
        """Of the positions of a grid of 1/8 pixel, or 1/4 in a large image, those that show the boxes and keypoints."""
        frame = self.frame
        fine = 8 if frame.width < 400 else 4
        xs, ys = ((np.arange(side * fine) + 0.5) / fine for side in (frame.width, frame.height))
        hulls = [[np.inf, np.inf, -np.inf, -np.inf] for _ in frame.boxes]
        nearest = [(np.inf, None)] * len(frame.keypoints)
        for first in range(0, len(ys), ROWS_AT_ONCE):
            x, y = np.meshgrid(xs, ys[first : first + ROWS_AT_ONCE])
            u, v = shown(x, y)
            for index, (x0, y0, x1, y1) in enumerate(frame.boxes):
                inside = (u > x0) & (u < x1) & (v > y0) & (v < y1)
                if inside.any():
                    hull, half = hulls[index], 0.5 / fine
                    lows = min(hull[0], x[inside].min() - half), min(hull[1], y[inside].min() - half)
                    hulls[index] = [*lows, max(hull[2], x[inside].max() + half), max(hull[3], y[inside].max() + half)]
            for index, (px, py) in enumerate(frame.keypoints):
                far = np.hypot(u - px - 0.5, v - py - 0.5)
                at = far.argmin()
                found = (far.flat[at], [float(x.flat[at]) - 0.5, float(y.flat[at]) - 0.5])
                nearest[index] = min(nearest[index], found, key=lambda one: one[0])
        return [[round(float(side), 4) for side in hull] for hull in hulls], [point for _, point in nearest]

    def grid(self, parameters, draws, agreement="linear"):
        width, height = self.frame.width, self.frame.height
        count = parameters["num_steps"]
        columns, rows = [1 + d for d in draws[: count + 1]], [1 + d for d in draws[count + 1 :]]
        normalized = parameters.get("normalized", True)
        if normalized:
            steps = F.normalize_grid_distortion_steps((height, width), count, list(columns), list(rows))
            columns, rows = steps["steps_x"], steps["steps_y"]
        # Otherwise upstream squeezes a whole step into the rest of a side.
        theirs = F.generate_grid((height, width), columns, rows, count) if normalized else None

        def along(values, factors, side):
            step = side // count
            knots = [i * step for i in range(count + 1)] + [side if normalized else (count + 1) * step]
            return np.interp(values, knots, np.concatenate([[0], np.cumsum(factors) * step]))

        def shown(x, y):
            return along(x, columns, width), along(y, rows, height)

        self.add("GridDistortion", parameters, draws, shown, theirs, agreement)

    def lens(self, mode, k, rest, agreement="linear"):
        width, height = self.frame.width, self.frame.height
        radius = np.hypot(width, height) / 2
        units = (width, height) if mode == "camera" else (radius, radius)

        def shown(x, y):
            vx, vy = x - width / 2, y - height / 2
            square = (vx / units[0]) ** 2 + (vy / units[1]) ** 2
            factor = 1 + k * square + (k * square**2 if mode == "camera" else 0)
            return width / 2 + vx * factor, height / 2 + vy * factor

        maps = F.get_camera_matrix_distortion_maps if mode == "camera" else F.get_fisheye_distortion_maps
        parameters = {"distort_limit": [k, k], "mode": mode, **rest}
        self.add("OpticalDistortion", parameters, [], shown, maps((height, width), k), agreement, kind=mode)

    def spline(self, count, shifts, rest, agreement="linear"):
        """Upstream solves for the weights with another kernel than it evaluates, and misses its own control points."""
        width, height = self.frame.width, self.frame.height
        points = F.generate_control_points(count).astype(np.float64)
        shifts = np.array(shifts).reshape(-1, 2)

        def kernel(x, y):
            square = (x[..., None] - points[:, 0]) ** 2 + (y[..., None] - points[:, 1]) ** 2
            return square * np.log(np.where(square > 0, square, 1)) / 2

        linear = np.column_stack([np.ones(len(points)), points])
        system = np.block([[kernel(*points.T), linear], [linear.T, np.zeros((3, 3))]])
        weights = np.linalg.solve(system, np.vstack([shifts, np.zeros((3, 2))]))

        def shown(x, y):
            u, v = x / width, y / height
            moved = np.concatenate([kernel(u, v), np.stack([np.ones_like(u), u, v], -1)], -1) @ weights
            return (u + moved[..., 0]) * width, (v + moved[..., 1]) * height

        parameters = {"scale_range": [0.3, 0.3], "num_control_points": count, **rest}
        self.add("ThinPlateSpline", parameters, shifts.ravel().tolist(), shown, None, agreement)

    def piecewise(self, rows, columns, shifts, rest, agreement="linear"):
        """Upstream weights all points by their inverse squared distances, which moves the image even where none moves."""
        parameters = {"scale": [0.05, 0.05], "nb_rows": rows, "nb_cols": columns, **rest}
        self.add("PiecewiseAffine", parameters, shifts, self.mesh(rows, columns, shifts), None, agreement)

    def elastic_grid(self, columns, rows, inner, rest, agreement="linear"):
        """Upstream moves the points of the image, and ours those of the result."""
        shifts = np.zeros((rows + 1, columns + 1, 2))
        shifts[1:-1, 1:-1] = np.array(inner).reshape(rows - 1, columns - 1, 2)
        parameters = {"num_grid_xy": [columns, rows], "magnitude": 9, **rest}
        shown = self.mesh(rows + 1, columns + 1, shifts)
        self.add("GridElasticDeform", parameters, inner, shown, None, agreement, cv2.BORDER_REPLICATE)

    def mesh(self, rows, columns, shifts):
        width, height = self.frame.width, self.frame.height
        x, y = np.meshgrid(np.linspace(0, width, columns), np.linspace(0, height, rows))
        shifts = np.array(shifts).reshape(rows, columns, 2)
        knots = np.stack([np.clip(x + shifts[..., 0], 0, width), np.clip(y + shifts[..., 1], 0, height)], -1)

        def shown(x, y):
            u, v = x / width * (columns - 1), y / height * (rows - 1)
            i, j = np.minimum(u.astype(int), columns - 2), np.minimum(v.astype(int), rows - 2)
            u, v = (u - i)[..., None], (v - j)[..., None]
            above = knots[j, i] * (1 - u) + knots[j, i + 1] * u
            below = knots[j + 1, i] * (1 - u) + knots[j + 1, i + 1] * u
            moved = above * (1 - v) + below * v
            return moved[..., 0], moved[..., 1]

        return shown


def curved(references):
    curves = Curves(references)
    curves.grid({"num_steps": 5}, FACTORS)
    curves.grid({"num_steps": 3, "normalized": False, "border_mode": 4, "interpolation": 2}, FACTORS[:8], "cubic")
    curves.grid({"num_steps": 2, "interpolation": 0}, FACTORS[:6], "nearest")
    curves.lens("camera", 0.4, {"fill": curves.frame.colour(10, 20, 30), "fill_mask": 3})
    curves.lens("camera", -0.25, {})
    curves.lens("fisheye", 0.3, {"border_mode": 2})
    curves.lens("fisheye", -0.2, {"interpolation": 2}, "cubic")
    curves.spline(2, [0.05, 0.02, -0.04, 0.03, 0.02, -0.05, 0.01, 0.04, -0.03, 0.06], {"border_mode": 1})
    waves = (0.05 * np.sin(np.arange(32) * 2.3)).round(4).tolist()
    curves.spline(4, waves, {"fill": 90, "interpolation": 2}, "cubic")
    curves.piecewise(4, 4, (4 * np.sin(np.arange(32) * 1.7)).round(3).tolist(), {})
    curves.piecewise(2, 3, (6 * np.cos(np.arange(12) * 2.1)).round(3).tolist(), {"interpolation": 0}, "nearest")


def elastic_grids(references):
    curves = Curves(references)
    curves.elastic_grid(3, 3, [5, -3, -4, 6, 2, 5, -6, -2], {})
    curves.elastic_grid(4, 2, [7, 3, -8, -6, 4, 0], {"interpolation": 4}, "lanczos")


def fringes(references):
    """Upstream's lenses are half a pixel off their own centre; the reference is OpenCV's remap about the centre."""
    if references.frame.is_grey:
        return
    frame = references.frame
    width, height = frame.width, frame.height
    for coefficients, parameters in (
        ([0.02, 0.05, -0.015, -0.03], {"mode": "red_blue"}),
        ([-0.2, -0.1, -0.3, -0.05], {"interpolation": 2}),
    ):
        image = frame.image
        for channel, (k1, k2) in ((0, coefficients[:2]), (2, coefficients[2:])):
            x, y = np.meshgrid(np.arange(width) + 0.5 - width / 2, np.arange(height) + 0.5 - height / 2)
            square = (x / width) ** 2 + (y / height) ** 2
            factor = 1 + k1 * square + k2 * square**2
            maps = [(v * factor + half - 0.5).astype(np.float32) for v, half in ((x, width / 2), (y, height / 2))]
            flags = parameters.get("interpolation", cv2.INTER_LINEAR)
            plane = np.ascontiguousarray(frame.image[..., channel])
            image[..., channel] = cv2.remap(plane, *maps, flags, borderMode=cv2.BORDER_REPLICATE)
        limits = {"primary_distortion_limit": 0.5, "secondary_distortion_limit": 0.5}
        agreement = "cubic" if "interpolation" in parameters else "linear"
        parameters = {**limits, **parameters}
        references.store("ChromaticAberration", parameters, coefficients, image, frame.mask, frame.boxes, None, agreement)
