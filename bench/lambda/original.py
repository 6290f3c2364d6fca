"""The tutorials' function: one S3 event, one image. It follows their advice on performance: the client is reused by later
invocations, and nothing is written to a disk."""

import io
import os
import urllib.parse

import boto3
from PIL import Image

s3 = boto3.client("s3")
OUTPUT = os.environ["OUTPUT_PREFIX"]
VARIANTS = int(os.environ.get("VARIANTS", "1"))


def handler(event, context):
    record = event["Records"][0]["s3"]
    bucket = record["bucket"]["name"]
    key = urllib.parse.unquote_plus(record["object"]["key"])
    file = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    with Image.open(io.BytesIO(file)) as image:
        image.load()
        for variant in range(1, VARIANTS + 1):
            flipped = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
            file = io.BytesIO()
            flipped.save(file, "JPEG", quality=75)
            name = f"{OUTPUT}/{os.path.basename(key)}.v{variant}.jpg"
            s3.put_object(Bucket=bucket, Key=name, Body=file.getvalue(), ContentType="image/jpeg")
