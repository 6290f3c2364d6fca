"""Makes the stored references of the transforms: what Albumentations 2.0.8 does with a small image, its mask, boxes
and keypoints, and the names and defaults of its parameters.

    pip install albumentations==2.0.8 opencv-python-headless==4.11.0.86 pillow torch torchvision==0.29.2
    python test/reference/make_transform_reference.py

Every case fixes what would be random: by ranges of one value, or by a queue of values (`draws`) that upstream's
generators are made to return. The test feeds `draws` to our transform, in the order in which it asks.

Where upstream warps pixels with another matrix than boxes (Perspective, SafeRotate, Affine with fit_output: half a pixel
apart, or a rounding of the canvas), the reference is OpenCV's warp by the matrix of the boxes.
"""

import inspect
import io
import json
import warnings
from pathlib import Path
from unittest import mock

import albumentations as A
import cv2
import numpy as np
import torch
import torchvision.transforms.v2.functional as functional
from PIL import Image
from torchvision import tv_tensors
from torchvision.transforms import v2

warnings.simplefilter("ignore")
ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test" / "golden" / "transforms"
WIDTH, HEIGHT = 80, 56
REPEATING = (cv2.BORDER_REFLECT, cv2.BORDER_WRAP, cv2.BORDER_REFLECT_101)

NAMES = """HorizontalFlip VerticalFlip Transpose RandomRotate90 D4 Rotate SafeRotate Affine ShiftScaleRotate Perspective
Resize LongestMaxSize SmallestMaxSize PadIfNeeded Crop CenterCrop RandomCrop RandomResizedCrop BBoxSafeRandomCrop NoOp
RandomBrightnessContrast RandomGamma HueSaturationValue ColorJitter ToGray InvertImg GaussianBlur MotionBlur GaussNoise
CoarseDropout ImageCompression RGBShift Solarize Posterize ChannelShuffle ChannelDropout ToSepia Blur Sharpen
RandomToneCurve PlanckianJitter Emboss AdvancedBlur Defocus RingingOvershoot RandomScale Pad CropAndPad
RandomCropFromBorders RandomCropNearBBox RandomSizedCrop RandomSizedBBoxSafeCrop AtLeastOneBBoxRandomCrop Erasing
GridDropout XYMasking ConstrainedCoarseDropout MedianBlur Morphological Downscale ISONoise GridDistortion
OpticalDistortion Equalize AutoContrast CLAHE MultiplicativeNoise SaltAndPepper PixelDropout AdditiveNoise
ShotNoise ElasticTransform ThinPlateSpline PiecewiseAffine RandomGridShuffle GridElasticDeform ChromaticAberration
GlassBlur CropNonEmptyMaskIfExists MaskDropout HEStain
FancyPCA UnsharpMask RandomShadow RandomFog RandomRain RandomSnow RandomSunFlare Spatter RandomGravel
PlasmaBrightnessContrast PlasmaShadow Illumination ZoomBlur Mosaic""".split()

BOXES = [[8.0, 6.0, 30.0, 28.0], [40.0, 10.0, 72.0, 50.0], [20.5, 30.25, 45.75, 52.5]]
KEYPOINTS = [[12.0, 9.0], [55.0, 30.0], [33.0, 41.0]]  # pixel indices


def source():
    image = Image.open(ROOT / "raw-images" / "astronaut.png").convert("RGB").crop((60, 0, 460, 280))
    image = np.asarray(image.resize((WIDTH, HEIGHT), Image.Resampling.BOX))
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.ellipse(mask, (24, 20), (16, 11), 20, 0, 360, 1, -1)
    cv2.rectangle(mask, (44, 22), (70, 48), 2, -1)
    return image, mask


class Queue:
    """Stands for both of upstream's generators; ranges of one value need no draw."""

    def __init__(self, values):
        self.values = list(values)

    def _next(self, low=None, high=None):
        return low if low is not None and low == high else self.values.pop(0)

    def random(self):
        return self._next()

    def uniform(self, *given, a=None, b=None, low=None, high=None, size=None):
        low, high = (a, b) if low is None else (low, high)
        low, high, size = (*given, size)[:3] if given else (low, high, size)
        if size is None:
            return self._next(low, high)
        return np.array([self._next(low, high) for _ in range(int(np.prod(size)))]).reshape(size)

    def randint(self, low, high):
        return self._next(low, high)

    def integers(self, low, high, size=None):
        return self._next() if size is None else np.array([self._next() for _ in range(size)])

    def randrange(self, low, high, step=None):
        return self._next() if step is None else self._next(low, high - step + 1)

    def choice(self, items):
        return self._next()

    def sample(self, items, k):
        return self._next()

    def gauss(self, mean, std):
        return self._next()

    def normal(self, loc, scale, size=()):
        return np.array([self._next() for _ in range(int(np.prod(size)))]).reshape(size)[()]

    def shuffle(self, items):
        items[:] = self._next()


def upstream(name, parameters, values, image, mask, **data):
    transform = getattr(A, name)(**{**parameters, "p": 1})
    pipeline = A.Compose(
        [transform],
        bbox_params=A.BboxParams("pascal_voc", label_fields=["labels"]),
        keypoint_params=A.KeypointParams("xy", label_fields=["points"], remove_invisible=False),
    )
    queue = Queue(values)
    transform.py_random = transform.random_generator = queue
    result = pipeline(
        image=image, mask=mask, bboxes=BOXES, labels=[0, 1, 2], keypoints=KEYPOINTS, points=[0, 1, 2], **data
    )
    assert not queue.values, (name, "unused", queue.values)
    boxes = [None] * len(BOXES)
    for box, label in zip(result["bboxes"], result["labels"]):
        boxes[int(label)] = [round(float(v), 4) for v in box]
    keypoints = [[round(float(v), 4) for v in point] for point in result["keypoints"]]
    return transform, result["image"], result["mask"], boxes, keypoints


def by_box_matrix(matrix, shape, parameters, image, mask):
    """OpenCV's warp, with a matrix of edge coordinates taken to pixel indices."""
    to_edges = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    index_matrix = np.linalg.inv(to_edges) @ np.asarray(matrix, np.float64) @ to_edges
    border = parameters.get("border_mode", cv2.BORDER_CONSTANT)
    fill = parameters.get("fill", 0)

    def warp(pixels, flags, value):
        value = tuple(np.broadcast_to(value, 3).tolist())
        return cv2.warpPerspective(pixels, index_matrix, shape[::-1], flags=flags, borderMode=border, borderValue=value)

    interpolation = parameters.get("interpolation", cv2.INTER_LINEAR)
    return warp(image, interpolation, fill), warp(mask, cv2.INTER_NEAREST, parameters.get("fill_mask", 0))


class References:
    def __init__(self):
        self.image, self.mask = source()
        self.cases = []
        Image.fromarray(self.image).save(OUT / "source.png", optimize=True)
        Image.fromarray(self.mask).save(OUT / "source.mask.png", optimize=True)

    def add(self, name, parameters=None, draws=(), theirs=None, agreement="exact", keypoints=True, box_matrix=None, **data):
        """`theirs`: upstream's draws where it asks otherwise than we do. `box_matrix`: result → (matrix, shape)."""
        parameters = parameters or {}
        values = draws if theirs is None else theirs
        given = parameters
        if agreement in ("resize", "area", "centres"):
            # Upstream's nearest reads half a pixel away from where linear and area read; ours reads at pixel centres.
            given = {**parameters, "mask_interpolation": cv2.INTER_NEAREST_EXACT}
        transform, image, mask, boxes, points = upstream(name, given, values, self.image, self.mask, **data)
        if parameters.get("border_mode", 0) in REPEATING and name in ("Rotate", "Affine"):
            # Upstream adds mirrored copies of the labels: the objects themselves are those of another border.
            _, _, _, boxes, points = upstream(name, {**parameters, "border_mode": 0}, values, self.image, self.mask)
        if box_matrix is not None:
            matrix, shape = box_matrix(transform)
            image, mask = by_box_matrix(matrix, shape, parameters, self.image, self.mask)
        self.store(name, parameters, draws, image, mask, boxes, points if keypoints else None, agreement)

    def store(self, name, parameters, draws, image, mask, boxes, keypoints, agreement):
        number = sum(case["transform"] == name for case in self.cases) + 1
        case = {"transform": name, "parameters": parameters, "draws": list(draws), "agreement": agreement}
        unmoved = mask is not None and np.array_equal(mask, self.mask)
        case["image"] = f"{name}.{number}.png"
        Image.fromarray(image).save(OUT / case["image"], optimize=True)
        case["mask"] = "source.mask.png" if unmoved or mask is None else f"{name}.{number}.mask.png"
        if case["mask"] != "source.mask.png":
            Image.fromarray(mask).save(OUT / case["mask"], optimize=True)
        self.cases.append({**case, "boxes": boxes, "keypoints": keypoints})


def affine_matrix(transform):
    # What upstream computes for boxes, drawn again from ranges of one value.
    transform.py_random = transform.random_generator = Queue([])
    drawn = transform.get_params_dependent_on_data({"shape": (HEIGHT, WIDTH, 3)}, {})
    from albumentations.augmentations.geometric import functional as F

    shear = {axis: -transform.shear[axis][0] for axis in "xy"}
    scale = {axis: transform.scale[axis][0] for axis in "xy"}
    matrix = F.create_affine_transformation_matrix(
        {"x": 0, "y": 0}, shear, scale, drawn["rotate"], F.center_bbox((HEIGHT, WIDTH))
    )
    return F.compute_affine_warp_output_shape(matrix, (HEIGHT, WIDTH))


def safe_matrix(transform):
    transform.py_random = Queue([])
    return transform.get_params_dependent_on_data({"shape": (HEIGHT, WIDTH, 3)}, {})["bbox_matrix"], (HEIGHT, WIDTH)


def perspective_matrix(values):
    def matrix(transform):
        transform.py_random = transform.random_generator = Queue(values)
        drawn = transform.get_params_dependent_on_data({"shape": (HEIGHT, WIDTH, 3)}, {})
        width, height = drawn["max_width"], drawn["max_height"]
        if not transform.keep_size:
            return drawn["matrix"], (height, width)
        return np.diag([WIDTH / width, HEIGHT / height, 1]) @ drawn["matrix"], (HEIGHT, WIDTH)

    return matrix


def spatial(add):
    for name in ("HorizontalFlip", "VerticalFlip", "Transpose", "NoOp"):
        add(name)
    for factor in range(4):
        add("RandomRotate90", draws=[factor])
    for index, element in enumerate(["e", "r90", "r180", "r270", "v", "hvt", "h", "t"]):
        add("D4", draws=[index], theirs=[element])

    add("Rotate", {"limit": [17, 17]}, agreement="linear")
    add("Rotate", {"limit": [-40, -40], "interpolation": 2, "border_mode": 4}, agreement="cubic")
    add("Rotate", {"limit": [30, 30], "interpolation": 0, "fill": [10, 20, 30], "fill_mask": 3}, agreement="nearest")
    add("Rotate", {"limit": [25, 25], "crop_border": True}, agreement="linear")
    add("Rotate", {"limit": [90, 90], "border_mode": 1}, agreement="linear")
    add("Rotate", {"limit": [23, 23], "interpolation": 4}, agreement="lanczos")
    add("Rotate", {"limit": [-31, -31], "interpolation": 4, "border_mode": 4}, agreement="lanczos")
    for angle in (20, -70):
        add("SafeRotate", {"limit": [angle, angle]}, agreement="linear", keypoints=False, box_matrix=safe_matrix)

    shift = {"translate_px": {"x": [7, 7], "y": [-4, -4]}}
    add("Affine", {**shift, "rotate": 12, "scale": {"x": 1.2, "y": 0.85}, "shear": {"x": 10, "y": -5}}, agreement="linear")
    add("Affine", {"translate_percent": {"x": [0.13, 0.13], "y": [-0.13, -0.13]}}, agreement="linear")
    for border in (2, 3, 4, 1):
        add("Affine", {"rotate": -20, "scale": [0.6, 0.6], "border_mode": border}, agreement="linear")
    add("Affine", {"shear": [15, 15], "interpolation": 2}, agreement="cubic")
    fit = {"rotate": 33, "scale": [1.1, 1.1], "fit_output": True}
    add("Affine", fit, agreement="linear", keypoints=False, box_matrix=affine_matrix)
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
            box_matrix=perspective_matrix(corners),
        )


def sizes(add):
    for interpolation, agreement in ((1, "resize"), (2, "resize"), (3, "area"), (0, "exact")):
        add("Resize", {"height": 40, "width": 50, "interpolation": interpolation}, agreement=agreement, keypoints=False)
    add("Resize", {"height": 90, "width": 97}, agreement="resize", keypoints=False)
    add("Resize", {"height": 40, "width": 50, "area_for_downscale": "image"}, agreement="area", keypoints=False)
    add("LongestMaxSize", {"max_size": 45}, agreement="resize", keypoints=False)
    add("LongestMaxSize", {"max_size_hw": [100, 90]}, agreement="resize", keypoints=False)
    add("LongestMaxSize", {"max_size": [30, 50]}, draws=[1], theirs=[50], agreement="resize", keypoints=False)
    add("SmallestMaxSize", {"max_size": 45}, agreement="resize", keypoints=False)
    add("SmallestMaxSize", {"max_size_hw": [None, 90]}, agreement="resize", keypoints=False)
    for size in ({"height": 40, "width": 50}, {"height": 90, "width": 97}):
        add("Resize", {**size, "interpolation": 4}, agreement="resize", keypoints=False)
        add("Resize", {**size, "interpolation": 5}, agreement="centres", keypoints=False)
    # Where no centre lies on an edge: there OpenCV may take the pixel before.
    for size in ({"height": 32, "width": 128}, {"height": 64, "width": 64}):
        add("Resize", {**size, "interpolation": 6}, agreement="centres", keypoints=False)


def crops(add):
    add("PadIfNeeded", {"min_height": 63, "min_width": 97, "fill": [10, 20, 30], "fill_mask": 5})
    add("PadIfNeeded", {"min_height": 60, "min_width": 96, "border_mode": 1, "position": "bottom_right"})
    divisors = {"min_height": None, "min_width": None, "pad_height_divisor": 32, "pad_width_divisor": 32}
    add("PadIfNeeded", {**divisors, "position": "top_left"})
    # Shares of the room, as we draw them; upstream draws the pixels.
    random_position = {"min_height": 66, "min_width": 100, "position": "random"}
    add("PadIfNeeded", random_position, draws=[0.35, 0.75], theirs=[3, 15])
    add("Crop", {"x_min": 5, "y_min": 7, "x_max": 61, "y_max": 50})
    for position in ("center", "top_left", "bottom_right"):
        add("Crop", {"x_min": 10, "y_min": 20, "x_max": 91, "y_max": 75, "pad_if_needed": True, "pad_position": position})
    add("CenterCrop", {"height": 33, "width": 41})
    add("CenterCrop", {"height": 70, "width": 41, "pad_if_needed": True, "fill": 77.0})
    add("RandomCrop", {"height": 30, "width": 40}, draws=[0.31, 0.77])
    add("RandomCrop", {"height": 30, "width": 99, "pad_if_needed": True}, draws=[0.31, 0.77])

    size = {"size": [48, 64]}
    rest = [0.5, 1.0, 0.5, 0.5] * 9
    area = 0.4 * WIDTH * HEIGHT
    ratio = {"ratio": [1.2, 1.2]}
    ours, theirs = [0.4, 0.31, 0.77, *no_ratio(rest)], [area, 0.31, 0.77]
    add("RandomResizedCrop", {**size, **ratio}, ours, theirs, agreement="resize", keypoints=False)
    never = {"scale": [1, 1], "ratio": [3, 3]}
    add("RandomResizedCrop", {**size, **never}, [0.5, 0.5] * 10, [], agreement="resize", keypoints=False)
    add("BBoxSafeRandomCrop", {}, draws=[0.3, 0.8, 0.45, 0.6])
    add("BBoxSafeRandomCrop", {"erosion_rate": 0.5}, draws=[0.9, 0.7, 0.2, 0.1])


def further_sizes(add):
    for scale, agreement in ((0.37, "resize"), (-0.41, "resize")):
        add("RandomScale", {"scale_limit": [scale, scale]}, agreement=agreement, keypoints=False)
    area = {"scale_limit": [-0.41, -0.41], "area_for_downscale": "image"}
    add("RandomScale", area, agreement="area", keypoints=False)

    crop = {"size": [48, 64], "min_max_height": [40, 40], "w2h_ratio": 1.3}
    add("RandomSizedCrop", crop, draws=[0.31, 0.77], agreement="resize", keypoints=False)
    large = {"size": [20, 30], "min_max_height": [70, 70], "area_for_downscale": "image"}
    add("RandomSizedCrop", large, draws=[0.31, 0.77], agreement="area", keypoints=False)
    safe = {"height": 48, "width": 64}
    add("RandomSizedBBoxSafeCrop", safe, draws=[0.3, 0.8, 0.45, 0.6], agreement="resize", keypoints=False)
    eroded = {**safe, "erosion_rate": 0.5, "interpolation": 2}
    add("RandomSizedBBoxSafeCrop", eroded, draws=[0.9, 0.7, 0.2, 0.1], agreement="resize", keypoints=False)


def further_crops(add):
    add("Pad", {"padding": 7, "fill": [10, 20, 30], "fill_mask": 5})
    # Upstream adds mirrored copies of the labels at reflecting borders.
    add("Pad", {"padding": [3, 9], "border_mode": 1})
    add("Pad", {"padding": [3, 9, 0, 14]})

    add("CropAndPad", {"px": [[5, 5], [-7, -7], [11, 11], [-3, -3]], "keep_size": False, "border_mode": 1}, theirs=[5, -7, 11, -3])
    add("CropAndPad", {"px": [-4, -9, -6, -2], "keep_size": False})
    add("CropAndPad", {"px": [-9, 9], "keep_size": False, "fill": 77.0, "fill_mask": 3}, draws=[-6, 8, 3, -9])
    once = {"px": [-9, 9], "keep_size": False, "sample_independently": False}
    add("CropAndPad", once, draws=[-6])
    add("CropAndPad", {"percent": [0.1, -0.13, -0.07, 0.2]}, agreement="resize", keypoints=False)
    add("CropAndPad", {"percent": [-0.3, 0.3]}, draws=[0.17, -0.11, 0.02, -0.26], agreement="resize", keypoints=False)

    # Shares of the room, as we draw them; upstream draws the pixels.
    add("RandomCropFromBorders", {}, draws=[0.7, 0.2, 0.9, 0.6], theirs=[6, 73, 5, 54])
    uneven = {"crop_left": 0.4, "crop_right": 0.6, "crop_top": 0.0, "crop_bottom": 0.5}
    add("RandomCropFromBorders", uneven, draws=[0.5, 0.1, 0.5, 0.3], theirs=[16, 36, 36])

    near = {"max_part_shift": [0.2, 0.4]}
    add("RandomCropNearBBox", near, [0.1, 0.3, 0.9, 0.5, 0.99], [-4, 8, 0, 4], cropping_bbox=whole(BOXES[0]))
    near = {"max_part_shift": 0.3}
    add("RandomCropNearBBox", near, [0.5, 0.99, 0.99, 0.2, 0.8], [10, 10], cropping_bbox=whole(BOXES[1]))
    size = {"height": 30, "width": 40}
    add("AtLeastOneBBoxRandomCrop", size, [0.5, 0.3, 0.65], [BOXES[1], 34.4, 13.5])
    eroded = {**size, "erosion_factor": 0.5}
    add("AtLeastOneBBoxRandomCrop", eroded, [0.1, 0.5, 0.25], [BOXES[0], 9.5, 4.25])


def whole(box):
    return [int(value) for value in box]


def no_ratio(draws):
    return [value for index, value in enumerate(draws) if index % 4 != 1]


def pixels(add):
    add("RandomBrightnessContrast", {"brightness_limit": [0.13, 0.13], "contrast_limit": [-0.17, -0.17]})
    add("RandomBrightnessContrast", {"brightness_limit": [-0.2, -0.2], "contrast_limit": [0.4, 0.4]})
    safe = {"ensure_safe_range": True}
    add("RandomBrightnessContrast", {"brightness_limit": [0.2, 0.2], "contrast_limit": [0.3, 0.3], **safe})
    by_mean = {"brightness_by_max": False}
    add("RandomBrightnessContrast", {"brightness_limit": [0.2, 0.2], "contrast_limit": [0.1, 0.1], **by_mean})
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
        add("ColorJitter", {**neutral, **change}, draws=[order], theirs=[order], agreement=agreement)
    full = {"brightness": [0.9, 0.9], "contrast": [1.1, 1.1], "saturation": [0.8, 0.8], "hue": [-0.2, -0.2]}
    add("ColorJitter", full, draws=[[2, 0, 3, 1]], agreement="hsv")
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


def colours(add):
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


def adaptive(add):
    """Without `ignore`, with which upstream needs OpenCV 5: make_adaptive_reference.py has it."""
    for mode in ("cv", "pil"):
        for by_channels in (True, False):
            add("Equalize", {"mode": mode, "by_channels": by_channels})
    for parameters in ({}, {"method": "pil"}, {"cutoff": 7.5}, {"method": "pil", "cutoff": 2}):
        add("AutoContrast", parameters)
    for limit, grid in ((4, [8, 8]), (1.6, [3, 5]), (20, [7, 2])):
        add("CLAHE", {"clip_limit": [limit, limit], "tile_grid_size": grid})
    # The signs of principal components are arbitrary: ours have their largest entry positive.
    vectors = np.linalg.eigh(np.cov(source()[0].reshape(-1, 3).T))[1][:, ::-1]
    signs = np.sign(vectors[np.abs(vectors).argmax(0), range(3)])
    for draws in ([0.12, -0.07, 0.2], [5.0, 40.0, -90.0], [-4.0, -20.0, 30.0]):
        add("FancyPCA", {"alpha": 1}, draws=draws, theirs=(signs * draws).tolist(), agreement="halves")


def kernels(add):
    for size in (3, 7, 13):
        add("Blur", {"blur_limit": [size, size]}, agreement="blur")
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
    for size in (3, 5, 7, 11):
        references.add("MedianBlur", {"blur_limit": [size, size]})
    for scale, operation in (([2, 3], "dilation"), ([5, 4], "erosion"), ([9, 7], "dilation")):
        parameters = {"scale": scale, "operation": operation}
        image = A.Morphological(**parameters, p=1)(image=references.image)["image"]
        references.store("Morphological", parameters, [], image, references.mask, BOXES, None, "exact")
    for size, sigma, alpha, threshold in ((3, 0, 0.5, 10), (7, 0, 0.9, 5), (5, 1.1, 0.4, 0), (11, 0, 1, 20)):
        fixed = {"blur_limit": [size, size], "sigma_limit": [sigma, sigma], "alpha": [alpha, alpha]}
        references.add("UnsharpMask", {**fixed, "threshold": threshold}, agreement="unsharp")
    for multiplier in (0.83, 1.31):
        references.add("MultiplicativeNoise", {"multiplier": [multiplier, multiplier]})
    factors = [0.7, 1.2, 0.9]
    references.add("MultiplicativeNoise", {"multiplier": [0.5, 1.5], "per_channel": True}, factors)
    shifts = {"noise_type": "uniform", "noise_params": {"ranges": [[-0.2, 0], [0, 0.1], [-0.1, 0.1]]}}
    references.add("AdditiveNoise", shifts, [-0.13, 0.07, 0.0111], [0, -0.13, 0.07, 0.0111])
    for scale, down, up, agreement in ((0.25, 0, 0, "exact"), (0.5, 3, 1, "resize"), (0.25, 1, 2, "resize"), (0.5, 1, 1, "resize")):
        pair = {"downscale": down, "upscale": up}
        references.add("Downscale", {"scale_range": [scale, scale], "interpolation_pair": pair}, agreement=agreement)


def greys(add):
    for method in ("from_lab", "desaturation", "pca"):
        add("ToGray", {"method": method}, agreement="halves" if method == "pca" else "exact")


def sharpening(references):
    """By the formula of Albumentations, whose differences wrap around in eight bits."""
    for alpha, size, sigma in ((0.4, 5, 1.0), (1.0, 8, 2.5)):
        exact = references.image.astype(np.float64)
        blurred = cv2.GaussianBlur(exact, (size | 1, size | 1), sigma)
        image = np.clip(np.rint(exact + alpha * (exact - blurred)), 0, 255).astype(np.uint8)
        parameters = {"method": "gaussian", "alpha": [alpha, alpha], "kernel_size": size, "sigma": sigma}
        references.store("Sharpen", parameters, [], image, references.mask, BOXES, None, "blur")


def photometric(references):
    """By torchvision's functions, with given values; null where a change is left out."""
    image = torch.from_numpy(references.image.transpose(2, 0, 1).copy())
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
        made = made.numpy().transpose(1, 2, 0)
        references.store("PhotoMetricDistort", {}, draws, made, references.mask, BOXES, None, agreement)


def hsv_gains(references):
    """As Ultralytics defines it: a table of 256 values for each channel of OpenCV's HSV, where greys stay grey."""
    levels = np.arange(256)
    for draws in ([0.8, 0.5, -0.9], [-0.6, -1.0, 0.7], [0.0, 1.0, 1.0]):
        gains = np.array(draws) * [0.1, 0.7, 0.4]
        tables = [(levels + 180 * gains[0]) % 180, levels * (1 + gains[1]), levels * (1 + gains[2])]
        tables = np.stack([np.clip(table, 0, 255).astype(np.uint8) for table in tables], -1)
        tables[0, 1] = 0
        hsv = cv2.LUT(cv2.cvtColor(references.image, cv2.COLOR_RGB2HSV), tables[None])
        made = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
        parameters = {"hgain": 0.1, "sgain": 0.7, "vgain": 0.4}
        references.store("RandomHSV", parameters, draws, made, references.mask, BOXES, None, "hsv")


def dropout(references):
    """Given holes: upstream draws them in another order."""
    holes = np.array([[10, 5, 26, 19], [50, 30, 66, 44]])
    draws = [0.25, 0.2, 5.2 / 43, 10.2 / 65, 0.25, 0.2, 30.2 / 43, 50.2 / 65]
    parameters = {
        "num_holes_range": [2, 2],
        "hole_height_range": [14, 14],
        "hole_width_range": [16, 16],
        "fill": [200, 100, 50],
        "fill_mask": 9,
    }
    transform = A.CoarseDropout(**parameters, p=1)
    image = transform.apply(references.image, holes=holes, seed=0)
    mask = transform.apply_to_mask(references.mask, holes=holes, seed=0)
    references.store("CoarseDropout", parameters, draws, image, mask, BOXES, None, "exact")


def further_dropout(references):
    """As upstream covers pixels; it also makes boxes smaller, where ours stay and count as hidden in part."""

    def add(name, parameters, draws, theirs, others=None):
        transform = getattr(A, name)(**{**parameters, **(others or {})}, p=1)
        queue = Queue(theirs)
        transform.py_random = transform.random_generator = queue
        drawn = transform.get_params_dependent_on_data({"shape": (HEIGHT, WIDTH, 3)}, {})
        assert not queue.values, (name, "unused", queue.values)
        cover(name, parameters, draws, transform, drawn["holes"])

    def cover(name, parameters, draws, transform, holes):
        image = transform.apply(references.image, holes=holes, seed=0)
        mask = transform.apply_to_mask(references.mask, holes=holes, seed=0)
        references.store(name, parameters, draws, image, mask, BOXES, None, "exact")

    add("Erasing", {"fill": 90, "fill_mask": 4}, [0.5, 1.7, 0.4, 0.8], [515.2, 1.7, 16, 40, 0])
    # Upstream takes holes_number_xy for (rows, columns).
    theirs = [[28, 28], [26, 27, 27], np.array([1, 13, 7, 0, 4, 10]), np.array([2, 6, 9, 11, 14, 0]), 0]
    ours = [[1, 0], [2, 0, 1], 0.1, 0.9, 0.5, 0, 0.3, 0.7, 0.2, 0.41, 0.61, 0.8, 0.95, 0.05]
    add("GridDropout", {"holes_number_xy": [3, 2], "fill_mask": 4}, ours, theirs, {"holes_number_xy": [2, 3]})
    fixed = {"unit_size_range": [14, 14], "random_offset": False, "shift_xy": [3, 12], "ratio": 0.4}
    add("GridDropout", fixed, [[0, 1, 2, 3], [0, 1, 2, 3, 4]], [14, [14] * 4, [16] * 5, 0])
    rows, columns = [6, *[5] * 10], [8] * 10
    full = {"ratio": 1.0, "random_offset": False, "fill": [200, 100, 50]}
    order = [[3, 1, 2, 0, *range(4, 11)], list(range(10))]
    add("GridDropout", full, order, [[5, 5, 5, *rows[:1], *rows[4:]], columns, 0])
    strips = {"num_masks_x": [2, 2], "mask_x_length": [5, 12], "num_masks_y": [1, 1], "mask_y_length": [9, 9]}
    add("XYMasking", {**strips, "fill_mask": 4}, [7, 0.3, 12, 0.9, 0.5], [7, 22, 12, 62, 24, 0])

    from albumentations.augmentations.dropout.functional import get_holes_from_boxes

    shares = {"hole_height_range": [0.2, 0.6], "hole_width_range": [0.2, 0.7]}
    queue = Queue([0.5, 0.25, 0.3, 0.6, 0.7, 0.2, 0.1, 0.91])
    holes = get_holes_from_boxes(np.array(BOXES[:2]), 1, *shares.values(), queue)
    parameters = {**shares, "fill": [200, 100, 50], "fill_mask": 9}
    ours = [0.5, 0.1, 0.3, 0.7, 0.25, 0.91, 0.6, 0.2]
    transform = A.ConstrainedCoarseDropout(**parameters, p=1)
    labelled = {**parameters, "bbox_labels": ["box 0", "box 1"]}
    cover("ConstrainedCoarseDropout", labelled, ours, transform, holes)


def detection(references):
    """Masks are resized at pixel centres, as ours are."""
    nearest = v2.InterpolationMode.NEAREST_EXACT

    def add(transform, parameters, draws, theirs, agreement="exact"):
        name = type(transform).__name__
        image = tv_tensors.Image(references.image.transpose(2, 0, 1))
        mask = tv_tensors.Mask(references.mask)
        boxes = tv_tensors.BoundingBoxes(BOXES, format="XYXY", canvas_size=(HEIGHT, WIDTH))
        values = list(theirs)
        given = lambda *_, **__: torch.tensor(values.pop(0))
        with mock.patch("torch.rand", given), mock.patch("torch.randint", given):
            image, mask, boxes = transform(image, mask, boxes)
        assert not values, (name, "unused", values)
        size = list(image.shape[-2:])
        if agreement != "exact":
            whole = tv_tensors.Mask(references.mask)[None]
            mask = v2.functional.resize_image(whole, size, interpolation=nearest)[0]
        boxes = [[round(value, 4) for value in box] for box in boxes.tolist()]
        pixels = image.numpy().transpose(1, 2, 0)
        if agreement == "area":
            pixels = cv2.resize(references.image, size[::-1], interpolation=cv2.INTER_AREA)
        references.store(name, parameters, draws, pixels, mask.numpy(), boxes, None, agreement)

    fill = {tv_tensors.Image: (200, 100, 50), tv_tensors.Mask: 5}
    ours = {"fill": [200, 100, 50], "fill_mask": 5}
    add(v2.RandomZoomOut(fill=fill, p=1), ours, [1.63, 0.31, 0.72], [[0.0], [0.21], [0.31, 0.72]])
    # The first crop is too narrow.
    options = [0.9, 0.3]
    scales = [[(value - 0.3) / 0.7 for value in pair] for pair in ((0.31, 0.99), (0.62, 0.83))]
    theirs = [[1], scales[0], scales[1], [0.4, 0.5]]
    ours = [1, 0.31, 0.99, 0.62, 0.83, 0.4, 0.5]
    add(v2.RandomIoUCrop(sampler_options=options), {"sampler_options": options}, ours, theirs)
    add(v2.RandomIoUCrop(), {}, [6], [[6]])
    # Where torchvision's antialiasing shrinks, it weights by a triangle; ours is OpenCV's area.
    for factor, antialias, agreement in ((0.917, True, "torch"), (0.563, False, "torch"), (0.263, True, "area")):
        parameters = {"target_size": [100, 90], "antialias": antialias}
        add(v2.ScaleJitter((100, 90), antialias=antialias), parameters, [factor], [[(factor - 0.1) / 1.9]], agreement)


def policies(references):
    """As torchvision changes an image of Pillow, which is what its training recipes do; labels by the same functions."""
    image, mask = Image.fromarray(references.image), Image.fromarray(references.mask)
    whole = tv_tensors.BoundingBoxes(BOXES, format="XYXY", canvas_size=(HEIGHT, WIDTH))
    agreements = {"ShearX": "nearest", "ShearY": "nearest", "Rotate": "nearest", "Color": "pillow", "Contrast": "pillow", "Sharpness": "smooth"}

    def applied(policy, steps):
        made, moved, boxes = image, mask, whole
        for member, magnitude in steps:
            change = lambda one: policy._apply_image_or_video_transform(one, member, magnitude, policy.interpolation, policy._fill)
            made = change(made)
            if member[:5] in ("Shear", "Trans", "Rotat"):
                moved, boxes = change(moved), change(boxes)
        boxes = v2.functional.clamp_bounding_boxes(boxes).tolist()
        boxes = [[round(v, 4) for v in box] if box[2] > box[0] and box[3] > box[1] else None for box in boxes]
        return np.asarray(made), np.asarray(moved), boxes

    def add(policy, parameters, draws, steps, agreement="exact"):
        made, moved, boxes = applied(policy, steps)
        references.store(type(policy).__name__, parameters, draws, made, moved, boxes, None, agreement)

    def magnitude(space, member, bin, bins, negative):
        values, signed = space[member][0](bins, HEIGHT, WIDTH), space[member][1]
        return 0.0 if values is None else float(values[bin]) * (-1 if signed and negative else 1)

    rand = v2.RandAugment()
    space = rand._AUGMENTATION_SPACE
    for index, member in enumerate(space):
        bin, negative = 5 + index, index % 2 == 1
        steps = [(member, magnitude(space, member, bin, 31, negative))]
        parameters = {"num_ops": 1, "magnitude": bin}
        add(rand, parameters, [index, negative], steps, agreements.get(member, "exact"))
    twice = [("TranslateX", magnitude(space, "TranslateX", 7, 10, True)), ("Equalize", 0.0)]
    add(rand, {"magnitude": 7, "num_magnitude_bins": 10}, [3, True, 13, False], twice)
    steps = [("TranslateY", magnitude(space, "TranslateY", 20, 31, False))]
    add(v2.RandAugment(fill=77), {"num_ops": 1, "magnitude": 20, "fill": 77, "fill_mask": 77}, [4, False], steps)

    wide = v2.TrivialAugmentWide()
    space = wide._AUGMENTATION_SPACE
    for index, member in enumerate(space):
        for bin in (3, 30) if space[member][0](31, HEIGHT, WIDTH) is not None else (0,):
            negative = (index + bin) % 2 == 1
            steps = [(member, magnitude(space, member, bin, 31, negative))]
            add(wide, {}, [index, bin, negative], steps, agreements.get(member, "exact"))

    for name, number, agreement in (("imagenet", 0, "nearest"), ("imagenet", 7, "exact"), ("cifar10", 24, "exact"), ("svhn", 12, "exact")):
        auto = v2.AutoAugment(v2.AutoAugmentPolicy(name))
        space = auto._AUGMENTATION_SPACE
        steps = [(member, magnitude(space, member, bin, 10, True)) for member, _, bin in auto._policies[number]]
        add(auto, {"policy": name}, [number, True, True, True, True], steps, agreement)
        add(auto, {"policy": name}, [number, False, True, True, True], steps[1:], agreement)


def compression(references):
    """Upstream hands RGB to a BGR codec; the reference is the same codec with the channels in order."""
    for quality in (30, 75):
        encoded = io.BytesIO()
        Image.fromarray(references.image).save(encoded, "jpeg", quality=quality)
        image = np.asarray(Image.open(encoded))
        parameters = {"quality_range": [quality, quality]}
        references.store("ImageCompression", parameters, [], image, references.mask, BOXES, None, "jpeg")


def noise(references):
    """Other random numbers: mean and standard deviation are compared."""
    for parameters in (
        {"std_range": [0.05, 0.05]},
        {"std_range": [0.05, 0.05], "mean_range": [0.1, 0.1], "per_channel": False},
        {"std_range": [0.08, 0.08], "noise_scale_factor": 0.5},
    ):
        transform = A.GaussNoise(**parameters, p=1)
        transform.set_random_seed(1)
        grey = np.full((HEIGHT * 4, WIDTH * 4, 3), 128, np.uint8)
        difference = transform(image=grey)["image"].astype(float) - grey
        statistics = {
            "mean": round(difference.mean(), 3),
            "std": round(difference.std(), 3),
            "channelCorrelation": round(float(np.corrcoef(difference[..., 0].ravel(), difference[..., 1].ravel())[0, 1]), 3),
            "neighbourCorrelation": round(
                float(np.corrcoef(difference[:, :-1, 0].ravel(), difference[:, 1:, 0].ravel())[0, 1]), 3
            ),
        }
        case = {"transform": "GaussNoise", "parameters": parameters, "draws": [], "agreement": "statistics"}
        references.cases.append({**case, "statistics": statistics})


def additive_noises():
    fixed = {"gaussian": {"mean_range": [0.02, 0.02], "std_range": [0.1, 0.1]}}
    fixed["uniform"] = {"ranges": [[-0.1, 0.2]]}
    fixed["laplace"] = {"mean_range": [-0.03, -0.03], "scale_range": [0.05, 0.05]}
    fixed["beta"] = {"alpha_range": [0.5, 0.5], "beta_range": [1.5, 1.5], "scale_range": [0.2, 0.2]}
    for index, (kind, parameters) in enumerate(fixed.items()):
        mode = "per_pixel" if index % 2 else "shared"
        yield "AdditiveNoise", {"noise_type": kind, "spatial_mode": mode, "noise_params": parameters}
    coarse = {"noise_type": "uniform", "spatial_mode": "per_pixel", "noise_params": fixed["uniform"], "approximation": 0.5}
    yield "AdditiveNoise", coarse


STRIPES = (24, 90, 160, 230)


def stripes(references):
    """Other random numbers: mean and standard deviation on stripes of one colour are compared."""
    columns = np.repeat(np.array(STRIPES), 200)
    image = np.broadcast_to(columns[None, :, None] + np.array([0, 15, -20]), (800, 800, 3)).astype(np.uint8).copy()
    for name, parameters in (
        ("ISONoise", {"color_shift": [0, 0], "intensity": [0.4, 0.4]}),
        ("ISONoise", {"color_shift": [1, 1], "intensity": [3, 3]}),
        ("MultiplicativeNoise", {"multiplier": [0.7, 1.4], "elementwise": True}),
        ("MultiplicativeNoise", {"multiplier": [0.2, 0.9], "elementwise": True, "per_channel": True}),
        ("SaltAndPepper", {"amount": [0.2, 0.2], "salt_vs_pepper": [0.7, 0.7]}),
        ("PixelDropout", {"dropout_prob": 0.3, "drop_value": [10, 99, 200]}),
        ("PixelDropout", {"dropout_prob": 0.1, "per_channel": True}),
        *additive_noises(),
        ("ShotNoise", {"scale_range": [0.2, 0.2]}),
        ("ShotNoise", {"scale_range": [0.01, 0.01]}),
    ):
        transform = getattr(A, name)(**parameters, p=1)
        transform.set_random_seed(1)
        difference = transform(image=image)["image"].astype(float) - image
        channels = [
            [difference[:, 200 * stripe : 200 * stripe + 200, channel] for channel in range(3)] for stripe in range(len(STRIPES))
        ]
        statistics = {
            "means": [[round(float(values.mean()), 3) for values in stripe] for stripe in channels],
            "stds": [[round(float(values.std()), 3) for values in stripe] for stripe in channels],
        }
        case = {"transform": name, "parameters": parameters, "draws": [], "agreement": "stripes"}
        references.cases.append({**case, "stripes": statistics})


def letterbox(references):
    """Known by its definition: scale to fit, halves to even, the rest of the pad after the image."""
    for size, scaleup in (((64, 120), True), ((90, 97), False), ((50, 33), True)):
        scale = min(size[0] / HEIGHT, size[1] / WIDTH)
        scale = scale if scaleup else min(scale, 1)
        width, height = round(WIDTH * scale), round(HEIGHT * scale)
        left, top = (size[1] - width) // 2, (size[0] - height) // 2
        image = np.full((*size, 3), 114, np.uint8)
        image[top : top + height, left : left + width] = cv2.resize(references.image, (width, height))
        mask = np.zeros(size, np.uint8)
        mask[top : top + height, left : left + width] = cv2.resize(
            references.mask, (width, height), interpolation=cv2.INTER_NEAREST_EXACT
        )
        boxes = [
            [round(v * s + o, 4) for v, s, o in zip(box, (width / WIDTH, height / HEIGHT) * 2, (left, top) * 2)]
            for box in BOXES
        ]
        parameters = {"size": list(size), "scaleup": scaleup}
        references.store("Letterbox", parameters, [], image, mask, boxes, None, "resize")


def curved(references):
    """OpenCV's remap by positions in edge coordinates. Upstream's are up to a pixel off: it shows a column twice between
    two cells of a grid, and its lenses are half a pixel off their own centre. Labels are found on a finer grid."""
    from albumentations.augmentations.geometric import functional as F

    fine = 8
    shape = (HEIGHT, WIDTH)

    def positions(scale):
        return np.meshgrid((np.arange(WIDTH * scale) + 0.5) / scale, (np.arange(HEIGHT * scale) + 0.5) / scale)

    def add(name, parameters, draws, shown, theirs, agreement="linear", border=None):
        u, v = shown(*positions(1))
        assert theirs is None or max(np.abs(u - 0.5 - theirs[0]).max(), np.abs(v - 0.5 - theirs[1]).max()) < 1.2
        maps = (u - 0.5).astype(np.float32), (v - 0.5).astype(np.float32)
        border = parameters.get("border_mode", cv2.BORDER_CONSTANT) if border is None else border
        fill = tuple(np.broadcast_to(parameters.get("fill", 0), 3).tolist())
        flags = parameters.get("interpolation", cv2.INTER_LINEAR)
        image = cv2.remap(references.image, *maps, flags, borderMode=border, borderValue=fill)
        mask = cv2.remap(
            references.mask, *maps, cv2.INTER_NEAREST, borderMode=border, borderValue=parameters.get("fill_mask", 0)
        )
        x, y = positions(fine)
        u, v = shown(x, y)
        boxes = []
        for x0, y0, x1, y1 in BOXES:
            inside = (u > x0) & (u < x1) & (v > y0) & (v < y1)
            half = 0.5 / fine
            sides = [x[inside].min() - half, y[inside].min() - half, x[inside].max() + half, y[inside].max() + half]
            boxes.append([round(float(side), 4) for side in sides])
        keypoints = []
        for px, py in KEYPOINTS:
            nearest = np.hypot(u - px - 0.5, v - py - 0.5).argmin()
            keypoints.append([float(x.flat[nearest]) - 0.5, float(y.flat[nearest]) - 0.5])
        references.store(name, parameters, draws, image, mask, boxes, keypoints, agreement)

    def grid(parameters, draws, agreement="linear"):
        count = parameters["num_steps"]
        columns, rows = [1 + d for d in draws[: count + 1]], [1 + d for d in draws[count + 1 :]]
        normalized = parameters.get("normalized", True)
        if normalized:
            steps = F.normalize_grid_distortion_steps(shape, count, list(columns), list(rows))
            columns, rows = steps["steps_x"], steps["steps_y"]
        theirs = F.generate_grid(shape, columns, rows, count)

        def along(values, factors, side):
            step = side // count
            knots = [i * step for i in range(count + 1)] + [side if normalized else (count + 1) * step]
            return np.interp(values, knots, np.concatenate([[0], np.cumsum(factors) * step]))

        shown = lambda x, y: (along(x, columns, WIDTH), along(y, rows, HEIGHT))
        # Upstream squeezes a whole step into the rest of a side.
        add("GridDistortion", parameters, draws, shown, theirs if normalized else [m - 0.5 for m in shown(*positions(1))], agreement)

    factors = [0.21, -0.13, 0.3, -0.27, 0.05, 0.11, -0.3, 0.08, 0.24, -0.06, 0.19, -0.22]
    grid({"num_steps": 5}, factors)
    grid({"num_steps": 3, "normalized": False, "border_mode": 4, "interpolation": 2}, factors[:8], "cubic")
    grid({"num_steps": 2, "interpolation": 0}, factors[:6], "nearest")

    def lens(mode, k, rest, agreement="linear"):
        radius = np.hypot(WIDTH, HEIGHT) / 2
        units = (WIDTH, HEIGHT) if mode == "camera" else (radius, radius)

        def shown(x, y):
            vx, vy = x - WIDTH / 2, y - HEIGHT / 2
            square = (vx / units[0]) ** 2 + (vy / units[1]) ** 2
            factor = 1 + k * square + (k * square**2 if mode == "camera" else 0)
            return WIDTH / 2 + vx * factor, HEIGHT / 2 + vy * factor

        maps = F.get_camera_matrix_distortion_maps if mode == "camera" else F.get_fisheye_distortion_maps
        parameters = {"distort_limit": [k, k], "mode": mode, **rest}
        add("OpticalDistortion", parameters, [], shown, maps(shape, k), agreement)

    lens("camera", 0.4, {"fill": [10, 20, 30], "fill_mask": 3})
    lens("camera", -0.25, {})
    lens("fisheye", 0.3, {"border_mode": 2})
    lens("fisheye", -0.2, {"interpolation": 2}, "cubic")

    def spline(count, shifts, rest, agreement="linear"):
        """Upstream solves for the weights with another kernel than it evaluates, and misses its own control points."""
        points = F.generate_control_points(count).astype(np.float64)
        shifts = np.array(shifts).reshape(-1, 2)

        def kernel(x, y):
            square = (x[..., None] - points[:, 0]) ** 2 + (y[..., None] - points[:, 1]) ** 2
            return square * np.log(np.where(square > 0, square, 1)) / 2

        linear = np.column_stack([np.ones(len(points)), points])
        system = np.block([[kernel(*points.T), linear], [linear.T, np.zeros((3, 3))]])
        weights = np.linalg.solve(system, np.vstack([shifts, np.zeros((3, 2))]))

        def shown(x, y):
            u, v = x / WIDTH, y / HEIGHT
            moved = np.concatenate([kernel(u, v), np.stack([np.ones_like(u), u, v], -1)], -1) @ weights
            return (u + moved[..., 0]) * WIDTH, (v + moved[..., 1]) * HEIGHT

        parameters = {"scale_range": [0.3, 0.3], "num_control_points": count, **rest}
        add("ThinPlateSpline", parameters, shifts.ravel().tolist(), shown, None, agreement)

    spline(2, [0.05, 0.02, -0.04, 0.03, 0.02, -0.05, 0.01, 0.04, -0.03, 0.06], {"border_mode": 1})
    waves = (0.05 * np.sin(np.arange(32) * 2.3)).round(4).tolist()
    spline(4, waves, {"fill": 90, "interpolation": 2}, "cubic")

    def mesh(rows, columns, shifts):
        x, y = np.meshgrid(np.linspace(0, WIDTH, columns), np.linspace(0, HEIGHT, rows))
        shifts = np.array(shifts).reshape(rows, columns, 2)
        knots = np.stack([np.clip(x + shifts[..., 0], 0, WIDTH), np.clip(y + shifts[..., 1], 0, HEIGHT)], -1)

        def shown(x, y):
            u, v = x / WIDTH * (columns - 1), y / HEIGHT * (rows - 1)
            i, j = np.minimum(u.astype(int), columns - 2), np.minimum(v.astype(int), rows - 2)
            u, v = (u - i)[..., None], (v - j)[..., None]
            above = knots[j, i] * (1 - u) + knots[j, i + 1] * u
            below = knots[j + 1, i] * (1 - u) + knots[j + 1, i + 1] * u
            moved = above * (1 - v) + below * v
            return moved[..., 0], moved[..., 1]

        return shown

    # Upstream weights all points by their inverse squared distances, which moves the image even where none moves.
    for rows, columns, shifts, rest, agreement in (
        (4, 4, (4 * np.sin(np.arange(32) * 1.7)).round(3).tolist(), {}, "linear"),
        (2, 3, (6 * np.cos(np.arange(12) * 2.1)).round(3).tolist(), {"interpolation": 0}, "nearest"),
    ):
        parameters = {"scale": [0.05, 0.05], "nb_rows": rows, "nb_cols": columns, **rest}
        add("PiecewiseAffine", parameters, shifts, mesh(rows, columns, shifts), None, agreement)

    # Upstream moves the points of the image, and ours those of the result.
    for columns, rows, inner, rest, agreement in (
        (3, 3, [5, -3, -4, 6, 2, 5, -6, -2], {}, "linear"),
        (4, 2, [7, 3, -8, -6, 4, 0], {"interpolation": 4}, "lanczos"),
    ):
        shifts = np.zeros((rows + 1, columns + 1, 2))
        shifts[1:-1, 1:-1] = np.array(inner).reshape(rows - 1, columns - 1, 2)
        parameters = {"num_grid_xy": [columns, rows], "magnitude": 9, **rest}
        shown = mesh(rows + 1, columns + 1, shifts)
        add("GridElasticDeform", parameters, inner, shown, None, agreement, cv2.BORDER_REPLICATE)


def fields(references):
    """Other random numbers: the field is compared away from the edges, where upstream's is stronger, by its standard
    deviation and by its correlation over one and two sigmas."""
    from albumentations.augmentations.geometric import functional as F

    shape, sigma, inside = (HEIGHT * 4, WIDTH * 4), 5, slice(20, -20)
    for parameters in (
        {"alpha": 100, "sigma": sigma},
        {"alpha": 60, "sigma": sigma, "noise_distribution": "uniform", "same_dxdy": True},
        {"alpha": 30, "sigma": 30, "approximate": True},
    ):
        made = []
        for seed in range(40):
            made += F.generate_displacement_fields(
                shape,
                parameters["alpha"],
                parameters["sigma"],
                parameters.get("same_dxdy", False),
                (17, 17) if parameters.get("approximate") else (0, 0),
                np.random.default_rng(seed),
                parameters.get("noise_distribution", "gaussian"),
            )
        field = np.stack(made)[:, inside, inside]
        correlation = [float(np.corrcoef(field[:, :, :-lag].ravel(), field[:, :, lag:].ravel())[0, 1]) for lag in (5, 10)]
        statistics = {
            "std": round(float(field.std()), 4),
            "correlation": [round(value, 3) for value in correlation],
            "axesCorrelation": round(float(np.corrcoef(field[0::2].ravel(), field[1::2].ravel())[0, 1]), 2),
        }
        case = {"transform": "ElasticTransform", "parameters": parameters, "draws": [], "agreement": "statistics"}
        references.cases.append({**case, "field": statistics})


def layers(references):
    """Upstream fills polygons up to and with their outlines, and cuts levels off where ours are rounded."""
    shadow = {"num_shadows_limit": [1, 1], "shadow_intensity_range": [0.6, 0.6]}
    columns, rows = [4, 70, 60, 12, 41], [30, 35, 55, 50, 28]
    corners = [value for corner in zip(columns, rows) for value in corner]
    references.add("RandomShadow", shadow, corners, [*columns, *rows], agreement="outlines")
    twice = {"num_shadows_limit": [2, 2], "shadow_dimension": 3, "shadow_roi": [0.1, 0, 0.9, 1]}
    first, second = ([8, 50, 30], [3, 10, 50]), ([20, 70, 66], [40, 5, 30])
    ours = [value for shape in (first, second) for corner in zip(*shape) for value in corner]
    references.add("RandomShadow", twice, ours, [*first[0], *first[1], *second[0], *second[1]], agreement="outlines")

    for point, coefficient in ((0.1, 2.5), (0.3, 1.4)):
        parameters = {"snow_point_range": [point, point], "brightness_coeff": coefficient}
        references.add("RandomSnow", parameters, agreement="lightness")

    # Upstream draws points of a line, radii and levels; ours are shares of what there is to choose from.
    flare = {"angle_range": [0.1, 0.1], "num_flare_circles_range": [2, 2], "src_radius": 60, "src_color": [250, 240, 200]}
    angle = 2 * np.pi * 0.1
    x, y = int(WIDTH * 0.3), int(HEIGHT * 0.25)
    line = [(x + t * np.cos(angle), y + t * np.sin(angle)) for t in range(-x, WIDTH - x)]
    spread = 50
    def levels(shares):
        return [c - spread + int(share * (spread + 1)) for c, share in zip(flare["src_color"], shares)]
    first, second = [0.1, 0.5, 0.9], [0.4, 0.2, 0.7]
    ours = [0.3, 0.25, 0.12, 50.5 / 80, 0.9, *first, 0.17, 70.5 / 80, 0.9, *second]
    theirs = [0.3, 0.25, 0.12, line[50], 2, *levels(first), 0.17, line[70], 2, *levels(second)]
    references.add("RandomSunFlare", flare, ours, theirs, agreement="glow")
    references.add("RandomSunFlare", {**flare, "method": "physics_based", "src_radius": 8}, ours, theirs, agreement="glow")

    for intensity, sign, angle in ((0.2, False, 90), (0.13, True, 225), (0.2, False, 0)):
        parameters = {"intensity_range": [intensity, intensity], "angle_range": [angle, angle]}
        rest = [0, 0.5, 0.5, 0.5]
        references.add("Illumination", parameters, [sign, *rest], [0.2 if sign else 0.9], agreement="truncated")
    for corner in (1, 2):
        parameters = {"mode": "corner", "intensity_range": [0.2, 0.2], "angle_range": [0, 0]}
        references.add("Illumination", parameters, [corner == 2, corner, 0.5, 0.5, 0.5], [0.2 if corner == 2 else 0.9, corner], agreement="truncated")
    parameters = {"mode": "gaussian", "intensity_range": [0.2, 0.2], "angle_range": [0, 0], "effect_type": "brighten"}
    references.add("Illumination", parameters, [True, 0, 0.3, 0.7, 0.35], [0.3, 0.7, 0.35], agreement="truncated")

    # Upstream crops to whole pixels before it zooms: here each view is zoomed about the centre.
    for largest, step in ((1.2, 0.03), (1.31, 0.02)):
        parameters = {"max_factor": [largest, largest], "step_factor": [step, step]}
        views = [references.image.astype(np.float32)]
        for zoom in np.arange(1.0, largest, step):
            matrix = np.array([[zoom, 0, (1 - zoom) * (WIDTH - 1) / 2], [0, zoom, (1 - zoom) * (HEIGHT - 1) / 2]])
            views.append(cv2.warpAffine(views[0], matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE))
        image = np.rint(np.mean(views, 0)).astype(np.uint8)
        references.store("ZoomBlur", parameters, [], image, references.mask, BOXES, None, "linear")


def aug_mix(references):
    """torchvision's own functions and mixture, with given weights and members. It cuts the sum off."""
    policy = v2.AugMix()
    space = policy._AUGMENTATION_SPACE
    names = list(space)
    for depth, chains, shares in (
        (1, [[("Solarize", 4, False)], [("Posterize", 5, False)]], [0.3, 0.5]),
        (2, [[("Brightness", 6, True), ("TranslateX", 5, False)], [("Equalize", 0, False), ("Contrast", 3, False)]], [0.25, 0.6]),
    ):
        image = torch.from_numpy(references.image.transpose(2, 0, 1).copy())
        # Gamma numbers of the shape 1 that make these shares: ours are drawn by Marsaglia and Tsang.
        mix = shares[0] * image.float()
        for chain, weight in zip(chains, (shares[1], 1 - shares[1])):
            made = image
            for member, bin, negative in chain:
                values, signed = space[member][0](10, HEIGHT, WIDTH), space[member][1]
                magnitude = 0.0 if values is None else float(values[bin]) * (-1 if signed and negative else 1)
                made = policy._apply_image_or_video_transform(made, member, magnitude, interpolation=policy.interpolation, fill=policy._fill)
            mix += (1 - shares[0]) * weight * made
        made = mix.to(torch.uint8).numpy().transpose(1, 2, 0)
        draws = [draw for share in (shares[0], 1 - shares[0], shares[1], 1 - shares[1]) for draw in (gamma_draw(share), 0.5)]
        draws += [draw for chain in chains for member, bin, negative in chain for draw in (names.index(member), bin, negative)]
        parameters = {"mixture_width": 2, "chain_depth": depth, "severity": 10}
        references.store("AugMix", parameters, draws, made, references.mask, BOXES, None, "truncated")


def gamma_draw(value):
    """The normal number from which Marsaglia and Tsang's method for the shape 1 makes this number."""
    d = 1 - 1 / 3
    return ((value / d) ** (1 / 3) - 1) * (9 * d) ** 0.5


FLAT = (100, 120, 80)


def layer_statistics(references):
    """Other random numbers: the change of an image of one colour is compared, over many draws."""
    for name, parameters, size in (
        ("RandomFog", {"fog_coef_range": [0.4, 0.4]}, (320, 240)),
        ("RandomFog", {"fog_coef_range": [0.9, 0.9], "alpha_coef": 0.2}, (320, 240)),
        ("RandomRain", {"slant_range": [7, 7]}, (320, 240)),
        ("RandomRain", {"slant_range": [-3, -3], "rain_type": "heavy", "blur_value": 3, "drop_length": 11, "brightness_coefficient": 1}, (320, 240)),
        ("RandomSnow", {"method": "texture", "snow_point_range": [0.3, 0.3], "brightness_coeff": 0.5}, (320, 240)),
        ("RandomSunFlare", {"src_radius": 80}, (320, 240)),
        ("RandomSunFlare", {"src_radius": 60, "method": "physics_based"}, (320, 240)),
        ("RandomGravel", {"number_of_patches": 4}, (320, 240)),
        ("Spatter", {"mode": "mud"}, (320, 240)),
        ("Spatter", {"mode": "mud", "gauss_sigma": [5, 5], "cutout_threshold": [0.66, 0.66]}, (320, 240)),
        ("Spatter", {}, (320, 240)),
        ("Spatter", {"cutout_threshold": [0.72, 0.72], "intensity": [0.9, 0.9]}, (320, 240)),
        ("PlasmaShadow", {"shadow_intensity_range": [0.7, 0.7]}, (320, 240)),
        ("PlasmaShadow", {"shadow_intensity_range": [0.7, 0.7], "roughness": 0.5}, (320, 240)),
        ("PlasmaBrightnessContrast", {"brightness_range": [0.3, 0.3], "contrast_range": [0.3, 0.3]}, (320, 240)),
    ):
        width, height = size
        image = np.broadcast_to(np.array(FLAT, np.uint8), (height, width, 3)).copy()
        # Each stone is as large as two of upstream's at the right and the lower edge of a patch.
        transform = getattr(A, name)(**parameters, p=1)
        made = []
        for seed in range(40):
            transform.set_random_seed(seed)
            made.append(transform(image=image)["image"].astype(float) - image)
        made = np.stack(made)
        steps = np.abs(np.diff(made, axis=2))
        statistics = {
            "changed": round(float((made != 0).any(-1).mean()), 4),
            "mean": [round(float(v), 3) for v in made.mean((0, 1, 2))],
            "std": [round(float(v), 3) for v in made.std((0, 1, 2))],
            "step": round(float(steps.mean()), 3),
            "greatest": round(float(made.max(-1).mean()), 3),
        }
        case = {"transform": name, "parameters": parameters, "draws": [], "agreement": "layers"}
        references.cases.append({**case, "layer": statistics})


def shuffled(references):
    """Pixels, masks and keypoints are upstream's. It makes a box of each part; ours keeps the largest."""
    even = {"grid": [2, 4]}
    places = [5, 2, 7, 0, 3, 1, 6, 4]  # where each piece goes
    keys = [(place + 0.5) / 8 for place in places]
    ours = [[0, 1], [0, 1, 2, 3], *keys]
    shuffle(references, even, ours, [[28, 28], [20] * 4, places], [0, 28, 56], [0, 20, 40, 60, 80], places)

    # Sides of 19, 19 and 18, and of 27, 27 and 26 pixels: pieces change places with those of their size.
    rows, columns = [0, 18, 37, 56], [0, 27, 53, 80]
    groups = {(0, 2): [2, 0], (1,): [1], (3, 5, 6, 8): [6, 3, 8, 5], (4, 7): [7, 4]}
    places = [dict(pair for group, to in groups.items() for pair in zip(group, to))[piece] for piece in range(9)]
    keys = [(place + 0.5) / 9 for place in places]
    theirs = [[18, 19, 19], [27, 26, 27], *groups.values()]
    shuffle(references, {"grid": [3, 3]}, [[2, 0, 1], [0, 2, 1], *keys], theirs, rows, columns, places)


def shuffle(references, parameters, ours, theirs, rows, columns, places):
    _, image, mask, _, keypoints = upstream("RandomGridShuffle", parameters, theirs, references.image, references.mask)
    tiles = [(x, y, x1, y1) for y, y1 in zip(rows, rows[1:]) for x, x1 in zip(columns, columns[1:])]
    boxes = []
    for box in BOXES:
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


def masks(references):
    """A crop at a pixel of the mask, as ours finds it; an object that is covered, by its definition."""
    labelled = np.argwhere(references.mask)
    count = min(len(labelled), 1024)
    for start, choice in ((0.4, 0.1), (0.9, 0.8)):
        y, x = labelled[int((int(choice * count) + start) * len(labelled) / count)]
        # Shares of the crop, as we draw them; upstream draws the pixels.
        draws, theirs = [start, choice, 0.35, 0.75], [[y, x], int(0.35 * 40), int(0.75 * 30)]
        references.add("CropNonEmptyMaskIfExists", {"height": 30, "width": 40}, draws, theirs)

    image, mask = references.image.copy(), references.mask.copy()
    x0, y0, x1, y1 = map(int, BOXES[1])
    image[y0:y1, x0:x1] = (10, 20, 30)
    mask[y0:y1, x0:x1] = 7
    boxes = [BOXES[0], None, BOXES[2]]
    parameters = {"fill": [10, 20, 30], "fill_mask": 7}
    references.store("MaskDropout", parameters, [[1, 0, 2]], image, mask, boxes, None, "exact")


def fringes(references):
    """Upstream's lenses are half a pixel off their own centre; the reference is OpenCV's remap about the centre."""
    for coefficients, parameters in (
        ([0.02, 0.05, -0.015, -0.03], {"mode": "red_blue"}),
        ([-0.2, -0.1, -0.3, -0.05], {"interpolation": 2}),
    ):
        image = references.image.copy()
        for channel, (k1, k2) in ((0, coefficients[:2]), (2, coefficients[2:])):
            x, y = np.meshgrid(np.arange(WIDTH) + 0.5 - WIDTH / 2, np.arange(HEIGHT) + 0.5 - HEIGHT / 2)
            square = (x / WIDTH) ** 2 + (y / HEIGHT) ** 2
            factor = 1 + k1 * square + k2 * square**2
            maps = [(v * factor + half - 0.5).astype(np.float32) for v, half in ((x, WIDTH / 2), (y, HEIGHT / 2))]
            flags = parameters.get("interpolation", cv2.INTER_LINEAR)
            plane = np.ascontiguousarray(references.image[..., channel])
            image[..., channel] = cv2.remap(plane, *maps, flags, borderMode=cv2.BORDER_REPLICATE)
        limits = {"primary_distortion_limit": 0.5, "secondary_distortion_limit": 0.5}
        agreement = "cubic" if "interpolation" in parameters else "linear"
        draws = [*coefficients]
        references.store("ChromaticAberration", {**limits, **parameters}, draws, image, references.mask, BOXES, None, agreement)


def profiles(references):
    """Other random numbers: the mean levels on both sides of an edge between black and white are compared. The image is
    grey, as upstream copies the pixels of colours where it means to exchange them."""
    edge = np.zeros((4000, 80), np.uint8)
    edge[:, 40:] = 255
    for parameters in ({}, {"sigma": 0.4, "max_delta": 8, "iterations": 1}, {"mode": "exact", "max_delta": 3}):
        transform = A.GlassBlur(**parameters, p=1)
        transform.set_random_seed(1)
        profile = transform(image=edge)["image"][10:-10, 20:60].mean(axis=0)
        case = {"transform": "GlassBlur", "parameters": parameters, "draws": [], "agreement": "profile"}
        references.cases.append({**case, "profile": [round(float(value), 2) for value in profile]})


def stains(add):
    fixed = {"intensity_scale_range": [0.7, 1.4], "intensity_shift_range": [-0.2, 0.2]}
    shares = [0.8, 1.3, 0.15, -0.1]
    for preset, background in (("ruifrok", False), ("macenko", True), (None, False)):
        parameters = {**fixed, "method": "preset", "preset": preset, "augment_background": background}
        add("HEStain", parameters, draws=shares, agreement="blur")
    add("HEStain", fixed, draws=[6, *shares], theirs=["dark", *shares], agreement="blur")


def signatures():
    """Every parameter with its default; null default and no default are told apart."""
    result = {}
    for name in NAMES:
        parameters = inspect.signature(getattr(A, name).__init__).parameters
        result[name] = {
            key: {"default": value.default} if value.default is not inspect.Parameter.empty else {}
            for key, value in parameters.items()
            if key not in ("self", "args", "kwargs")
        }
    return result


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    references = References()
    spatial(references.add)
    sizes(references.add)
    crops(references.add)
    further_sizes(references.add)
    further_crops(references.add)
    pixels(references.add)
    colours(references.add)
    adaptive(references.add)
    kernels(references.add)
    windows(references)
    greys(references.add)
    sharpening(references)
    photometric(references)
    hsv_gains(references)
    dropout(references)
    further_dropout(references)
    detection(references)
    policies(references)
    compression(references)
    noise(references)
    stripes(references)
    letterbox(references)
    curved(references)
    fields(references)
    layers(references)
    aug_mix(references)
    layer_statistics(references)
    shuffled(references)
    masks(references)
    fringes(references)
    profiles(references)
    stains(references.add)
    cases = ",\n".join(json.dumps(case) for case in references.cases)
    labels = f'"boxes": {BOXES},\n"keypoints": {KEYPOINTS}'
    (OUT / "references.json").write_text(f'{{\n{labels},\n"cases": [\n{cases}\n]}}\n')
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in signatures().items())
    (OUT / "signatures.json").write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    main()
