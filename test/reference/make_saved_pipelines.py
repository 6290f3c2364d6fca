"""Saves pipelines with the version of Albumentations that runs it, as people write them for that version.

    python3 -m venv v13 && v13/bin/pip install albumentations==1.3.1 "numpy<2" "opencv-python-headless<4.12" pillow
    v13/bin/pip install --no-deps imgaug==0.4.0 six shapely
    python3 -m venv v14 && v14/bin/pip install albumentations==1.4.24 "numpy<2.3" "opencv-python-headless<4.12" pillow
    python3 -m venv v20 && v20/bin/pip install albumentations==2.0.8 "numpy<2.3" "opencv-python-headless<4.12" pillow
    for venv in v13 v14 v20; do $venv/bin/python test/reference/make_saved_pipelines.py; done

Each pipeline is written by `A.save` to test/import/pipelines/VERSION/NAME.json (two of them as YAML, too). A second
time it is made without chance: every range is one value, every p is 1, of a choice its first transform remains, and what
always draws, or is no comparison of single steps any more (a second resampling, JPEG of moved pixels), is left out. That one is NAME.fixed.json, and NAME.fixed.png is the picture that it makes of source.png.
"""

import warnings
from pathlib import Path

import albumentations as A
import cv2
import numpy as np
from PIL import Image
from saved_pipeline_parts import CURRENT, VERSION, Choices, compression, crop_to, dropout, fill, flips, noise, sigma, sized

warnings.simplefilter("ignore")
ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test" / "import" / "pipelines" / A.__version__
SOURCE = ROOT / "test" / "golden" / "transforms" / "source.png"
AS_YAML = ("detection-street", "segmentation-organs")


def detection_street(c):
    return [
        *c.free(A.RandomSizedBBoxSafeCrop(height=512, width=768, erosion_rate=0.2, p=0.4)),
        A.HorizontalFlip(p=c.p(0.5)),
        c.one_of(
            [
                A.HueSaturationValue(c.between(-12, 12), c.between(-30, 30), c.between(-20, 20), p=c.p(0.6)),
                A.RandomBrightnessContrast(c.between(-0.25, 0.25), c.between(-0.2, 0.2), p=0.8),
            ],
            p=0.9,
        ),
        *c.free(A.ToGray(p=0.02), A.CLAHE(clip_limit=(1, 3), p=0.05)),
        *c.free(A.OneOf([A.MotionBlur(blur_limit=(3, 7), p=0.7), A.MedianBlur(blur_limit=5, p=0.3)], p=0.2)),
    ]


def detection_ears(c):
    return [
        *c.free(A.RandomSizedCrop((800, 1024), **sized(1024, 1024), w2h_ratio=1.0, p=0.5)),
        A.ToGray(p=c.p(0.01)),
        A.HorizontalFlip(p=c.p(0.5)),
        A.VerticalFlip(p=c.p(0.5)),
        A.Resize(height=c.side(512), width=c.side(512), p=1),
        *c.free(dropout(8, 16, 64, p=0.5)),
    ]


def detection_signs(c):
    return [
        A.Affine(
            scale=c.between(0.8, 1.2),
            translate_percent=c.shift(0.1),
            rotate=c.between(-10, 10),
            shear={"x": c.between(-6, 6), "y": (0, 0)} if not c.fixed else (0, 0),
            p=c.p(0.6),
        ),
        *c.free(A.Perspective(scale=(0.02, 0.08), p=0.3)),
        *c.free(A.OneOf([A.RandomRain(p=1), A.RandomFog(p=1), A.RandomShadow(p=1)], p=0.2)),
        A.RandomGamma(gamma_limit=c.between(60, 140), p=c.p(0.4)),
        *c.free(compression(c, 50, 95, p=0.3)),
    ]


def detection_camera_trap(c):
    return [
        A.LongestMaxSize(max_size=c.side(640), interpolation=cv2.INTER_AREA),
        A.PadIfNeeded(c.side(640), c.side(640), border_mode=cv2.BORDER_CONSTANT, **fill((114, 114, 114))),
        A.HorizontalFlip(p=c.p(0.5)),
        A.RandomBrightnessContrast(c.between(-0.3, 0.1), c.between(-0.1, 0.3), p=c.p(0.7)),
        A.Blur(blur_limit=c.odd(3, 5), p=c.p(0.1)),
        *c.free(A.ISONoise(color_shift=(0.01, 0.04), intensity=(0.1, 0.4), p=0.2)),
    ]


def detection_shelves(c):
    return [
        *c.free(A.BBoxSafeRandomCrop(erosion_rate=0.1, p=0.3) if VERSION < (1, 4) else A.BBoxSafeRandomCrop(p=0.3)),
        A.Resize(c.side(800), c.side(800)),
        *c.free(A.CropAndPad(percent=(-0.1, 0.1), keep_size=True, p=0.3)),
        A.RGBShift(c.between(-15, 15), c.between(-15, 15), c.between(-15, 15), p=c.p(0.4)),
        *c.free(A.Superpixels(p_replace=0.05, n_segments=200, p=0.02), A.RandomCropFromBorders(p=0.2)),
        A.Sharpen(alpha=c.between(0.1, 0.3), lightness=(1.0, 1.0), p=c.p(0.2)),
    ]


def segmentation_roads(c):
    return [
        *c.free(A.RandomScale(scale_limit=(-0.5, 0.75), p=1)),
        A.PadIfNeeded(c.side(512), c.side(512), border_mode=cv2.BORDER_CONSTANT, **fill(0, 255)),
        A.CenterCrop(48, 48) if c.fixed else A.RandomCrop(512, 512),
        A.HorizontalFlip(p=c.p(0.5)),
        A.GaussianBlur(blur_limit=c.odd(3, 7), **sigma(c), p=c.p(0.3)),
        *c.free(A.ColorJitter(brightness=0.4, contrast=0.4, saturation=0.4, hue=0.05, p=0.8)),
    ]


def segmentation_organs(c):
    affine = {"alpha_affine": 120 * 0.03} if VERSION < (1, 4, 10) else {}
    shift = {"shift_limit": 0.5} if VERSION < (1, 4, 20) else {}
    curves = [
        A.ElasticTransform(alpha=120, sigma=120 * 0.05, **affine, p=0.5),
        A.GridDistortion(p=0.5),
        A.OpticalDistortion(distort_limit=(0.2, 0.5), **shift, p=1),
    ]
    return [
        A.VerticalFlip(p=c.p(0.5)),
        A.Transpose(p=c.p(0.5)),
        *c.free(A.RandomRotate90(p=0.5), A.OneOf(curves, p=0.8)),
        A.CLAHE(clip_limit=c.between(1.0, 4.0), tile_grid_size=(4, 4), p=c.p(0.8)),
        A.RandomBrightnessContrast(c.between(-0.2, 0.2), c.between(-0.2, 0.2), p=c.p(0.8)),
        A.RandomGamma(c.between(80, 120), p=c.p(0.8)),
    ]


def segmentation_tissue(c):
    return [
        *c.free(*([A.D4(p=1)] if hasattr(A, "D4") else [A.RandomRotate90(p=0.5), *flips(c)])),
        A.Transpose(p=c.p(0.5)),
        A.HueSaturationValue(c.between(-8, 8), c.between(-20, 20), c.between(-10, 10), p=c.p(0.5)),
        c.one_of([A.GaussianBlur((5, 5), p=c.p(1)), A.MedianBlur((3, 5), p=1), A.Blur((3, 5), p=1)], p=0.2),
        *c.free(A.HEStain(p=0.2) if hasattr(A, "HEStain") else A.ChannelShuffle(p=0.05)),
    ]


def segmentation_buildings(c):
    return [
        *c.free(A.RandomCrop(512, 512), *flips(c), A.RandomRotate90(p=0.5)),
        A.ShiftScaleRotate(
            shift_limit=c.shift(0.06),
            scale_limit=c.between(-0.2, 0.2),
            rotate_limit=c.between(-45, 45),
            border_mode=cv2.BORDER_REFLECT_101,
            p=c.p(0.5),
        ),
        c.one_of([A.CLAHE(c.between(2.0, 2.0), (8, 8), p=c.p(1)), A.RandomGamma((70, 130), p=1), A.RandomBrightnessContrast(p=1)], p=0.4),
        *c.free(A.RandomShadow(p=0.1)),
    ]


def classification_leaves(c):
    return [
        *c.free(crop_to(512, 512, scale=(0.3, 1.0))),
        A.Transpose(p=c.p(0.5)),
        A.HorizontalFlip(p=c.p(0.5)),
        A.VerticalFlip(p=c.p(0.5)),
        A.Rotate(c.between(-30, 30), border_mode=cv2.BORDER_REFLECT, p=c.p(0.5)),
        A.HueSaturationValue(c.between(-20, 20), c.between(-20, 20), c.between(-20, 20), p=c.p(0.5)),
        *c.free(dropout(8, 16, 32, p=0.5), A.Normalize()),
    ]


def classification_skin(c):
    blurs = [A.MotionBlur(blur_limit=5), A.MedianBlur(blur_limit=5), A.GaussianBlur(blur_limit=5), noise(5.0, 30.0)]
    curves = [A.OpticalDistortion(distort_limit=1.0), A.GridDistortion(num_steps=5, distort_limit=0.9), A.ElasticTransform(alpha=3)]
    return [
        A.Transpose(p=c.p(0.5)),
        *c.free(A.RandomBrightnessContrast(0.2, 0.2, p=0.75), A.OneOf(blurs, p=0.7), A.OneOf(curves, p=0.7)),
        A.CLAHE(clip_limit=c.between(4.0, 4.0), p=c.p(0.7)),
        A.ShiftScaleRotate(c.shift(0.1), c.between(-0.1, 0.1), c.between(-15, 15), border_mode=0, p=c.p(0.85)),
        *c.free(A.Resize(256, 256), dropout(1, 96, 96, p=0.7), A.Normalize()),
    ]


def classification_contrastive(c):
    return [
        *c.free(crop_to(224, 224, scale=(0.2, 1.0), interpolation=cv2.INTER_CUBIC)),
        A.HorizontalFlip(p=c.p(0.5)),
        *c.free(A.ColorJitter(0.4, 0.4, 0.2, 0.1, p=0.8)),
        A.ToGray(p=c.p(0.2)),
        A.GaussianBlur(blur_limit=c.odd(7, 23), sigma_limit=c.between(0.1, 2.0), p=c.p(0.5)),
        A.Solarize(**({"threshold_range": (0.5, 0.5)} if CURRENT else {"threshold": 128}), p=c.p(0.2)),
        *c.free(A.ToFloat(max_value=255)),
    ]


def ocr_lines(c):
    white = {"border_mode": cv2.BORDER_CONSTANT, "interpolation": cv2.INTER_CUBIC, **fill((255, 255, 255))}
    grid = {} if CURRENT else white
    return [
        A.ShiftScaleRotate(c.between(0.0, 0.0), c.between(0.0, 0.15), c.between(-2, 2), **white, p=c.p(0.7)),
        *c.free(A.GridDistortion(distort_limit=0.1, **grid, p=0.5), noise(5.0, 10.0, p=0.2)),
        A.RandomBrightnessContrast(c.between(-0.05, 0.05), c.between(-0.2, 0.0), True, p=c.p(0.2)),
        *c.free(compression(c, 90, 98, p=0.3)),
        A.ToGray(p=1),
    ]


def ocr_plates(c):
    down = {"scale_range": (0.5, 0.75)} if CURRENT else {"scale_min": 0.5, "scale_max": 0.75}
    pair = {"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR}
    down["interpolation_pair" if CURRENT else "interpolation"] = pair
    return [
        A.Affine(shear={"x": c.between(-8, 8), "y": c.between(-4, 4)}, **fill(0, 0, ("cval", "cval_mask")), p=c.p(1.0)),
        *c.free(A.RandomBrightnessContrast(0.1, 0.1, p=1), A.Downscale(**down, p=0.2)),
        A.MotionBlur(blur_limit=(3, 5), p=0.1) if not c.fixed else A.Blur(blur_limit=(3, 3), p=1),
        *c.free(A.OneOf([dropout(10, 1, 5, p=0.3), A.PixelDropout(dropout_prob=0.02, p=0.4)], p=0.5)),
    ]


def documents(c):
    return [
        A.Rotate(c.between(-3, 3), border_mode=cv2.BORDER_CONSTANT, **fill((255, 255, 255), 255), p=c.p(0.5)),
        *c.free(A.Perspective(scale=(0.01, 0.05), **fill(255, 0, ("pad_val", "mask_pad_val")), p=0.4)),
        A.Posterize(num_bits=c.between(4, 6), p=c.p(0.1)),
        *c.free(A.Morphological(scale=(2, 3), operation="dilation", p=0.2) if hasattr(A, "Morphological") else A.Emboss(p=0.2)),
        A.ToSepia(p=c.p(0.1)),
        *c.free(A.Spatter(p=0.05), A.RandomToneCurve(scale=0.2, p=0.3)),
    ]


def medical_xray(c):
    return [
        *c.free(crop_to(512, 512, scale=(0.8, 1.0), ratio=(0.9, 1.1))),
        A.Equalize(p=c.p(0.2)),
        A.RandomGamma(c.between(70, 130), p=c.p(0.5)),
        A.Rotate(c.between(-12, 12), border_mode=cv2.BORDER_CONSTANT, p=c.p(0.5)),
        *c.free(noise(10.0, 50.0, p=0.3), A.MultiplicativeNoise(multiplier=(0.95, 1.05), p=0.2)),
    ]


def keypoints_bodies(c):
    return [
        A.HorizontalFlip(p=c.p(0.5)),
        A.Affine(
            scale=c.between(0.75, 1.25),
            translate_percent={"x": c.shift(0.1), "y": c.shift(0.05)},
            rotate=c.between(-40, 40),
            keep_ratio=True,
            p=c.p(0.8),
        ),
        *c.free(A.OneOf([A.Blur(blur_limit=3, p=1), A.MotionBlur(blur_limit=7, p=1)], p=0.2), dropout(1, 20, 40, p=0.5)),
        *c.free(A.Resize(384, 288)),
    ]


def keypoints_faces(c):
    group = [A.GaussianBlur(blur_limit=(3, 5), p=0.3), A.RandomBrightnessContrast(p=0.5), A.HueSaturationValue(p=0.2)]
    return [
        A.SmallestMaxSize(max_size=c.side(256)),
        A.CenterCrop(48, 48) if c.fixed else A.RandomCrop(224, 224),
        *c.free(A.SafeRotate(limit=(-20, 20), p=0.4), A.SomeOf(group, n=2, replace=False, p=0.6)),
        A.RandomBrightnessContrast(c.between(-0.2, 0.2), (0.0, 0.0), brightness_by_max=False, p=c.p(0.5)),
    ]


def forgeries(c):
    sizes = [A.LongestMaxSize(max_size=c.side(380), interpolation=how, p=1) for how in (cv2.INTER_AREA, cv2.INTER_CUBIC)]
    degraded = [noise(10.0, 50.0, p=1), A.Sharpen(p=1), compression(c, 40, 99, p=1), A.ChannelShuffle(p=1)]
    return [
        compression(c, 60, 100, p=c.p(0.5)),
        *c.free(noise(10.0, 50.0, p=0.1), A.GaussianBlur(blur_limit=3, p=0.05)),
        A.HorizontalFlip(p=c.p(0.5)),
        c.one_of(sizes, p=1),
        *c.free(A.OneOf([A.SomeOf(degraded, n=2, p=1), A.FancyPCA(p=0.5)], p=0.7)),
        A.PadIfNeeded(c.side(380), c.side(380), border_mode=cv2.BORDER_CONSTANT, **fill(0)),
    ]


def surfaces(c):
    group = [A.RandomGamma(p=0.5), A.UnsharpMask(p=0.3), A.Emboss(p=0.3), A.InvertImg(p=0.1)]
    return [
        A.InvertImg(p=c.p(0.1)),
        A.UnsharpMask(blur_limit=c.odd(3, 7), alpha=c.between(0.2, 0.5), p=c.p(0.3)),
        *c.free(A.SomeOf(group, n=2, replace=True, p=0.5), A.GridDropout(ratio=0.3, p=0.1), A.ChannelDropout(p=0.05)),
        A.Rotate((90, 90), p=c.p(0.5)),
    ]


def night_drive(c):
    snow = [A.RandomSnow(p=1), A.RandomSunFlare(p=1)]
    return [
        A.RandomBrightnessContrast(c.between(-0.5, -0.1), c.between(-0.2, 0.2), p=c.p(0.6)),
        *c.free(A.OneOf(snow, p=0.1), A.ISONoise(intensity=(0.2, 0.6), p=0.4), A.GlassBlur(p=0.05)),
        A.Resize(c.side(480), c.side(768), interpolation=cv2.INTER_AREA),
        A.ToSepia(p=c.p(0.05)),
    ]


def competition(c):
    """Names of years ago, which 1.3.1 still had, with the transforms of imgaug."""
    light = [A.RandomBrightness(c.between(-0.2, 0.2), p=c.p(0.7)), A.RandomContrast(limit=0.2, p=1), A.CLAHE(p=1)]
    return [
        A.IAAFliplr(p=c.p(0.5)),
        *c.free(A.IAAFlipud(p=0.2), A.IAAPerspective(scale=(0.02, 0.06), p=0.3), A.IAAAdditiveGaussianNoise(p=0.2)),
        c.one_of(light, p=0.6),
        A.IAASharpen(alpha=c.between(0.2, 0.4), lightness=(1.0, 1.0), p=c.p(0.3)),
        A.IAAEmboss(alpha=c.between(0.1, 0.3), strength=c.between(0.2, 0.7), p=c.p(0.1)),
        *c.free(A.JpegCompression(quality_lower=40, quality_upper=90, p=0.2), A.Cutout(num_holes=4, p=0.3)),
    ]


PIPELINES = {
    "detection-street": (detection_street, {"bbox_params": A.BboxParams("pascal_voc", min_visibility=0.1, label_fields=["labels"])}),
    "detection-ears": (detection_ears, {"bbox_params": A.BboxParams("coco", min_area=16, label_fields=["labels"])}),
    "detection-signs": (detection_signs, {"bbox_params": A.BboxParams("yolo", label_fields=["labels"])}),
    "detection-camera-trap": (detection_camera_trap, {"bbox_params": A.BboxParams("coco", min_visibility=0.3, min_area=64)}),
    "detection-shelves": (detection_shelves, {"bbox_params": A.BboxParams("albumentations", min_width=4, min_height=4)}),
    "segmentation-roads": (segmentation_roads, {}),
    "segmentation-organs": (segmentation_organs, {}),
    "segmentation-tissue": (segmentation_tissue, {"additional_targets": {"nuclei": "mask"}}),
    "segmentation-buildings": (segmentation_buildings, {}),
    "classification-leaves": (classification_leaves, {}),
    "classification-skin": (classification_skin, {}),
    "classification-contrastive": (classification_contrastive, {}),
    "ocr-lines": (ocr_lines, {}),
    "ocr-plates": (ocr_plates, {}),
    "documents": (documents, {}),
    "medical-xray": (medical_xray, {}),
    "keypoints-bodies": (keypoints_bodies, {"keypoint_params": A.KeypointParams("xy", remove_invisible=False)}),
    "keypoints-faces": (keypoints_faces, {"keypoint_params": A.KeypointParams("xy")}),
    "forgeries": (forgeries, {"p": 0.9}),
    "surfaces": (surfaces, {}),
    "night-drive": (night_drive, {}),
    **({"competition": (competition, {})} if hasattr(A, "IAASharpen") else {}),
}


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    image = np.asarray(Image.open(SOURCE).convert("RGB"))
    for name, (make, settings) in PIPELINES.items():
        pipeline = A.Compose(make(Choices(fixed=False)), **settings)
        A.save(pipeline, str(OUT / f"{name}.json"))
        if name in AS_YAML:
            A.save(pipeline, str(OUT / f"{name}.yaml"), data_format="yaml")
        fixed = A.Compose(make(Choices(fixed=True)))
        A.save(fixed, str(OUT / f"{name}.fixed.json"))
        Image.fromarray(fixed(image=image)["image"]).save(OUT / f"{name}.fixed.png", optimize=True)


main()
