/** The kernels of the head alone, on numbers of the caller's: what the harness and the tests hold against the float64 reference. */
import { evaluate } from '../../formula/evaluate';
import { findLoss } from '../../losses';
import type { LossInput, LossOutput } from '../../losses/evaluateLoss';
import type { AssignmentId } from '../../losses/lossDefinition';
import { BufferPool, encodeDispatches, failLoudly, prepareDispatch, readBuffers } from './device';
import { batchHead, needsBatch } from './kernels/batchHead';
import { classWeightGradient } from './kernels/classWeightGradient';
import { head } from './kernels/head';
import { headFormulas } from './kernels/headFormulas';
import { UNIFORM_ROWS } from './kernels/kernel';
import { measuredPlaces, products } from './kernels/products';
import { settingsValues } from './kernels/settings';

/** As `evaluateLoss` of src/losses, in float32 on the device. Throws what the device says against a kernel. */
export function runHead(device: GPUDevice, lossId: string, input: LossInput): Promise<LossOutput> {
  const definition = findLoss(lossId);
  const given = input.parameters ?? {};
  const textOf = (name: string): string | undefined => (typeof given[name] === 'string' ? given[name] : undefined);
  const numberOf = (name: string, otherwise: number): number => {
    const value = given[name];
    return typeof value === 'number' ? value : otherwise;
  };
  const easy = given['easyMargin'];
  const guard = typeof easy === 'boolean' ? (easy ? 'easy' : 'monotone') : textOf('guard');
  const assignment = (textOf('assignment') ?? definition.assignments[0]?.id ?? 'as-drawn') as AssignmentId;
  const parameters = Object.fromEntries(definition.parameters.map((p) => [p.name, numberOf(p.name, p.default)]));
  const mean = definition.marginDraw.kind === 'none' ? 0 : (parameters[definition.marginDraw.mean] ?? 0);
  const drawn = input.margins ?? input.labels.map(() => mean);

  const shape = { batch: input.embeddings.length, dim: input.weights.length, classes: input.weights[0]?.length ?? 0 };
  const { batch, dim, classes } = shape;
  const places = measuredPlaces(shape);
  const formulas = headFormulas(definition, { guard, gradient: textOf('gradient') }, places.statistics);
  const { statistics, regulariser } = formulas.compiled;
  const before = statistics.map((s) => input.state?.[s.name] ?? numberOf(`${s.name}0`, s.initial));
  const pool = new BufferPool(device);

  return failLoudly(device, async () => {
    const make = (label: string, values: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): GPUBuffer => {
      const buffer = pool.make(label, values.length);
      device.queue.writeBuffer(buffer, 0, values);
      return buffer;
    };
    const empty = (label: string, floats: number): GPUBuffer => pool.make(label, floats);
    const settings = pool.make('settings', 4 * UNIFORM_ROWS, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    const fixed = { learningRate: 0, momentum: 0, marginMean: 0, marginSigma: 0 };
    device.queue.writeBuffer(settings, 0, settingsValues(fixed, formulas.parameterNames, parameters));
    const margins = make('margins', Float32Array.from(drawn));
    const wholeBatch = needsBatch(formulas, assignment);
    const resources = {
      settings,
      margins,
      assigned: empty('assigned', batch),
      embeddings: make('embeddings', Float32Array.from(input.embeddings.flat())),
      classWeights: make('weights', Float32Array.from(input.weights.flat())),
      labels: make('labels', Uint32Array.from(input.labels)),
      measured: make('measured', Float32Array.from([...new Array<number>(places.statistics).fill(0), ...before])),
      products: empty('products', batch * classes),
      dProducts: empty('dProducts', batch * classes),
      dEmbeddings: empty('dEmbeddings', batch * dim),
      partials: empty('dWeights', dim * classes),
      storedLogits: empty('logits', batch * classes),
    };
    const dispatches = await Promise.all([
      prepareDispatch(device, products(shape, formulas.raw), resources),
      ...(wholeBatch ? [prepareDispatch(device, batchHead(shape, formulas, assignment), resources)] : []),
      prepareDispatch(device, head(shape, formulas, true), {
        ...resources,
        margins: wholeBatch ? resources.assigned : margins,
      }),
      prepareDispatch(device, classWeightGradient(shape, formulas.raw), resources),
    ]);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encodeDispatches(pass, dispatches);
    pass.end();
    device.queue.submit([encoder.finish()]);
    const [logits = [], dEmbeddings = [], dWeights = [], measured = [], assigned = []] = await readBuffers(device, [
      { buffer: resources.storedLogits, floats: batch * classes },
      { buffer: resources.dEmbeddings, floats: batch * dim },
      { buffer: resources.partials, floats: dim * classes },
      { buffer: resources.measured, floats: places.statistics + before.length },
      { buffer: wholeBatch ? resources.assigned : margins, floats: batch },
    ]);
    const numbers = Array.from(measured);
    const average = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / batch;
    const loss = average(numbers.slice(places.losses, places.losses + batch));
    // Only its gradient is on the device: no chart shows the regulariser.
    const term = regulariser
      ? average(numbers.slice(0, batch).map((norm) => evaluate(regulariser.term, { ...parameters, norm })))
      : 0;
    const weight = regulariser ? evaluate(regulariser.weight, parameters) : 0;
    return {
      logits: rowsOf(logits, classes),
      loss,
      regulariser: term,
      total: loss + weight * term,
      dEmbeddings: rowsOf(dEmbeddings, dim),
      dWeights: rowsOf(dWeights, classes),
      margins: Array.from(assigned),
      state: Object.fromEntries(statistics.map((s, i) => [s.name, numbers[places.statistics + i] ?? NaN])),
    };
  }).finally(() => pool.dispose());
}

const rowsOf = (flat: ArrayLike<number>, columns: number): number[][] =>
  Array.from({ length: flat.length / columns }, (_, i) => Array.from(flat).slice(i * columns, (i + 1) * columns));
