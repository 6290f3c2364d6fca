"""Makes test/golden/depth: images of 16 bits as OpenCV and Pillow write them, and what OpenCV and numpy make of one.

Run by hand with opencv-python 5.0.0, numpy 2.4 and Pillow 13; the tests read the files only.
"""

import base64
import json
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

TARGET = Path(__file__).parent.parent / "golden" / "depth"
WIDTH, HEIGHT = 61, 47
CENTRES = np.float64([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])


def picture(rng: np.random.Generator) -> np.ndarray:
    """Smooth colours, a hard edge, and a band of noise: all 16 bits are used."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    smooth = np.stack([x * 1009 + y * 7, y * 1303 + x * 3, 65535 - x * 503 - y * 641], -1).astype(np.uint16)
    smooth[10:20, 10:30] = (65535, 0, 32769)
    smooth[38:] = rng.integers(0, 65536, smooth[38:].shape)
    return smooth


def coded(samples: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(samples.astype("<u2")).tobytes()).decode()


def write_files(image: np.ndarray, alpha: np.ndarray) -> list:
    grey = image[..., 1]
    bgr = image[..., ::-1]
    written = [
        ("grey.png", grey, None),
        ("colours.png", bgr, image),
        ("alpha.png", np.dstack([bgr, alpha]), np.dstack([image, alpha])),
        ("grey.tif", grey, None),
        ("colours.tif", bgr, image),
    ]
    for name, samples, _ in written:
        assert cv2.imwrite(str(TARGET / name), samples)
    Image.fromarray(grey).save(TARGET / "pillow-grey.png")
    Image.fromarray(grey).save(TARGET / "pillow-grey.tif")
    Image.frombytes("I;16B", (WIDTH, HEIGHT), grey.astype(">u2").tobytes()).save(TARGET / "pillow-big-endian.tif")
    files = [(name, samples if samples.ndim == 2 else rgb) for name, samples, rgb in written]
    files += [(name, grey) for name in ("pillow-grey.png", "pillow-grey.tif", "pillow-big-endian.tif")]
    return [{"name": name, "samples": coded(samples)} for name, samples in files]


def warps(image: np.ndarray) -> list:
    """By numpy in double precision: OpenCV's positions are multiples of 1/32 pixel."""
    matrices = {
        "affine": [[1.05, -0.27, 3.2], [0.33, 0.86, -2.1], [0, 0, 1]],
        "perspective": [[1.02, 0.1, -3.1], [-0.05, 0.98, 2.2], [0.001, 0.0005, 1]],
    }
    return [
        case(
            name,
            {
                "kind": "warp", "matrix": np.ravel(matrix).tolist(), "width": WIDTH, "height": HEIGHT,
                "interpolation": "linear", "border": "reflect_101", "fill": [0], "maskFill": 0,
            },
            np.rint(bilinear(image, *inverse_map(np.linalg.inv(CENTRES) @ np.float64(matrix) @ CENTRES))),
            10,
        )
        for name, matrix in matrices.items()
    ]


def inverse_map(indices: np.ndarray) -> tuple:
    inverse = np.linalg.inv(indices)
    x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    u, v, w = inverse @ np.stack([x.ravel(), y.ravel(), np.ones(x.size)])
    return (u / w).reshape(HEIGHT, WIDTH), (v / w).reshape(HEIGHT, WIDTH)


def bilinear(image: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = (x - left)[..., None], (y - top)[..., None]
    pixel = lambda dx, dy: image[reflected(top + dy, HEIGHT), reflected(left + dx, WIDTH)].astype(np.float64)
    return (pixel(0, 0) * (1 - fx) + pixel(1, 0) * fx) * (1 - fy) + (pixel(0, 1) * (1 - fx) + pixel(1, 1) * fx) * fy


def reflected(index: np.ndarray, size: int) -> np.ndarray:
    index = np.mod(index, 2 * size - 2)
    return np.minimum(index, 2 * size - 2 - index)


def cases_of(image: np.ndarray) -> list:
    sharpen = [[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]]
    gaussian = cv2.getGaussianKernel(7, 1.2).ravel()
    sepia = np.float64([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
    squares = np.round(np.arange(256) ** 2 / 255).astype(np.uint8)
    knots = np.arange(256) * 257.0
    hsv = cv2.cvtColor((image / 65535).astype(np.float32), cv2.COLOR_RGB2HSV)
    hsv[..., 0] = np.mod(hsv[..., 0] + 34, 360)
    hsv[..., 1] = np.clip(hsv[..., 1] + 20 / 255, 0, 1)
    hsv[..., 2] = np.clip(hsv[..., 2] - 15 / 255, 0, 1)
    return [
        case("turn", {"kind": "orient", "to": "turn_90"}, np.rot90(image), 0),
        case(
            "pad",
            {"kind": "window", "x": -3, "y": -2, "width": 67, "height": 51, "border": "reflect", "fill": [0], "maskFill": 0},
            cv2.copyMakeBorder(image, 2, 2, 3, 3, cv2.BORDER_REFLECT),
            0,
        ),
        case("area", {"kind": "resample", "filter": "area", "width": 23, "height": 20}, cv2.resize(image, (23, 20), interpolation=cv2.INTER_AREA), 2),
        case("nearest", {"kind": "resample", "filter": "nearest", "width": 83, "height": 20}, cv2.resize(image, (83, 20), interpolation=cv2.INTER_NEAREST), 0),
        case("sharpen", {"kind": "convolve", "form": "full", "size": 3, "weights": np.ravel(sharpen).tolist()}, cv2.filter2D(image, -1, np.float32(sharpen)), 1),
        case("gaussian", {"kind": "convolve", "form": "separable", "x": gaussian.tolist(), "y": gaussian.tolist()}, cv2.sepFilter2D(image, -1, gaussian, gaussian), 1),
        case("brighter", {"kind": "table", "form": "linear", "scale": [1.2], "offset": [-10.5]}, np.clip(np.floor(image * 1.2 - 10.5 * 257 + 0.5), 0, 65535), 0),
        case("squares", {"kind": "table", "form": "values", "values": [base64.b64encode(squares.tobytes()).decode()]}, np.rint(np.interp(image, knots, squares * 257.0)), 0),
        case("sepia", {"kind": "matrix", "rows": np.hstack([sepia, np.zeros((3, 1))]).ravel().tolist(), "rounding": "truncate"}, np.clip(np.floor(image @ sepia.T + 0.5), 0, 65535), 0),
        case("contrast", {"kind": "adaptive", "statistic": "mean", "scale": 0.7, "weight": 0.3}, np.floor(0.7 * image + 0.3 * image.mean() + 0.5), 0),
        case("hsv", {"kind": "hsv", "hue": 17, "saturation": 20, "value": -15}, np.rint(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB) * 65535), 3),
        *warps(image),
    ]


def case(name: str, operation: dict, result: np.ndarray, units: int) -> dict:
    height, width = result.shape[:2]
    return {"name": name, "operation": operation, "width": width, "height": height, "units": units, "result": coded(result)}


def main() -> None:
    rng = np.random.default_rng(0)
    image = picture(rng)
    alpha = rng.integers(0, 65536, (HEIGHT, WIDTH), dtype=np.uint16)
    TARGET.mkdir(parents=True, exist_ok=True)
    files = write_files(image, alpha)
    facts = {"width": WIDTH, "height": HEIGHT, "picture": coded(image), "files": files, "cases": cases_of(image)}
    (TARGET / "facts.json").write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    main()
