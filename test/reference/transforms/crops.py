"""Crops and pads of whole pixels, and pieces that change places."""

import numpy as np

from .draws import Order, shares
from .references import upstream


def crops(references):
    frame, add = references.frame, references.add
    height, width = frame.height, frame.width
    fill = {"fill": frame.colour(10, 20, 30), "fill_mask": 5}
    add("PadIfNeeded", {"min_height": height + 7, "min_width": width + 17, **fill})
    add("PadIfNeeded", {"min_height": height + 4, "min_width": width + 16, "border_mode": 1, "position": "bottom_right"})
    divisors = {"min_height": None, "min_width": None, "pad_height_divisor": 32, "pad_width_divisor": 32}
    add("PadIfNeeded", {**divisors, "position": "top_left"}, kind="divisor")
    # Shares of the room, as we draw them; upstream draws the pixels.
    random_position = {"min_height": height + 10, "min_width": width + 20, "position": "random"}
    add("PadIfNeeded", random_position, draws=[0.35, 0.75], theirs=shares(0.35, 0.75))
    add("Crop", {"x_min": frame.x(5), "y_min": frame.y(7), "x_max": frame.x(61), "y_max": frame.y(50)})
    beyond = {"x_min": frame.x(10), "y_min": frame.y(20), "x_max": width + 11, "y_max": height + 19, "pad_if_needed": True}
    for position in ("center", "top_left", "bottom_right"):
        add("Crop", {**beyond, "pad_position": position}, kind="pad")
    add("CenterCrop", {"height": frame.y(33), "width": frame.x(41)})
    add("CenterCrop", {"height": height + 14, "width": frame.x(41), "pad_if_needed": True, "fill": 77.0}, kind="pad")
    add("RandomCrop", {"height": frame.y(30), "width": frame.x(40)}, draws=[0.31, 0.77])
    add("RandomCrop", {"height": frame.y(30), "width": width + 19, "pad_if_needed": True}, draws=[0.31, 0.77], kind="pad")

    size = {"size": [frame.y(48), frame.x(64)]}
    area = 0.4 * width * height
    ours, theirs = [0.4, 0.31, 0.77, *[0.5, 0.5, 0.5] * 9], [area, 0.31, 0.77]
    add("RandomResizedCrop", {**size, "ratio": [1.2, 1.2]}, ours, theirs, agreement="resize", keypoints=False)
    never = {"scale": [1, 1], "ratio": [3, 3]}
    add("RandomResizedCrop", {**size, **never}, [0.5, 0.5] * 10, [], agreement="resize", keypoints=False)
    add("BBoxSafeRandomCrop", {}, draws=[0.3, 0.8, 0.45, 0.6])
    add("BBoxSafeRandomCrop", {"erosion_rate": 0.5}, draws=[0.9, 0.7, 0.2, 0.1])


def further_crops(references):
    frame, add = references.frame, references.add
    add("Pad", {"padding": 7, "fill": frame.colour(10, 20, 30), "fill_mask": 5})
    # Upstream adds mirrored copies of the labels at reflecting borders.
    add("Pad", {"padding": [3, 9], "border_mode": 1})
    add("Pad", {"padding": [3, 9, 0, 14]})

    add("CropAndPad", {"px": [[5, 5], [-7, -7], [11, 11], [-3, -3]], "keep_size": False, "border_mode": 1}, theirs=[5, -7, 11, -3])
    add("CropAndPad", {"px": [-4, -9, -6, -2], "keep_size": False})
    add("CropAndPad", {"px": [-9, 9], "keep_size": False, "fill": 77.0, "fill_mask": 3}, draws=[-6, 8, 3, -9], kind="both")
    once = {"px": [-9, 9], "keep_size": False, "sample_independently": False}
    add("CropAndPad", once, draws=[-6])
    add("CropAndPad", {"percent": [0.1, -0.13, -0.07, 0.2]}, agreement="resize", keypoints=False)
    add("CropAndPad", {"percent": [-0.3, 0.3]}, draws=[0.17, -0.11, 0.02, -0.26], agreement="resize", keypoints=False)

    # Shares of the room, as we draw them; upstream draws the pixels.
    add("RandomCropFromBorders", {}, [0.7, 0.2, 0.9, 0.6], shares(0.7, 0.2, 0.9, 0.6))
    uneven = {"crop_left": 0.4, "crop_right": 0.6, "crop_top": 0.0, "crop_bottom": 0.5}
    add("RandomCropFromBorders", uneven, [0.5, 0.1, 0.5, 0.3], shares(0.5, 0.1, 0.3))

    def near(parameters, draws, theirs, box):
        add("RandomCropNearBBox", parameters, draws, theirs, cropping_bbox=[int(value) for value in box])

    near({"max_part_shift": [0.2, 0.4]}, [0.1, 0.3, 0.9, 0.5, 0.99], shares(0.3, 0.9, 0.5, 0.99), frame.boxes[0])
    near({"max_part_shift": 0.3}, [0.5, 0.99, 0.99, 0.2, 0.8], shares(0.99, 0.99), frame.boxes[1])
    size = {"height": frame.y(30), "width": frame.x(40)}
    add("AtLeastOneBBoxRandomCrop", size, [0.5, 0.3, 0.65], [frame.boxes[1], *shares(0.3, 0.65)])
    eroded = {**size, "erosion_factor": 0.5}
    add("AtLeastOneBBoxRandomCrop", eroded, [0.1, 0.5, 0.25], [frame.boxes[0], *shares(0.5, 0.25)])


def around_labels(references):
    """A crop at a pixel of the mask, as ours finds it."""
    frame = references.frame
    height, width = frame.y(30), frame.x(40)
    labelled = np.argwhere(frame.mask)
    count = min(len(labelled), 1024)
    for start, choice in ((0.4, 0.1), (0.9, 0.8)):
        y, x = labelled[int((int(choice * count) + start) * len(labelled) / count)]
        # Shares of the crop, as we draw them; upstream draws the pixels.
        draws, theirs = [start, choice, 0.35, 0.75], [[y, x], int(0.35 * width), int(0.75 * height)]
        references.add("CropNonEmptyMaskIfExists", {"height": height, "width": width}, draws, theirs)


def shuffled(references):
    """Pixels, masks and keypoints are upstream's. It makes a box of each part; ours keeps the largest."""
    frame = references.frame
    # Odd sides are divided by 7 and 3 without a rest.
    rows, columns = (2, 4) if frame.height % 2 == 0 else (7, 3)
    places = [5, 2, 7, 0, 3, 1, 6, 4]  # where each piece goes
    places += range(8, rows * columns)
    keys = [(place + 0.5) / len(places) for place in places]
    ours = [list(range(rows)), list(range(columns)), *keys]
    theirs = [Order(ours[0]), Order(ours[1]), places]
    shuffle(references, {"grid": [rows, columns]}, ours, theirs, split(frame.height, ours[0]), split(frame.width, ours[1]), places)

    # Sides of 19, 19 and 18, and of 27, 27 and 26 pixels: pieces change places with those of their size.
    if not references.is_whole:
        return
    orders = [[2, 0, 1], [0, 2, 1]]
    groups = {(0, 2): [2, 0], (1,): [1], (3, 5, 6, 8): [6, 3, 8, 5], (4, 7): [7, 4]}
    places = [dict(pair for group, to in groups.items() for pair in zip(group, to))[piece] for piece in range(9)]
    keys = [(place + 0.5) / 9 for place in places]
    theirs = [*map(Order, orders), *groups.values()]
    edges = [split(frame.height, orders[0]), split(frame.width, orders[1])]
    shuffle(references, {"grid": [3, 3]}, [*orders, *keys], theirs, *edges, places)


def split(side, order):
    """The edges of equal parts, of which the first are a pixel larger, in an order."""
    parts = [side // len(order) + (place < side % len(order)) for place in order]
    return [0, *np.cumsum(parts).tolist()]


def shuffle(references, parameters, ours, theirs, rows, columns, places):
    frame = references.frame
    _, image, mask, _, keypoints = upstream(frame, "RandomGridShuffle", parameters, theirs)
    tiles = [(x, y, x1, y1) for y, y1 in zip(rows, rows[1:]) for x, x1 in zip(columns, columns[1:])]
    boxes = []
    for box in frame.boxes:
        parts = {}
        for piece, place in enumerate(places):
            x0, y0, x1, y1 = [pick(a, b) for pick, a, b in zip((max, max, min, min), box, tiles[piece])]
            if x0 < x1 and y0 < y1:
                dx, dy = tiles[place][0] - tiles[piece][0], tiles[place][1] - tiles[piece][1]
                parts.setdefault((dx, dy), []).append((x0 + dx, y0 + dy, x1 + dx, y1 + dy))
        largest = max(parts.values(), key=lambda part: sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in part))
        lows, highs = np.min(largest, 0), np.max(largest, 0)
        boxes.append([round(float(v), 4) for v in (*lows[:2], *highs[2:])])
    references.store("RandomGridShuffle", parameters, ours, image, mask, boxes, keypoints, "exact")
