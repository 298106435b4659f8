/**
 * A loss as the source of a self-contained PyTorch module: the same formula, guard, gradient, margin draw and parameters as on the page,
 * to be copied into a training script. It needs torch alone.
 */
import { emitPytorch, isPytorchTensor, type PytorchNames, withoutBrackets } from '../formula/emitPytorch';
import { type Expression, variablesOf, withCosine } from '../formula/expression';
import { parse } from '../formula/parse';
import { simplify } from '../formula/simplify';
import type { LossDefinition } from './lossDefinition';

export interface PytorchChoices {
  /** By id; absent or unknown: the loss's first. */
  readonly guard?: string;
  readonly assignment?: string;
  readonly gradient?: string;
  /** Default arguments of the module; absent: the loss's defaults. */
  readonly parameters?: Readonly<Record<string, number>>;
}

export interface PytorchModule {
  readonly className: string;
  /** Python 3.8 or newer, torch 1.13 or newer. */
  readonly source: string;
  /** Lines that say which loss this is: the doc string of `source`. */
  readonly notes: readonly string[];
  /** `source` without doc string and imports, for a script that has its own; needs math, torch, torch.nn and torch.nn.functional. */
  readonly body: string;
}

export function pytorchModule(definition: LossDefinition, choices: PytorchChoices = {}): PytorchModule {
  const className = classNameOf(definition);
  const chosen = choose(definition, choices);
  const raw = definition.features === 'raw';
  const target = read(chosen.guard?.target ?? definition.target);
  const others = read(definition.others);
  const plainOthers = others.kind === 'variable';
  const names = new Map(definition.parameters.map((p) => [p.name, pythonName(p.name)]));
  const { statistics = [], regulariser, marginDraw } = definition;
  const withNorm = usesAny(definition, [target, others], ['norm', 'detachedNorm']) || regulariser !== undefined;
  const plus = chosen.assignment !== 'as-drawn';
  const straight = chosen.gradient === 'straight-through';
  const withAngle = !raw && usesAny(definition, [target, others], ['theta']);
  const sampleArguments = ['E', ...(withNorm ? ['norm'] : [])];
  const perSample = sampleArguments.join(', ');
  const perRow = sampleArguments.map((name) => `${name}[:, None]`).join(', ');

  const numbers = Object.fromEntries([...names].map(([name, python]) => [name, `self.${python}`]));
  const stateNames = Object.fromEntries(statistics.map((s) => [s.name, `self.${pythonName(s.name)}`]));
  const sampleNames = { E: 'E', norm: 'norm', detachedNorm: 'norm.detach()' };
  const input = raw ? 'logit' : 'cosine';
  const own: PytorchNames = {
    tensors: { ...stateNames, ...sampleNames, [input]: input, theta: 'theta' },
    numbers,
    like: input,
  };
  const other: PytorchNames = {
    ...own,
    tensors: { ...own.tensors, targetCosine: 'target_cosine', targetTheta: 'torch.acos(target_cosine)' },
  };
  const measured: PytorchNames = {
    tensors: { ...sampleNames, targetCosine: 'target_cosine', targetTheta: 'torch.acos(target_cosine)' },
    numbers,
    like: 'target_cosine',
  };

  const lines: string[] = [];
  const add = (...text: string[]): void => void lines.push(...text);
  if (withAngle) {
    add(
      'def angle(cosine):',
      '    """Angle of a cosine. At 0 and 180 degrees, where the slope is infinite, it has that of a slightly smaller cosine."""',
      '    limit = 1.0 - (1e-12 if cosine.dtype == torch.float64 else 1e-4)',
      '    return torch.acos(cosine + (cosine.clamp(-limit, limit) - cosine).detach())',
      '',
      '',
    );
  }
  const args = definition.parameters.map((p) => {
    const value = choices.parameters?.[p.name] ?? p.default;
    return `, ${pythonName(p.name)}=${Number.isInteger(value) ? `${value}.0` : value}`;
  });
  add(
    `class ${className}(nn.Module):`,
    '    """Call it with embeddings [B, D] and labels [B]; it returns the logits [B, C] and the mean loss."""',
    '',
    `    def __init__(self, embedding_size, num_classes${args.join('')}):`,
    '        super().__init__()',
    '        # [D, C]; must be given to the optimiser together with the network.',
    '        self.weight = nn.Parameter(functional.normalize(torch.randn(embedding_size, num_classes), dim=0))',
    ...definition.parameters.map((p) => `        self.${pythonName(p.name)} = ${pythonName(p.name)}  # ${p.help}`),
    ...statistics.map(
      (s) =>
        `        self.register_buffer("${pythonName(s.name)}", torch.tensor(${s.initial.toFixed(1)}))  # ${s.help}`,
    ),
    '',
    '    def forward(self, embeddings, labels, margins=None):',
  );
  if (withNorm) add('        norm = embeddings.norm(dim=1).clamp_min(1e-12)');
  if (raw) add('        logit = embeddings @ self.weight');
  else add('        cosine = functional.normalize(embeddings, dim=1) @ functional.normalize(self.weight, dim=0)');
  add(
    `        own = ${input}.gather(1, labels[:, None]).squeeze(1)`,
    '        E = self.draw_margins(own) if margins is None else margins',
  );
  if (plus) add('        E = self.assign_margins(E, own.detach())');
  if (statistics.length > 0 || !plainOthers) add('        target_cosine = own.detach().clamp(-1.0, 1.0)');
  if (statistics.length > 0) {
    add('        if self.training:', `            self.update_statistics(target_cosine, ${perSample})`);
  }
  add(`        target = self.target_logit(own, ${perSample})`);
  if (straight) {
    add('        # Straight-through: the value has the margin, the gradient has slope 1.');
    add('        target = own + (target - own).detach()');
  }
  add(
    `        others = ${plainOthers ? input : `self.other_logits(${input}, target_cosine[:, None], ${perRow})`}`,
    `        logits = ${names.has('scale') ? 'self.scale * ' : ''}others.scatter(1, labels[:, None], target[:, None])`,
    '        loss = functional.cross_entropy(logits, labels)',
  );
  if (regulariser) add('        loss = loss + self.regulariser(norm)');
  add('        return logits, loss', '');

  add('    def draw_margins(self, like):', '        """One margin a sample, [B]."""');
  if (marginDraw.kind === 'none') add('        return torch.zeros_like(like)');
  else {
    const mean = `self.${pythonName(marginDraw.mean)}`;
    if (marginDraw.kind === 'fixed') add(`        return torch.full_like(like, ${mean})`);
    else add(`        return ${mean} + self.${pythonName(marginDraw.sigma)} * torch.randn_like(like)`);
  }
  add('');
  if (plus) {
    add(
      '    def assign_margins(self, margins, cosines):',
      `        """${chosen.assignmentHelp}"""`,
      '        order = torch.argsort(cosines, descending=True, stable=True)',
      '        ascending = torch.sort(margins).values',
    );
    if (chosen.assignment === 'as-released') add('        return ascending[order]', '');
    else
      add(
        '        assigned = torch.empty_like(margins)',
        '        assigned[order] = ascending',
        '        return assigned',
        '',
      );
  }
  if (statistics.length > 0) {
    add('    @torch.no_grad()', `    def update_statistics(self, target_cosine, ${perSample}):`);
    for (const s of statistics) {
      const self = `self.${pythonName(s.name)}`;
      add(
        ...body(definition, 'values', read(s.of), measured),
        s.reduce === 'mean'
          ? '        measured = values.mean()'
          : '        measured = values.std() if len(values) > 1 else torch.zeros_like(values.sum())',
        `        ${self} += ${emitPytorch(read(s.share), { tensors: {}, numbers, like: '' })} * (measured - ${self})`,
      );
    }
    add('');
  }
  add(
    `    def target_logit(self, ${input}, ${perSample}):`,
    '        """Logit of the own class over the scale, [B]."""',
  );
  add(...body(definition, 'return', target, own), '');
  if (!plainOthers) {
    add(`    def other_logits(self, ${input}, target_cosine, ${perSample}):`);
    add('        """Logits of the other classes over the scale, [B, C]; those of the own class are not used."""');
    add(...body(definition, 'return', others, other), '');
  }
  if (regulariser) {
    const norms: PytorchNames = { tensors: { norm: 'norm' }, numbers, like: 'norm' };
    add('    def regulariser(self, norm):', '        """Weighted mean over the batch."""');
    add(...body(definition, 'term', read(regulariser.term), norms));
    add(`        return ${emitPytorch(read(regulariser.weight), norms)} * term.mean()`, '');
  }
  const notes = header(definition, chosen);
  const imports = [
    'import math',
    '',
    'import torch',
    'from torch import nn',
    'from torch.nn import functional',
    '',
    '',
  ];
  const code = `${lines.join('\n').trimEnd()}\n`;
  const docString = ['"""' + (notes[0] ?? ''), ...notes.slice(1), '"""', ''];
  return { className, notes, body: code, source: `${[...docString, ...imports].join('\n')}\n${code}` };
}

const read = (text: string): Expression => simplify(withCosine(parse(text)));

/** Statements that compute an expression, the locals it needs first. `result`: `return`, or the variable that gets it. */
function body(definition: LossDefinition, result: string, expression: Expression, names: PytorchNames): string[] {
  const lines: string[] = [];
  const used = neededLocals(definition, [expression]);
  const tensors: Record<string, string> = { ...names.tensors };
  const numbers: Record<string, string> = { ...names.numbers };
  const known = { ...names, tensors, numbers };
  const locals = (definition.locals ?? []).filter((l) => used.has(l.name));
  const formulas = [...locals.map((l) => read(l.formula)), expression];
  if (formulas.some((f) => variablesOf(f).has('theta'))) lines.push('        theta = angle(cosine)');
  locals.forEach((local, i) => {
    const formula = formulas[i] ?? expression;
    const python = pythonName(local.name);
    lines.push(`        ${python} = ${withoutBrackets(emitPytorch(formula, known))}`);
    (isPytorchTensor(formula, known) ? tensors : numbers)[local.name] = python;
  });
  const text = withoutBrackets(emitPytorch(expression, known));
  // A formula may be a constant; the logits need a tensor all the same.
  const value = isPytorchTensor(expression, known) ? text : `torch.full_like(${names.like}, ${text})`;
  lines.push(result === 'return' ? `        return ${value}` : `        ${result} = ${value}`);
  return lines;
}

function neededLocals(definition: LossDefinition, expressions: readonly Expression[]): Set<string> {
  const needed = new Set(expressions.flatMap((e) => [...variablesOf(e)]));
  // From the last to the first: each may use those before it.
  for (const local of [...(definition.locals ?? [])].reverse()) {
    if (needed.has(local.name)) for (const name of variablesOf(read(local.formula))) needed.add(name);
  }
  return needed;
}

function usesAny(definition: LossDefinition, expressions: readonly Expression[], names: readonly string[]): boolean {
  const statistics = (definition.statistics ?? []).map((s) => read(s.of));
  const needed = neededLocals(definition, [...expressions, ...statistics]);
  return names.some((name) => needed.has(name));
}

function choose(definition: LossDefinition, choices: PytorchChoices) {
  const guard = definition.guards.find((g) => g.id === choices.guard) ?? definition.guards[0];
  const assignment = definition.assignments.find((a) => a.id === choices.assignment) ?? definition.assignments[0];
  const gradient = definition.gradients?.find((g) => g.id === choices.gradient) ?? definition.gradients?.[0];
  return {
    guard,
    assignment: assignment?.id ?? 'as-drawn',
    assignmentHelp: assignment?.help ?? '',
    gradient: gradient?.id ?? 'true',
    gradientHelp: gradient?.help,
  };
}

/** What a reader needs to know which loss this is. */
function header(definition: LossDefinition, chosen: ReturnType<typeof choose>): string[] {
  const guard =
    definition.guards.length > 1 && chosen.guard ? [`Guard: ${chosen.guard.label}. ${chosen.guard.help}`] : [];
  const assignment = definition.assignments.length > 1 ? [`Margins: ${chosen.assignmentHelp}`] : [];
  const gradient = chosen.gradientHelp === undefined ? [] : [`Gradient: ${chosen.gradientHelp}`];
  const papers = definition.papers.map((p) => `${p.authors} (${p.year}), ${p.title}, ${p.equation}: ${p.url}`);
  const notes = [...guard, ...assignment, ...gradient, ...papers];
  return [
    `${definition.label}: ${definition.summary}`,
    '',
    `    target logit / scale = ${chosen.guard?.target ?? definition.target}`,
    `    other logits / scale = ${definition.others}`,
    ...(definition.locals ?? []).map((l) => `    ${l.name} = ${l.formula}`),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ];
}

/** Names that Python or `nn.Module` have taken. */
const TAKEN = new Set(
  (
    'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal ' +
    'not or pass raise return try while with yield None True False math torch nn functional angle self own others target logits loss ' +
    'labels embeddings margins weight theta cosine logit norm target_cosine values measured term order ascending assigned E training ' +
    'forward train eval float half double type to cpu cuda state_dict parameters buffers modules children apply add_module ' +
    'register_buffer named_parameters requires_grad_ zero_grad share_memory dump_patches call_super_init compile extra_repr ' +
    'embedding_size num_classes draw_margins assign_margins update_statistics target_logit other_logits regulariser'
  ).split(' '),
);

/** A name of a formula as one that Python allows in the module. */
export const pythonName = (name: string): string => (TAKEN.has(name) ? `${name}_` : name);

/** `ElasticFace-Arc+` -> `ElasticFaceArcPlus`. */
function classNameOf({ label }: LossDefinition): string {
  const words = label.replaceAll('+', ' Plus').split(/[^A-Za-z0-9]+/);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(name) ? name : `Loss${name}`;
}
