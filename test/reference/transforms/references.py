"""Runs upstream on a frame with what would be random fixed, and keeps what comes out.

Where upstream warps pixels with another matrix than boxes (Perspective, SafeRotate, Affine with fit_output: half a pixel
apart, or a rounding of the canvas), the reference is OpenCV's warp by the matrix of the boxes.
"""

import albumentations as A
import cv2
import numpy as np

from .draws import Queue

# A grey image stays as it is, or the levels of its channels would differ.
OF_COLOURS = """ChannelDropout ChannelShuffle ChromaticAberration FancyPCA HEStain HueSaturationValue PhotoMetricDistort
PlanckianJitter RGBShift RandomHSV ToGray ToSepia""".split()
# Upstream refuses grey images: the reference is a channel of an image of three equal ones.
REFUSES_GREY = ("RandomSnow", "RandomSunFlare")
REPEATING = (cv2.BORDER_REFLECT, cv2.BORDER_WRAP, cv2.BORDER_REFLECT_101)


def upstream(frame, name, parameters, values, **data):
    transform = getattr(A, name)(**{**parameters, "p": 1})
    pipeline = A.Compose(
        [transform],
        bbox_params=A.BboxParams("pascal_voc", label_fields=["labels"]),
        keypoint_params=A.KeypointParams("xy", label_fields=["points"], remove_invisible=False),
    )
    queue = Queue(values)
    transform.py_random = transform.random_generator = queue
    labels = {"bboxes": frame.boxes, "labels": [0, 1, 2], "keypoints": frame.keypoints, "points": [0, 1, 2]}
    is_tripled = frame.is_grey and name in REFUSES_GREY
    given = np.repeat(frame.image[..., None], 3, -1) if is_tripled else frame.image
    result = pipeline(image=given, mask=frame.mask, **labels, **data)
    assert not queue.values, (name, "unused", queue.values)
    boxes = [None] * len(frame.boxes)
    for box, label in zip(result["bboxes"], result["labels"]):
        boxes[int(label)] = [round(float(v), 4) for v in box]
    keypoints = [[round(float(v), 4) for v in point] for point in result["keypoints"]]
    image = np.ascontiguousarray(result["image"][..., 0]) if is_tripled else result["image"]
    return transform, image, result["mask"], boxes, keypoints


def by_box_matrix(frame, matrix, shape, parameters):
    """OpenCV's warp, with a matrix of edge coordinates taken to pixel indices."""
    to_edges = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    index_matrix = np.linalg.inv(to_edges) @ np.asarray(matrix, np.float64) @ to_edges
    border = parameters.get("border_mode", cv2.BORDER_CONSTANT)

    def warp(pixels, flags, value):
        value = tuple(np.broadcast_to(value, 3).tolist())
        return cv2.warpPerspective(pixels, index_matrix, shape[::-1], flags=flags, borderMode=border, borderValue=value)

    interpolation = parameters.get("interpolation", cv2.INTER_LINEAR)
    image = warp(frame.image, interpolation, parameters.get("fill", 0))
    return image, warp(frame.mask, cv2.INTER_NEAREST, parameters.get("fill_mask", 0))


class References:
    """The cases of one frame. A large frame needs one case for each transform, agreement and `kind`."""

    def __init__(self, frame, is_whole):
        self.frame = frame
        self.is_whole = is_whole
        self.cases = []

    def has_enough(self, name, agreement, kind=None):
        if self.frame.is_grey and name in OF_COLOURS:
            return True
        known = ((case["transform"], case["agreement"], case["kind"]) for case in self.cases)
        return not self.is_whole and (name, agreement, kind) in known

    def add(self, name, parameters=None, draws=(), theirs=None, agreement="exact", keypoints=True, box_matrix=None, kind=None, **data):
        """`theirs`: upstream's draws where it asks otherwise than we do. `box_matrix`: result → (matrix, shape)."""
        if self.has_enough(name, agreement, kind):
            return
        parameters = parameters or {}
        values = draws if theirs is None else theirs
        given = parameters
        if agreement in ("resize", "area", "centres"):
            # Upstream's nearest reads half a pixel away from where linear and area read; ours reads at pixel centres.
            given = {**parameters, "mask_interpolation": cv2.INTER_NEAREST_EXACT}
        transform, image, mask, boxes, points = upstream(self.frame, name, given, values, **data)
        if parameters.get("border_mode", 0) in REPEATING and name in ("Rotate", "Affine"):
            # Upstream adds mirrored copies of the labels: the objects themselves are those of another border.
            _, _, _, boxes, points = upstream(self.frame, name, {**parameters, "border_mode": 0}, values)
        if box_matrix is not None:
            matrix, shape = box_matrix(transform)
            image, mask = by_box_matrix(self.frame, matrix, shape, parameters)
        self.store(name, parameters, draws, image, mask, boxes, points if keypoints else None, agreement, kind)

    def store(self, name, parameters, draws, image, mask, boxes, keypoints, agreement, kind=None):
        if self.has_enough(name, agreement, kind):
            return
        case = {"transform": name, "parameters": parameters, "draws": list(draws), "agreement": agreement, "kind": kind}
        self.cases.append({**case, "image": image, "mask": mask, "boxes": boxes, "keypoints": keypoints})

    def store_distribution(self, name, parameters, agreement, **statistics):
        """Of random numbers, which differ."""
        case = {"transform": name, "parameters": parameters, "draws": [], "agreement": agreement}
        self.cases.append({**case, **statistics})
