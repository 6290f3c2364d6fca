"""Random pixels, which are drawn by other generators: distributions are compared."""

import albumentations as A
import numpy as np
from albumentations.augmentations.geometric import functional as F

def noise(references):
    """Other random numbers: mean and standard deviation are compared."""
    for parameters in (
        {"std_range": [0.05, 0.05]},
        {"std_range": [0.05, 0.05], "mean_range": [0.1, 0.1], "per_channel": False},
        {"std_range": [0.08, 0.08], "noise_scale_factor": 0.5},
    ):
        transform = A.GaussNoise(**parameters, p=1)
        transform.set_random_seed(1)
        grey = np.full((224, 320, 3), 128, np.uint8)
        difference = transform(image=grey)["image"].astype(float) - grey
        statistics = {
            "mean": round(difference.mean(), 3),
            "std": round(difference.std(), 3),
            "channelCorrelation": round(float(np.corrcoef(difference[..., 0].ravel(), difference[..., 1].ravel())[0, 1]), 3),
            "neighbourCorrelation": round(
                float(np.corrcoef(difference[:, :-1, 0].ravel(), difference[:, 1:, 0].ravel())[0, 1]), 3
            ),
        }
        references.store_distribution("GaussNoise", parameters, "statistics", statistics=statistics)


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
        references.store_distribution(name, parameters, "stripes", stripes=statistics)


def fields(references):
    """Other random numbers: the field is compared away from the edges, where upstream's is stronger, by its standard
    deviation and by its correlation over one and two sigmas."""
    shape, sigma, inside = (224, 320), 5, slice(20, -20)
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
        references.store_distribution("ElasticTransform", parameters, "statistics", field=statistics)


FLAT = (100, 120, 80)
HEAVY_RAIN = {"slant_range": [-3, -3], "rain_type": "heavy"}
LAYERS = (
    ("RandomFog", {"fog_coef_range": [0.4, 0.4]}),
    ("RandomFog", {"fog_coef_range": [0.9, 0.9], "alpha_coef": 0.2}),
    ("RandomRain", {"slant_range": [7, 7]}),
    ("RandomRain", {**HEAVY_RAIN, "blur_value": 3, "drop_length": 11, "brightness_coefficient": 1}),
    ("RandomSnow", {"method": "texture", "snow_point_range": [0.3, 0.3], "brightness_coeff": 0.5}),
    ("RandomSunFlare", {"src_radius": 80}),
    ("RandomSunFlare", {"src_radius": 60, "method": "physics_based"}),
    ("RandomGravel", {"number_of_patches": 4}),
    ("Spatter", {"mode": "mud"}),
    ("Spatter", {"mode": "mud", "gauss_sigma": [5, 5], "cutout_threshold": [0.66, 0.66]}),
    ("Spatter", {}),
    ("Spatter", {"cutout_threshold": [0.72, 0.72], "intensity": [0.9, 0.9]}),
    ("PlasmaShadow", {"shadow_intensity_range": [0.7, 0.7]}),
    ("PlasmaShadow", {"shadow_intensity_range": [0.7, 0.7], "roughness": 0.5}),
    ("PlasmaBrightnessContrast", {"brightness_range": [0.3, 0.3], "contrast_range": [0.3, 0.3]}),
)


def layer_statistics(references):
    """Other random numbers: the change of an image of one colour is compared, over many draws."""
    image = np.broadcast_to(np.array(FLAT, np.uint8), (240, 320, 3)).copy()
    for name, parameters in LAYERS:
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
        references.store_distribution(name, parameters, "layers", layer=statistics)


def profiles(references):
    """Other random numbers: the mean levels on both sides of an edge between black and white are compared. The image is
    grey, as upstream copies the pixels of colours where it means to exchange them."""
    edge = np.zeros((4000, 80), np.uint8)
    edge[:, 40:] = 255
    for parameters in ({}, {"sigma": 0.4, "max_delta": 8, "iterations": 1}, {"mode": "exact", "max_delta": 3}):
        transform = A.GlassBlur(**parameters, p=1)
        transform.set_random_seed(1)
        profile = transform(image=edge)["image"][10:-10, 20:60].mean(axis=0)
        references.store_distribution("GlassBlur", parameters, "profile", profile=[round(float(value), 2) for value in profile])
