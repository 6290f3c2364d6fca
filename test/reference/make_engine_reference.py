"""Makes test/golden/engine/opencv.json: what OpenCV gives for warps and changes of size.

Run by hand with opencv-python 5.0.0 and numpy 2.4; the tests read the file only.
"""

import base64
import json
from pathlib import Path

import cv2
import numpy as np

TARGET = Path(__file__).parent.parent / "golden" / "engine" / "opencv.json"
WIDTH, HEIGHT = 61, 47
BORDERS = {
    "constant": cv2.BORDER_CONSTANT,
    "replicate": cv2.BORDER_REPLICATE,
    "reflect": cv2.BORDER_REFLECT,
    "reflect_101": cv2.BORDER_REFLECT_101,
    "wrap": cv2.BORDER_WRAP,
}
INTERPOLATIONS = {"nearest": cv2.INTER_NEAREST, "linear": cv2.INTER_LINEAR, "cubic": cv2.INTER_CUBIC}
FILL = (30, 90, 200)
AFFINE = [[0.8131, 0.3107, -9.207], [-0.2909, 0.9203, 14.113], [0, 0, 1]]
PERSPECTIVE = [[0.9103, 0.1201, -3.307], [-0.0807, 1.0503, 2.209], [0.0011, -0.0017, 1]]
SIZES = {
    "shrunk by whole numbers": (20, 23),
    "shrunk": (23, 31),
    "shrunk in one axis": (61, 17),
    "grown": (100, 53),
    "grown by whole numbers": (122, 94),
}


def picture(rng: np.random.Generator) -> np.ndarray:
    """Smooth colours, hard edges and a band of noise."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    image = np.stack([x * 4, y * 5, 255 - x * 2 - y * 2], -1).astype(np.uint8)
    image[10:20, 10:30] = (255, 0, 128)
    image[38:] = rng.integers(0, 256, image[38:].shape)
    return image


def edge_matrix(matrix: list) -> list[float]:
    """From OpenCV's coordinates, whole numbers at pixel centres, to edge coordinates."""
    shift = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    return (shift @ np.array(matrix) @ np.linalg.inv(shift)).ravel().tolist()


def warped(image: np.ndarray, name: str, matrix: list, interpolation: str, border: str) -> dict:
    result = cv2.warpPerspective(
        image, np.array(matrix), (WIDTH, HEIGHT), None, INTERPOLATIONS[interpolation], BORDERS[border], FILL
    ) if name == "perspective" else cv2.warpAffine(
        image, np.array(matrix)[:2], (WIDTH, HEIGHT), None, INTERPOLATIONS[interpolation], BORDERS[border], FILL
    )
    edge = {"border": border, "fill": FILL, "maskFill": 0}
    size = {"width": WIDTH, "height": HEIGHT}
    operation = {"kind": "warp", "matrix": edge_matrix(matrix), "interpolation": interpolation, **size, **edge}
    return case(f"{name} {interpolation} {border}", operation, result)


def resized(image: np.ndarray, name: str, size: tuple[int, int], filter: str) -> dict:
    rule = cv2.INTER_AREA if filter == "area" else cv2.INTER_NEAREST
    operation = {"kind": "resample", "width": size[0], "height": size[1], "filter": filter}
    return case(f"{name} {filter}", operation, cv2.resize(image, size, interpolation=rule))


def enlarged(image: np.ndarray, interpolation: str) -> dict:
    width, height = 100, 70
    edge = {"border": "replicate", "fill": FILL, "maskFill": 0}
    matrix = [width / WIDTH, 0, 0, 0, height / HEIGHT, 0, 0, 0, 1]
    operation = {"kind": "warp", "matrix": matrix, "interpolation": interpolation, "width": width, "height": height}
    result = cv2.resize(image, (width, height), interpolation=INTERPOLATIONS[interpolation])
    return case(f"resize {interpolation}", operation | edge, result)


def case(name: str, operation: dict, result: np.ndarray) -> dict:
    return {"name": name, "operation": operation, "result": encoded(result)}


def encoded(image: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(image).tobytes()).decode()


def main() -> None:
    image = picture(np.random.default_rng(5))
    cases = [warped(image, "affine", AFFINE, "linear", border) for border in BORDERS]
    cases += [warped(image, "affine", AFFINE, "cubic", border) for border in ("constant", "reflect_101")]
    cases += [warped(image, "affine", AFFINE, "nearest", border) for border in ("constant", "reflect")]
    cases += [warped(image, "perspective", PERSPECTIVE, "linear", border) for border in ("constant", "reflect_101")]
    cases += [warped(image, "perspective", PERSPECTIVE, "cubic", "replicate")]
    cases += [enlarged(image, interpolation) for interpolation in ("linear", "cubic")]
    cases += [resized(image, name, size, "area") for name, size in SIZES.items()]
    cases += [resized(image, name, SIZES[name], "nearest") for name in ("shrunk", "grown")]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    size = {"width": WIDTH, "height": HEIGHT}
    TARGET.write_text(json.dumps({**size, "picture": encoded(image), "cases": cases}, indent=1) + "\n")


if __name__ == "__main__":
    main()
