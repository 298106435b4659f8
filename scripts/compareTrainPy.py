"""Runs the first steps of a generated train.py on given batches, and checks its measures.

    python3 scripts/compareTrainPy.py FOLDER DATA

FOLDER holds cases.json, a list of {script, weights, rows [steps][B], margins [steps][B] or null}; script and weights name files there.
Prints the losses of each case as a JSON list of lists. The batches' rows count the images of DATA.
"""

import importlib.util
import json
import sys
from pathlib import Path

import torch


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(folder, data, case):
    script = load(folder / case["script"])
    images, _, _ = script.open_images(data)
    model = script.Model(script.CLASSES)
    script.load_weights(model, folder / case["weights"])
    optimizer = script.make_optimizer(model, script.LEARNING_RATE)
    losses = []
    for step, rows in enumerate(case["rows"]):
        rows = torch.tensor(rows)
        margins = torch.tensor(case["margins"][step]) if case["margins"] else None
        inputs = script.to_input(images.read(rows), torch.device("cpu"))
        losses.append(script.train_step(model, optimizer, inputs, images.labels[rows], step, margins))
    return losses


def main():
    folder, data = Path(sys.argv[1]), sys.argv[2]
    cases = json.loads((folder / "cases.json").read_text())
    print(json.dumps([run(folder, data, case) for case in cases]))


main()
