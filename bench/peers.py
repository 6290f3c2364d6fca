"""The peers' side of run.mjs: reads jobs as JSON lines, and answers each by a JSON line."""

import base64
import io
import json
import os
import sys
import time

os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"


class Pillow:
    def __init__(self, jobs):
        import PIL
        from PIL import Image

        self.image, self.flip = Image, Image.Transpose.FLIP_TOP_BOTTOM
        self.version = f"Pillow {PIL.__version__}"

    def decode(self, data):
        picture = self.image.open(io.BytesIO(data))
        picture.load()
        return picture

    def pipeline(self, job, pinned):
        return lambda picture, boxes: (picture.transpose(self.flip), boxes)

    def seed(self, job, pinned, seed):
        pass

    def encode(self, picture, quality):
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        return file.getvalue()

    def lossless(self, picture):
        file = io.BytesIO()
        picture.save(file, "PNG")
        return file.getvalue()


class Albumentations:
    """Albumentations with OpenCV as the codec, and RGB in between, as its documentation recommends."""

    def __init__(self, jobs):
        import albumentations
        import cv2
        import numpy

        cv2.setNumThreads(1)
        cv2.ocl.setUseOpenCL(False)
        self.a, self.cv, self.numpy = albumentations, cv2, numpy
        self.version = f"Albumentations {albumentations.__version__}, OpenCV {cv2.__version__}"
        self.composed = {
            (name, pinned): self.compose(job, job["pinned" if pinned else "transforms"])
            for name, job in jobs.items()
            for pinned in (False, True)
        }
        self.bgr = None

    def compose(self, job, transforms):
        labelled = self.a.BboxParams(format="pascal_voc", label_fields=["labels"])
        return self.a.Compose(
            [getattr(self.a, name)(**{key: as_tuple(value) for key, value in parameters.items()})
             for name, parameters in transforms],
            bbox_params=labelled if job["boxes"] else None,
        )

    def seed(self, job, pinned, seed):
        self.composed[job, pinned].set_random_seed(seed)

    def decode(self, data):
        return self.cv.imdecode(self.numpy.frombuffer(data, self.numpy.uint8), self.cv.IMREAD_COLOR_RGB)

    def pipeline(self, job, pinned):
        compose = self.composed[job, pinned]

        def run(picture, boxes):
            if not boxes:
                return compose(image=picture)["image"], boxes
            result = compose(image=picture, bboxes=boxes, labels=["thing"] * len(boxes))
            return result["image"], result["bboxes"]

        return run

    def encode(self, picture, quality):
        self.bgr = self.cv.cvtColor(picture, self.cv.COLOR_RGB2BGR, self.bgr)
        return self.cv.imencode(".jpg", self.bgr, [self.cv.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()

    def lossless(self, picture):
        return self.cv.imencode(".png", self.cv.cvtColor(picture, self.cv.COLOR_RGB2BGR))[1].tobytes()


def as_tuple(value):
    return tuple(value) if isinstance(value, list) else value


PEERS = {"pillow": Pillow, "albumentations": Albumentations}


def work(peer, name, job, data, boxes, pinned):
    ms = {"decode": 0.0, "augment": 0.0, "encode": 0.0}
    run = peer.pipeline(name, pinned)
    files = []
    start = time.perf_counter()
    picture = peer.decode(data)
    last = time.perf_counter()
    ms["decode"] = (last - start) * 1000
    for _ in range(job["variants"]):
        result, _kept = run(picture, boxes)
        augmented = time.perf_counter()
        files.append(peer.encode(result, job["quality"]))
        encoded = time.perf_counter()
        ms["augment"] += (augmented - last) * 1000
        ms["encode"] += (encoded - augmented) * 1000
        last = encoded
    return ms, files, result


def answer(peer, setup, files, request):
    name, image, pinned = request["job"], request["image"], request.get("pinned", False)
    job = setup["jobs"][name]
    boxes = setup["boxes"] if job["boxes"] else []
    runs = []
    before = time.process_time()
    for _ in range(job["repeat"]):
        peer.seed(name, pinned, image)
        ms, outputs, result = work(peer, name, job, files[image], boxes, pinned)
        runs.append(ms)
    cpu = (time.process_time() - before) * 1000 / job["repeat"]
    reply = {"runs": runs, "cpu": cpu, "bytes": sum(map(len, outputs)) / len(outputs)}
    if pinned:
        reply["file"] = base64.b64encode(outputs[0]).decode()
        reply["lossless"] = base64.b64encode(peer.lossless(result)).decode()
    return reply


def main():
    setup = json.loads(sys.argv[1])
    peer = PEERS[setup["peer"]](setup["jobs"])
    files = [open(path, "rb").read() for path in setup["images"]]
    print(json.dumps({"version": peer.version}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(peer, setup, files, json.loads(line))), flush=True)


main()
