/** The part of `train.py` that measures: accuracy and verification, as `src/metrics` does on the page. */

/** Needs Model and to_input. */
export const MEASURE = `@torch.no_grad()
def embed(model, images, rows, device):
    model.eval()
    parts = [model.network(to_input(images.read(part), device)) for part in rows.split(500)]
    model.train()
    return torch.cat(parts)


def measure_accuracy(model, images, rows, device):
    """Share of images whose own class has the largest plain cosine; no margin takes part in a prediction."""
    directions = functional.normalize(model.head.weight.detach(), dim=0)
    predicted = (embed(model, images, rows, device) @ directions).argmax(dim=1)
    return float((predicted.cpu() == images.labels[rows]).double().mean())


MOST_VERIFIED = 2000  # images; the number of pairs grows with the square


def verify(model, images, rows, device):
    """Compares every held-out image with every other: area under the ROC curve, equal error rate, TAR at FARs."""
    if len(rows) > MOST_VERIFIED:
        rows = rows[images.labels[rows].argsort(stable=True)]
        rows = rows[torch.arange(MOST_VERIFIED) * len(rows) // MOST_VERIFIED]
    unit = functional.normalize(embed(model, images, rows, device), dim=1).cpu()
    labels = images.labels[rows]
    one, other = torch.triu_indices(len(rows), len(rows), offset=1)
    return roc_measures((unit @ unit.T)[one, other], labels[one] == labels[other])


def roc_measures(scores, same):
    """Of pairs: score, and whether they show the same class. Equal scores are one point of the curve."""
    scores, order = scores.sort(descending=True)
    genuine = same[order].double().cumsum(0)
    impostor = (~same[order]).double().cumsum(0)
    if len(scores) == 0 or genuine[-1] == 0 or impostor[-1] == 0:
        return {"pairs": len(scores)}
    last = torch.cat([scores[1:] != scores[:-1], torch.ones(1, dtype=torch.bool)])
    start = torch.zeros(1, dtype=torch.float64)
    tar = torch.cat([start, genuine[last] / genuine[-1]])
    far = torch.cat([start, impostor[last] / impostor[-1]])
    gap = (far - (1 - tar)).abs().argmin()
    result = {
        "pairs": len(scores),
        "auc": float(torch.trapz(tar, far)),
        "eer": float(far[gap] + 1 - tar[gap]) / 2,
    }
    for rate in (1e-1, 1e-2, 1e-3, 1e-4):
        # A rate of x means something only with 1/x impostor pairs.
        if impostor[-1] >= round(1 / rate):
            result[f"tar@far={rate:g}"] = float(tar[far <= rate].max())
    return result
`;
