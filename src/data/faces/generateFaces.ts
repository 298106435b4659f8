/**
 * Synthetic faces: a data set of people who do not exist, the same bytes for the same options in every browser. Two knobs make the
 * hypothesis of ElasticFace adjustable: people whose images vary unequally, and people who are unequally far apart.
 */
import type { Dataset } from '../dataset';
import { drawTexture } from './drawTexture';
import { drawPoints, traitsAt, variationStrengths } from './identity';
import { FACE_SIZE, Photographer } from './photograph';

export interface FaceOptions {
  /** People, the held-out ones included: 8 to 200. */
  readonly identities: number;
  /** 20 to 500. */
  readonly imagesEach: number;
  /** People whom training never sees, the last ones: 0 to identities - 2. */
  readonly heldOutIdentities: number;
  /** 0: everybody's images vary alike; 1: some people always look the same, some never. */
  readonly intraInequality: number;
  /** 0: everybody is a stranger, evenly far from all; 1: families of three siblings, and strangers far out. */
  readonly interInequality: number;
  readonly seed: number;
}

export const DEFAULT_FACES: FaceOptions = {
  identities: 200,
  imagesEach: 50,
  heldOutIdentities: 40,
  intraInequality: 0.5,
  interInequality: 0.3,
  seed: 1,
};

/** For embeddings on the circle: ArcFace figure 3, ElasticFace figure 2. */
export const EIGHT_FACES: FaceOptions = { ...DEFAULT_FACES, identities: 8, imagesEach: 250, heldOutIdentities: 0 };

export const FACE_LIMITS = {
  identities: [8, 200],
  imagesEach: [20, 500],
  intraInequality: [0, 1],
  interInequality: [0, 1],
} as const;

/** One image of each person in so many is a test image. */
const TEST_EVERY = 5;

/** Images so far and in total. */
export type OnFaces = (done: number, total: number) => void;

/** Throws `RangeError` naming the option, its range and its value. */
export function checkFaceOptions(options: FaceOptions): void {
  for (const [name, [low, high]] of Object.entries(FACE_LIMITS)) {
    const value = options[name as keyof typeof FACE_LIMITS];
    const whole = name === 'identities' || name === 'imagesEach';
    if (!(value >= low && value <= high) || (whole && !Number.isInteger(value))) {
      const kind = whole ? 'a whole number' : 'a number';
      throw new RangeError(`faces: ${name} must be ${kind} from ${low} to ${high}, got ${value}.`);
    }
  }
  const { heldOutIdentities, identities, seed } = options;
  if (!Number.isInteger(heldOutIdentities) || heldOutIdentities < 0 || heldOutIdentities > identities - 2) {
    throw new RangeError(
      `faces: heldOutIdentities must be a whole number from 0 to ${identities - 2} (two people remain to train on), got ${heldOutIdentities}.`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0)
    throw new RangeError(`faces: seed must be a whole number from 0 on, got ${seed}.`);
}

/**
 * Makes one person after the other, so that a worker can show progress, do other things and give up in between.
 * @example for (const { done, total } of faceSteps(options)) ... ; the generator's return value is the data set.
 */
export function* faceSteps(
  options: FaceOptions,
): Generator<{ readonly done: number; readonly total: number }, Dataset> {
  checkFaceOptions(options);
  const { identities, imagesEach, heldOutIdentities, seed } = options;
  const total = identities * imagesEach;
  const pixels = FACE_SIZE * FACE_SIZE;
  const images = new Uint8Array(total * pixels);
  const labels = new Uint8Array(total);
  const points = drawPoints(identities, options.interInequality, seed);
  const strengths = variationStrengths(identities, options.intraInequality, seed);
  const photographer = new Photographer();
  const trained = identities - heldOutIdentities;
  const train: number[] = [];
  const test: number[] = [];
  const heldOut: number[] = [];
  for (let person = 0; person < identities; person++) {
    const texture = drawTexture(traitsAt(points[person] ?? new Float64Array()));
    for (let image = 0; image < imagesEach; image++) {
      const row = person * imagesEach + image;
      photographer.take(texture, strengths[person] ?? 1, seed, person, image, images, row * pixels);
      labels[row] = person;
      if (person >= trained) heldOut.push(row);
      else if (image % TEST_EVERY === TEST_EVERY - 1) test.push(row);
      else train.push(row);
    }
    yield { done: (person + 1) * imagesEach, total };
  }
  const names = Array.from({ length: identities }, (_, person) => `Person ${person + 1}`);
  return {
    id: 'faces',
    label: 'Synthetic faces',
    height: FACE_SIZE,
    width: FACE_SIZE,
    channels: 1,
    classNames: names.slice(0, trained),
    images,
    labels,
    trainIndices: Uint32Array.from(train),
    testIndices: Uint32Array.from(test),
    ...(heldOutIdentities > 0
      ? { heldOut: { indices: Uint32Array.from(heldOut), classNames: names.slice(trained) } }
      : {}),
  };
}

/** All at once; 10,000 images take about two seconds. */
export function generateFaces(options: FaceOptions = DEFAULT_FACES, onProgress: OnFaces = () => undefined): Dataset {
  const steps = faceSteps(options);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    onProgress(step.value.done, step.value.total);
  }
}
