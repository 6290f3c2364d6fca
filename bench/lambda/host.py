"""host.mjs for a function in Python: imports the function beside it, then calls it with one event after the other."""

import json
import os
import platform
import sys
import time

started = float(os.environ["STARTED"])
running = time.time()

import original  # noqa: E402
import boto3  # noqa: E402
import PIL  # noqa: E402

loaded = time.time()


def say(answer):
    os.write(3, (json.dumps(answer) + "\n").encode())


version = f"Python {platform.python_version()}, boto3 {boto3.__version__}, Pillow {PIL.__version__}"
say({"version": version, "runtime": (running - started) * 1000, "init": (loaded - running) * 1000})
for line in sys.stdin:
    events = json.loads(line)["events"]
    before, runs = time.process_time(), []
    for event in events:
        begun = time.perf_counter()
        original.handler(event, None)
        runs.append((time.perf_counter() - begun) * 1000)
    cpu = (time.process_time() - before) * 1000
    say({"runs": runs, "cpu": cpu, "failed": [], "sinceStart": (time.time() - started) * 1000})
