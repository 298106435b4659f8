/**
 * A run of the page as one readable, self-contained Python script: the same CNN, head, optimiser and margin ramp, on one machine or, under
 * torchrun, on many. It needs torch 1.13 or newer, and Pillow for folders of images. Batches and drawn margins come from torch's
 * generator, so a run goes on in the same way, not with the same numbers.
 */
import type { RunConfig } from '../engine/runConfig';
import { findLoss } from '../losses';
import { pytorchModule, pythonName } from '../losses/pytorchModule';
import { READ_IMAGES, READ_WEIGHTS } from './trainPyData';
import { TRAIN } from './trainPyLoop';
import { MEASURE } from './trainPyMeasures';

/** Of the images that the network was made for. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** 1 (grey) or 3 (RGB). */
  readonly channels: number;
}

/** Steps where the page's run has no end. */
const DEFAULT_STEPS = 1000;

export function trainPy(config: RunConfig, image: ImageShape): string {
  const definition = findLoss(config.loss);
  const { guard, assignment, gradient, lossParameters: parameters } = config;
  const head = pytorchModule(definition, { guard, assignment, gradient, parameters });
  // Statistics and orders of a batch are of the batch that a process sees.
  const perProcess = assignment !== 'as-drawn' || (definition.statistics ?? []).length > 0;
  const docString = [
    `"""${head.notes[0] ?? ''} Goes on with a run of Margin Lab.`,
    '',
    '    python train.py --data DATA [--weights weights.safetensors]',
    '    torchrun --nproc-per-node 4 train.py --data DATA [--weights weights.safetensors]  (torch 1: --nproc_per_node)',
    '',
    'DATA: a folder with IDX files (train-images-idx3-ubyte, train-labels-idx1-ubyte, ..., also .gz), or with one folder of',
    'images per class, alone or in train/ and test/ (ImageFolder). Needs torch; for folders of images also Pillow.',
    ...(perProcess
      ? ['With several processes this loss orders or measures the samples of each process by themselves.']
      : []),
    ...head.notes.slice(1),
    '"""',
  ];
  const imports = [
    'import argparse',
    'import gzip',
    'import json',
    'import math',
    'import os',
    'import struct',
    'import time',
    'from concurrent.futures import ThreadPoolExecutor',
    'from pathlib import Path',
    '',
    'import torch',
    'from torch import distributed, nn',
    'from torch.nn import functional',
  ];
  const sections = [
    [...docString, '', ...imports, '', ...constants(config, image)].join('\n'),
    head.body.trimEnd(),
    network(config, image),
    model(
      config,
      head.className,
      (definition.statistics ?? []).map((s) => s.name),
    ),
    READ_IMAGES.trimEnd(),
    READ_WEIGHTS.trimEnd(),
    MEASURE.trimEnd(),
    TRAIN.trimEnd(),
  ];
  return `${sections.join('\n\n\n')}\n`;
}

function constants(config: RunConfig, { height, width, channels }: ImageShape): string[] {
  return [
    `HEIGHT, WIDTH, CHANNELS = ${height}, ${width}, ${channels}  # of an image; others are scaled`,
    `CLASSES, HELD_OUT = ${config.classes}, ${config.heldOut}`,
    `DIM = ${config.dim}  # of the embedding`,
    `OPTIMIZER, LEARNING_RATE, MOMENTUM = "${config.optimizer}", ${config.learningRate}, ${config.momentum}`,
    `BATCH, STEPS = ${config.batchSize}, ${config.stopAtStep || DEFAULT_STEPS}`,
    `MARGIN_RAMP = ${config.marginRampSteps}  # steps`,
    `SEED = ${config.seed}`,
  ];
}

/** The CNN of `src/engine/network.ts`. */
function network(config: RunConfig, { height, width }: ImageShape): string {
  const { kernelSize: k, width: c1, hiddenUnits: hidden } = config;
  const c2 = 2 * c1;
  const flat = Math.floor(Math.floor(height / 2) / 2) * Math.floor(Math.floor(width / 2) / 2) * c2;
  const prelu = config.activation === 'prelu';
  const activation = (size: number): string => (prelu ? `PRelu(${size})` : 'nn.ReLU()');
  const activationClass = `class PRelu(nn.Module):
    """A slope per channel for negative numbers. At 0 its gradient is 0, as on the page; that of nn.PReLU is the slope."""

    def __init__(self, channels):
        super().__init__()
        self.slope = nn.Parameter(torch.full((channels,), 0.25))

    def forward(self, x):
        slope = self.slope.view(-1, 1, 1) if x.dim() == 4 else self.slope
        return torch.relu(x) - slope * torch.relu(-x)


`;
  return `${prelu ? activationClass : ''}class Network(nn.Module):
    """Images [B, I, H, W] -> embeddings [B, D], not normalised."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(CHANNELS, ${c1}, ${k}, padding=${(k - 1) / 2})
        self.activation1 = ${activation(c1)}
        self.conv2 = nn.Conv2d(${c1}, ${c2}, ${k}, padding=${(k - 1) / 2})
        self.activation2 = ${activation(c2)}
${
  hidden > 0
    ? `        self.dense1 = nn.Linear(${flat}, ${hidden})
        self.activation3 = ${activation(hidden)}
`
    : ''
}        self.embedding = nn.Linear(${hidden > 0 ? hidden : flat}, DIM, bias=False)
        for layer in (self.conv1, self.conv2${hidden > 0 ? ', self.dense1' : ''}):
            nn.init.kaiming_normal_(layer.weight)  # variance 2 / fan-in
            nn.init.zeros_(layer.bias)
        nn.init.normal_(self.embedding.weight, std=self.embedding.in_features**-0.5)

    def forward(self, x):
        x = functional.max_pool2d(self.activation1(self.conv1(x)), 2)
        x = functional.max_pool2d(self.activation2(self.conv2(x)), 2)
        x = x.permute(0, 2, 3, 1).flatten(1)  # in the order H, W, C
${hidden > 0 ? '        x = self.activation3(self.dense1(x))\n' : ''}        return self.embedding(x)`;
}

/** Network and head as one module (DistributedDataParallel wants one), and which of the page's tensors is which of its own. */
function model(config: RunConfig, className: string, statistics: readonly string[]): string {
  const layers = ['conv1', 'conv2', ...(config.hiddenUnits > 0 ? ['dense1'] : [])];
  const names = [
    ...layers.flatMap((layer, i) => [
      [`${layer}Kernel`, `network.${layer}.weight`],
      [`${layer}Bias`, `network.${layer}.bias`],
      ...(config.activation === 'prelu' ? [[`${layer}Slope`, `network.activation${i + 1}.slope`]] : []),
    ]),
    ['embedKernel', 'network.embedding.weight'],
    ['classWeights', 'head.weight'],
  ];
  const table = (rows: readonly (readonly string[])[]): string =>
    rows.length === 0 ? '{}' : `{\n${rows.map(([a = '', b = '']) => `    "${a}": "${b}",\n`).join('')}}`;
  return `class Model(nn.Module):
    """Network and head: DistributedDataParallel averages the gradients of one module."""

    def __init__(self, classes):
        super().__init__()
        self.network = Network()
        self.head = ${className}(DIM, classes)
        self.head.weight.data.copy_(spread_directions(DIM, classes))

    def forward(self, images, labels, ramp, margins=None):
        embeddings = self.network(images)
        if margins is None:
            margins = ramp * self.head.draw_margins(embeddings.detach()[:, 0])
        return self.head(embeddings, labels, margins)


def spread_directions(dim, classes):
    """Unit columns [D, C], each the one of 32 random directions that is farthest from those before."""
    chosen = functional.normalize(torch.randn(dim, 1), dim=0)
    while chosen.shape[1] < classes:
        candidates = functional.normalize(torch.randn(dim, 32), dim=0)
        nearest = (chosen.T @ candidates).max(dim=0).values
        chosen = torch.cat([chosen, candidates[:, nearest.argmin()].unsqueeze(1)], dim=1)
    return chosen


# Where the tensors of an exported run go; running statistics of the loss may be missing.
NAMES = ${table(names)}
OPTIONAL_NAMES = ${table(statistics.map((name) => [name, `head.${pythonName(name)}`]))}`;
}
