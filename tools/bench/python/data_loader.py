"""torchvision's DataLoader with Pillow as a contender: an epoch of a folder for every line `run` on stdin.

Usage: data_loader.py FOLDER WORKERS BATCH EPOCH_IMAGES
"""
import json
import sys
import time

import PIL
import torch
import torchvision
from torchvision import transforms
from torchvision.transforms import InterpolationMode

EIGENVALUES = torch.tensor([0.2175, 0.0188, 0.0045])
EIGENVECTORS = torch.tensor([[-0.5675, 0.7192, 0.4009], [-0.5808, -0.0045, -0.8140], [-0.5836, -0.6948, 0.4203]])


def lighting(image):
    """Which torchvision has not."""
    return image + (EIGENVECTORS @ (torch.randn(3) * 0.1 * EIGENVALUES)).view(3, 1, 1)


def main():
    folder, workers, batch, images = sys.argv[1], *map(int, sys.argv[2:])
    torch.set_num_threads(1)
    transform = transforms.Compose(
        [
            transforms.RandomResizedCrop(224, interpolation=InterpolationMode.BICUBIC),
            transforms.ColorJitter(0.4, 0.4, 0.4),
            transforms.ToTensor(),
            transforms.Lambda(lighting),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
            transforms.RandomHorizontalFlip(),
        ]
    )
    dataset = torchvision.datasets.ImageFolder(folder, transform)
    dataset.samples = [dataset.samples[index % len(dataset.samples)] for index in range(images)]
    loader = torch.utils.data.DataLoader(dataset, batch, shuffle=True, num_workers=workers, persistent_workers=True)

    def epoch():
        start = time.perf_counter()
        for _ in loader:
            pass
        return (time.perf_counter() - start) * 1000

    epoch()
    print(json.dumps({"ready": f"torchvision {torchvision.__version__}, Pillow {PIL.__version__}"}), flush=True)
    for line in sys.stdin:
        if line.strip() == "run":
            print(json.dumps({"ms": epoch(), "minorFaults": 0, "peakRss": None}), flush=True)


if __name__ == "__main__":
    main()
