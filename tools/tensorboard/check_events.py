"""Reads the events of a training with TensorBoard's own reader: a value of every tag up to the last step.
Usage: check_events.py FOLDER STEPS"""
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

folder, steps = sys.argv[1], int(sys.argv[2])
accumulator = EventAccumulator(folder, size_guidance={"scalars": 0})
accumulator.Reload()
read = {tag: [(event.step, event.value) for event in accumulator.Scalars(tag)] for tag in accumulator.Tags()["scalars"]}
expected = {"step/loss", "learning_rate", "images_per_second"} | {
    f"{split}/{score}" for split in ("train", "test") for score in ("loss", "top1", "top5")
}
if set(read) != expected:
    raise SystemExit(f"expected {sorted(expected)} but TensorBoard read {sorted(read)}")
if [step for step, _ in read["step/loss"]] != list(range(1, steps + 1)):
    raise SystemExit(f"expected steps 1 to {steps} but TensorBoard read {read['step/loss']}")
for tag, values in read.items():
    if values[-1][0] != steps:
        raise SystemExit(f"expected {tag} up to step {steps} but TensorBoard read {values}")
    print(f"{tag:20} {len(values)} values, the last {values[-1][1]:.4f}")
