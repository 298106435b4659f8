"""Compares generated PyTorch modules with reference numbers.

    python3 scripts/comparePytorch.py CASES.json

CASES.json holds a list of {name, source, className, parameters, embeddings [B][D], weights [D][C], labels [B], margins [B] or null,
logits [B][C], total, dEmbeddings [B][D], dWeights [D][C]}. Everything runs in float64. Prints one line per case that differs by more than
1e-5 of the largest magnitude (1 at least), then a summary; the exit status is 1 if any did.
"""

import json
import sys

import torch

TOLERANCE = 1e-5


def difference(got, expected):
    expected = torch.tensor(expected, dtype=torch.float64)
    return float((got.detach() - expected).abs().max() / expected.abs().max().clamp_min(1.0))


def run(case):
    module_globals = {"__name__": case["className"]}
    exec(compile(case["source"], case["name"], "exec"), module_globals)
    weights = torch.tensor(case["weights"], dtype=torch.float64)
    head = module_globals[case["className"]](weights.shape[0], weights.shape[1], **case["parameters"]).double()
    head.weight.data.copy_(weights)
    embeddings = torch.tensor(case["embeddings"], dtype=torch.float64, requires_grad=True)
    margins = None if case["margins"] is None else torch.tensor(case["margins"], dtype=torch.float64)
    logits, loss = head(embeddings, torch.tensor(case["labels"]), margins)
    loss.backward()
    return {
        "logits": difference(logits, case["logits"]),
        "total": difference(loss, case["total"]),
        "dEmbeddings": difference(embeddings.grad, case["dEmbeddings"]),
        "dWeights": difference(head.weight.grad, case["dWeights"]),
    }


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    failed = 0
    for case in cases:
        try:
            worst = {name: value for name, value in run(case).items() if not value <= TOLERANCE}
        except Exception as error:  # one broken module must not hide the others
            worst = {"error": repr(error)}
        if worst:
            failed += 1
            print(case["name"], worst)
    print(f"{len(cases)} modules, {failed} differ")
    sys.exit(1 if failed else 0)


main()
