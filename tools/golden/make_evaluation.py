"""Makes packages/evaluator/test-assets/golden.json: what scikit-learn, torchmetrics, PyTorch, SciPy and statsmodels say.

Every figure comes from a library that knows nothing of ours. Where a library's own convention differs from the one that the
evaluator states (ties, NaN, a confidence of exactly 1), the call below says how the inputs are put so that it applies.
"""

import base64
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
from scipy.stats import bootstrap
from sklearn.metrics import confusion_matrix, log_loss, precision_recall_fscore_support, top_k_accuracy_score
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint
from torchmetrics.functional.classification import (
    multiclass_accuracy,
    multiclass_calibration_error,
    multiclass_f1_score,
)

BINS = 15
warnings.filterwarnings("ignore")


def cases():
    rng = np.random.default_rng(0)

    def normal(samples, classes, scale=2.0):
        return (scale * rng.standard_normal((samples, classes))).astype(np.float32)

    def labels(samples, classes):
        return rng.integers(0, classes, samples)

    yield "random, 10 classes", normal(120, 10), labels(120, 10)
    wide = normal(60, 100)
    truth = labels(60, 100)
    wide[np.arange(60), truth] += 4
    yield "mostly right, 100 classes", wide, truth
    yield "ties", rng.integers(-1, 2, (100, 7)).astype(np.float32), labels(100, 7)
    yield "all equal", np.zeros((20, 6), np.float32), labels(20, 6)
    yield "absent classes", normal(50, 12), rng.choice([1, 4, 5], 50)
    yield "one class", normal(9, 1), np.zeros(9, int)
    yield "two classes", normal(40, 2), labels(40, 2)
    yield "three classes", normal(40, 3), labels(40, 3)
    broken = normal(40, 6)
    broken[[3, 17, 30], [0, 5, 2]] = np.nan
    yield "NaN logits", broken, labels(40, 6)
    yield "huge logits", normal(40, 8, 1e30), labels(40, 8)
    yield "tiny differences", (1e4 + normal(40, 8, 0.5)).astype(np.float32), labels(40, 8)
    yield "one sample", normal(1, 5), np.array([3])


def top_k(logits, labels, k):
    """The lower index first among equals: scikit-learn takes the higher one, so the classes are put in reverse."""
    samples, classes = logits.shape
    kept = ~np.isnan(logits).any(axis=1)
    if k >= classes:
        return 100 * kept.mean()
    if classes == 2:
        return 100 * (kept & (logits.argmax(axis=1) == labels)).mean()
    right = top_k_accuracy_score(
        classes - 1 - labels[kept], logits[kept, ::-1].astype(np.float64), k=k, labels=range(classes), normalize=False
    )
    return 100 * right / samples


def calibration(probabilities, correct):
    """Bins that are open below and closed above, as in the paper; torchmetrics has them the other way round."""
    confidence = probabilities.max(axis=1)
    bins = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    gaps = [
        (abs(confidence[bins == b].mean() - correct[bins == b].mean()), (bins == b).sum())
        for b in range(BINS)
        if (bins == b).any()
    ]
    ece = sum(gap * n for gap, n in gaps) / len(confidence)
    return ece, max(gap for gap, _ in gaps)


def figures(name, logits, labels):
    samples, classes = logits.shape
    nan = np.isnan(logits).any(axis=1)
    wide = torch.from_numpy(logits.astype(np.float64))
    target = torch.from_numpy(labels)
    predictions = np.where(nan, -1, np.nan_to_num(logits, nan=-np.inf).argmax(axis=1))
    precision, recall, f1, support = precision_recall_fscore_support(
        labels, predictions, labels=range(classes), zero_division=0
    )
    present = sorted(set(labels) | set(predictions[~nan]))
    macro = precision_recall_fscore_support(labels, predictions, labels=present, average="macro", zero_division=0)
    weighted = precision_recall_fscore_support(
        labels, predictions, labels=range(classes), average="weighted", zero_division=0
    )
    loss = float(torch.nn.functional.cross_entropy(wide, target))
    expected = {
        "top1": top_k(logits, labels, 1),
        "top5": top_k(logits, labels, 5),
        "loss": loss,
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "confusion": confusion_matrix(labels, predictions, labels=range(classes)).tolist(),
        "macro": [float(x) for x in macro[:3]],
        "weighted": [float(x) for x in weighted[:3]],
        "wilson": list(map(float, proportion_confint((predictions == labels).sum(), samples, method="wilson"))),
    }
    if nan.any():
        assert np.isnan(loss)
        expected |= {"loss": None, "ece": None, "mce": None}
    else:
        probabilities = torch.softmax(wide, 1).numpy()
        ece, mce = calibration(probabilities, predictions == labels)
        expected |= {"ece": ece, "mce": mce}
        if name.startswith(("random", "mostly")):
            # Where no convention matters, the libraries must agree with each other. torchmetrics counts in float32.
            given = torch.from_numpy(probabilities)
            theirs = [
                float(multiclass_calibration_error(given, target, classes, n_bins=BINS, norm=norm)) for norm in ("l1", "max")
            ]
            expected["torchmetricsCalibration"] = theirs
            assert np.isclose(log_loss(labels, probabilities, labels=range(classes)), loss, rtol=1e-12)
            for k in (1, 5):
                accuracy = multiclass_accuracy(wide, target, classes, average="micro", top_k=k)
                assert np.isclose(100 * float(accuracy), expected[f"top{k}"], atol=1e-4)
            assert np.isclose(float(multiclass_f1_score(wide, target, classes)), expected["macro"][2], atol=1e-6)
    return expected


def encode(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def main(out):
    classification = [
        {
            "name": name,
            "classes": logits.shape[1],
            "logits": encode(logits.astype("<f4")),
            "labels": labels.tolist(),
            "expected": figures(name, logits, labels),
        }
        for name, logits, labels in cases()
    ]
    splits = [(0, 0), (1, 0), (0, 6), (3, 3), (12, 25), (70, 40), (500, 430), (3000, 2800), (5000, 100)]
    tests = [
        {"lost": lost, "gained": gained, "p": float(mcnemar([[0, lost], [gained, 0]], exact=True).pvalue)}
        for lost, gained in splits
    ]
    intervals = [
        {
            "correct": correct,
            "samples": samples,
            "confidence": confidence,
            "interval": list(map(float, proportion_confint(correct, samples, alpha=1 - confidence, method="wilson"))),
        }
        for correct, samples in [(0, 1), (1, 1), (0, 40), (40, 40), (7, 9), (353, 359), (38012, 50000)]
        for confidence in (0.9, 0.95, 0.99)
    ]
    rng = np.random.default_rng(1)
    values = rng.gamma(0.5, 1.0, 400)
    times = rng.gamma(3.0, 4.0, 57)
    ours = bootstrap((values,), np.mean, n_resamples=100_000, method="percentile", rng=np.random.default_rng(2))
    document = {
        "classification": classification,
        "mcnemar": tests,
        "wilson": intervals,
        "bootstrap": {
            "values": encode(values.astype("<f8")),
            "interval": [float(ours.confidence_interval.low), float(ours.confidence_interval.high)],
        },
        "percentiles": {
            "values": encode(times.astype("<f8")),
            **{f"p{q}": float(np.percentile(times, q)) for q in (50, 90, 95, 99)},
        },
    }
    out.mkdir(parents=True, exist_ok=True)
    path = out / "golden.json"
    path.write_text(json.dumps(document, allow_nan=False) + "\n")
    print(f"{path}: {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
