"""Rectangles that are covered."""

import albumentations as A
import numpy as np
from albumentations.augmentations.dropout.functional import get_holes_from_boxes

from .draws import Order, Queue, Share, shares


def dropout(references):
    """Given holes: upstream draws them in another order."""
    frame = references.frame
    height, width = frame.y(14), frame.x(16)
    corners = [(frame.x(x), frame.y(y)) for x, y in ((10, 5), (50, 30))]
    holes = np.array([[x, y, x + width, y + height] for x, y in corners])
    rooms = frame.width - width + 1, frame.height - height + 1
    draws = [draw for x, y in corners for draw in (0.25, 0.2, (y + 0.2) / rooms[1], (x + 0.2) / rooms[0])]
    parameters = {
        "num_holes_range": [2, 2],
        "hole_height_range": [height, height],
        "hole_width_range": [width, width],
        "fill": frame.colour(200, 100, 50),
        "fill_mask": 9,
    }
    transform = A.CoarseDropout(**parameters, p=1)
    image = transform.apply(frame.image, holes=holes, seed=0)
    mask = transform.apply_to_mask(frame.mask, holes=holes, seed=0)
    references.store("CoarseDropout", parameters, draws, image, mask, frame.boxes, None, "exact")


def further_dropout(references):
    """As upstream covers pixels; it also makes boxes smaller, where ours stay and count as hidden in part."""
    frame = references.frame

    def add(name, parameters, draws, theirs, others=None):
        transform = getattr(A, name)(**{**parameters, **(others or {})}, p=1)
        queue = Queue(theirs)
        transform.py_random = transform.random_generator = queue
        drawn = transform.get_params_dependent_on_data({"shape": frame.image.shape}, {})
        assert not queue.values, (name, "unused", queue.values)
        cover(name, parameters, draws, transform, drawn["holes"])

    def cover(name, parameters, draws, transform, holes):
        image = transform.apply(frame.image, holes=holes, seed=0)
        mask = transform.apply_to_mask(frame.mask, holes=holes, seed=0)
        references.store(name, parameters, draws, image, mask, frame.boxes, None, "exact")

    def grid(draws, parameters, offsets=(), unit=()):
        # Upstream takes holes_number_xy for (rows, columns).
        number = parameters.get("holes_number_xy")
        others = {} if number is None else {"holes_number_xy": number[::-1]}
        theirs = [*unit, Order(draws[0]), Order(draws[1]), *offsets, 0]
        add("GridDropout", parameters, draws, theirs, others)

    add("Erasing", {"fill": 90, "fill_mask": 4}, [0.5, 1.7, 0.4, 0.8], [Share(0.5), 1.7, *shares(0.4, 0.8), 0])
    orders, downs, rights = ([1, 0], [2, 0, 1]), [0.1, 0.9, 0.5, 0, 0.3, 0.7], [0.2, 0.41, 0.61, 0.8, 0.95, 0.05]
    grid([*orders, *downs, *rights], {"holes_number_xy": [3, 2], "fill_mask": 4}, [Share(downs), Share(rights)])
    unit = frame.y(14)
    fixed = {"unit_size_range": [unit, unit], "random_offset": False, "shift_xy": [3, 12], "ratio": 0.4}
    grid([list(range(side // unit)) for side in (frame.height, frame.width)], fixed, unit=[unit])
    # Upstream's unit is a tenth of the sides, rounded down.
    rows, columns = (side // max(2, side // 10) for side in (frame.height, frame.width))
    full = {"ratio": 1.0, "random_offset": False, "fill": frame.colour(200, 100, 50)}
    grid([[3, 1, 2, 0, *range(4, rows)], list(range(columns))], full)

    strips = {"num_masks_x": [2, 2], "mask_x_length": [5, 12], "num_masks_y": [1, 1], "mask_y_length": [9, 9]}
    add("XYMasking", {**strips, "fill_mask": 4}, [7, 0.3, 12, 0.9, 0.5], [7, Share(0.3), 12, *shares(0.9, 0.5), 0])

    ranges = {"hole_height_range": [0.2, 0.6], "hole_width_range": [0.2, 0.7]}
    queue = Queue([0.5, 0.25, 0.3, 0.6, 0.7, 0.2, 0.1, 0.91])
    holes = get_holes_from_boxes(np.array(frame.boxes[:2]), 1, *ranges.values(), queue)
    parameters = {**ranges, "fill": frame.colour(200, 100, 50), "fill_mask": 9}
    ours = [0.5, 0.1, 0.3, 0.7, 0.25, 0.91, 0.6, 0.2]
    transform = A.ConstrainedCoarseDropout(**parameters, p=1)
    labelled = {**parameters, "bbox_labels": ["box 0", "box 1"]}
    cover("ConstrainedCoarseDropout", labelled, ours, transform, holes)


def mask_dropout(references):
    """An object that is covered, by its definition."""
    frame = references.frame
    image, mask = frame.image, frame.mask
    x0, y0, x1, y1 = map(int, frame.boxes[1])
    image[y0:y1, x0:x1] = frame.colour(10, 20, 30)
    mask[y0:y1, x0:x1] = 7
    parameters = {"fill": frame.colour(10, 20, 30), "fill_mask": 7}
    boxes = [frame.boxes[0], None, frame.boxes[2]]
    references.store("MaskDropout", parameters, [[1, 0, 2]], image, mask, boxes, None, "exact")
