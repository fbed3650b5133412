"""Takes TensorFlow's C library and the headers of its C interface out of a wheel: unpack.py WHEEL DIR."""

import shutil
import sys
from pathlib import Path
from zipfile import ZipFile

PACKAGE = "tensorflow/"
LIBRARIES = ("libtensorflow_cc.so.2", "libtensorflow_framework.so.2")
HEADERS = ("include/tensorflow/c/", "include/tensorflow/core/platform/", "include/tsl/platform/", "include/xla/tsl/c/")


def place(name: str) -> str | None:
    """Where a file of the wheel goes, if it is wanted."""
    inside = name.removeprefix(PACKAGE)
    if inside in LIBRARIES:
        return f"lib/{inside}"
    return inside if inside.startswith(HEADERS) and inside.endswith(".h") else None


wheel, target = sys.argv[1:]
with ZipFile(wheel) as archive:
    for entry in archive.infolist():
        path = place(entry.filename)
        if path is None:
            continue
        file = Path(target, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as source, file.open("wb") as sink:
            shutil.copyfileobj(source, sink)
