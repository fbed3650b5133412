"""HDF5 files in all the ways in which h5py lays out weights, oldest and newest, and files that lead elsewhere:
hdf5.py OUT. The value at each place counts on from the array before, so that a test knows it without a file."""
import os
import sys

import h5py
import numpy as np

OUT = sys.argv[1]
TYPES = ["<f4", ">f4", "<f2", "<f8"]
PLAIN, PACKED, WHOLE = {}, dict(chunks=(2, 3, 4), compression="gzip", shuffle=True), dict(chunks=(3, 5, 7), compression="gzip")
os.makedirs(OUT, exist_ok=True)

for version in ("earliest", "latest"):
    with h5py.File(os.path.join(OUT, f"{version}.h5"), "w", libver=version) as file:
        layers = [f"layer{i}" for i in range(12)]
        file.attrs["layer_names"] = layers if version == "latest" else [name.encode() for name in layers]
        for index, name in enumerate(layers):
            layout = [PLAIN, PACKED if version == "earliest" else WHOLE, dict(chunks=(3, 5, 7), fletcher32=True)][index // 4]
            group = file.create_group(name)
            group.attrs["weight_names"] = [f"{name}/kernel:0"]
            values = (np.arange(105).reshape(3, 5, 7) + 105 * index).astype(TYPES[index % 4])
            group.create_dataset(f"{name}/kernel:0", data=values, **layout)

with h5py.File(os.path.join(OUT, "link.h5"), "w") as file:
    file["a"] = h5py.ExternalLink("earliest.h5", "/layer0")
with h5py.File(os.path.join(OUT, "virtual.h5"), "w", libver="latest") as file:
    layout = h5py.VirtualLayout((3,), "f4")
    layout[:] = h5py.VirtualSource("earliest.h5", "x", (3,))
    file.create_virtual_dataset("v", layout)
with h5py.File(os.path.join(OUT, "outside.h5"), "w") as file:
    file.create_dataset("v", (3,), "f4", external=[("/etc/passwd", 0, 12)])
with h5py.File(os.path.join(OUT, "bomb.h5"), "w") as file:
    file.create_dataset("v", (100000, 100000, 10), "f4", chunks=(1000, 1000, 1), compression="gzip")
