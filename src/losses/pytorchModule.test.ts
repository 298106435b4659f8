import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluateLoss, findLoss, losses } from '.';
import { findPython, NO_PYTHON, NO_TORCH } from '../../scripts/findPython';
import { pytorchModule } from './pytorchModule';

const { python, withTorch } = findPython();

interface GoldenCase {
  loss: string;
  params: Record<string, number | string | boolean>;
  embeddings: number[][];
  weights: number[][];
  labels: number[];
  margins?: number[];
  logits: number[][];
  total: number;
  dEmbeddings: number[][];
  dWeights: number[][];
}
const golden = (JSON.parse(readFileSync('golden/losses.json', 'utf8')) as { cases: GoldenCase[] }).cases;

const variants = losses.flatMap((loss) =>
  loss.guards.flatMap((guard) =>
    loss.assignments.flatMap((assignment) =>
      (loss.gradients ?? [{ id: 'true' }]).map((gradient) => ({
        loss,
        choices: { guard: guard.id, assignment: assignment.id, gradient: gradient.id },
        name: `${loss.id}, guard ${guard.id}, margins ${assignment.id}, gradient ${gradient.id}`,
      })),
    ),
  ),
);

function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'margin-lab-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compare(interpreter: string, cases: readonly object[]): string {
  return inTemporaryFolder((folder) => {
    const file = join(folder, 'cases.json');
    writeFileSync(file, JSON.stringify(cases));
    const { stdout, stderr } = spawnSync(interpreter, ['scripts/comparePytorch.py', file], { encoding: 'utf8' });
    return stdout === '' ? stderr : stdout;
  });
}

describe('pytorchModule', () => {
  it('writes the chosen parameters as default arguments', () => {
    const { className, source } = pytorchModule(findLoss('elasticface-arc'), {
      guard: 'none',
      parameters: { scale: 64, margin: 0.5, sigma: 0.05 },
    });
    expect(className).toBe('ElasticFaceArc');
    expect(source).toContain('def __init__(self, embedding_size, num_classes, scale=64.0, margin=0.5, sigma=0.05):');
    expect(source).toContain('return self.margin + self.sigma * torch.randn_like(like)');
    expect(source).toContain('        return torch.cos(theta + E)\n');
  });

  it('compiles to byte code for every loss and choice', ({ skip }) => {
    if (!python) return skip(NO_PYTHON);
    inTemporaryFolder((folder) => {
      const files = variants.map(({ loss, choices }, i) => {
        const file = join(folder, `module${i}.py`);
        writeFileSync(file, pytorchModule(loss, choices).source);
        return file;
      });
      const { status, stderr } = spawnSync(python, ['-m', 'py_compile', ...files], { encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(status).toBe(0);
    });
  });

  it('agrees with the golden values to 1e-5', ({ skip }) => {
    if (!withTorch) return skip(NO_TORCH);
    const cases = golden.map((c, i) => {
      const loss = findLoss(c.loss);
      const parameters = Object.fromEntries(
        loss.parameters.flatMap((p) => (typeof c.params[p.name] === 'number' ? [[p.name, c.params[p.name]]] : [])),
      ) as Record<string, number>;
      const text = (name: string): Record<string, string> =>
        typeof c.params[name] === 'string' ? { [name]: c.params[name] } : {};
      const easy = c.params['easyMargin'] === true ? { guard: 'easy' } : {};
      const made = pytorchModule(loss, { ...text('guard'), ...text('assignment'), ...easy, parameters });
      return { ...c, ...made, name: `${i} ${c.loss}`, parameters: {}, margins: c.margins ?? null };
    });
    expect(compare(withTorch, cases)).toBe(`${golden.length} modules, 0 differ\n`);
  });

  it('agrees with the float64 reference for every guard, assignment and gradient', ({ skip }) => {
    if (!withTorch) return skip(NO_TORCH);
    const sample = golden.find((c) => c.margins && c.weights.length === 3);
    if (!sample?.margins) throw new Error('golden/losses.json: expected a case with margins and D = 3, got none.');
    const { embeddings, weights, labels, margins } = sample;
    const cases = variants.map(({ loss, choices, name }) => {
      const drawn = loss.marginDraw.kind === 'normal' ? { margins } : {};
      const reference = evaluateLoss(loss, { embeddings, weights, labels, ...drawn, parameters: choices });
      const inputs = { embeddings, weights, labels, margins: drawn.margins ?? null, parameters: {} };
      return { ...reference, ...inputs, ...pytorchModule(loss, choices), name };
    });
    expect(compare(withTorch, cases)).toBe(`${variants.length} modules, 0 differ\n`);
  });
});
