/**
 * Who the people are: each identity is a point in a space of traits, and the point decides every measure of the face. How far the
 * points lie apart is the knob of the inter-class distances.
 */
import { CounterRandom, FACE_STREAM } from './counterRandom';

/** Measures of one face. Lengths in units of half the head's height, tones from 0 (black) to 1 (white), the rest from 0 to 1. */
export interface FaceTraits {
  readonly headWidth: number;
  readonly headHeight: number;
  /** 0 pointed, 0.5 round, 1 square. */
  readonly jawSquareness: number;
  readonly cheekFullness: number;
  readonly skinTone: number;
  readonly earSize: number;
  readonly hairTone: number;
  /** Height of hair above the skull. */
  readonly hairVolume: number;
  /** Where the forehead ends; negative is up. */
  readonly hairline: number;
  /** How much higher the hairline is in the middle than at the temples; negative: a fringe parted at the middle. */
  readonly hairlineArch: number;
  /** -1..1: side to which the fringe falls. */
  readonly parting: number;
  /** How far the hair comes down at the sides. */
  readonly hairLength: number;
  readonly browHeight: number;
  readonly browThickness: number;
  readonly browTilt: number;
  readonly browTone: number;
  readonly eyeSpacing: number;
  readonly eyeHeight: number;
  readonly eyeWidth: number;
  readonly eyeOpenness: number;
  readonly eyeTilt: number;
  readonly irisTone: number;
  readonly noseLength: number;
  readonly noseWidth: number;
  readonly noseRelief: number;
  readonly mouthWidth: number;
  readonly mouthHeight: number;
  readonly lipThickness: number;
  readonly lipTone: number;
  readonly beard: number;
  readonly moustache: number;
  readonly glasses: number;
  readonly glassesSize: number;
  readonly glassesTone: number;
  readonly wrinkles: number;
}

/** Each trait's range; the point's coordinate runs along it from end to end, most people near the middle. */
const RANGES: { readonly [Name in keyof FaceTraits]: readonly [low: number, high: number] } = {
  headWidth: [0.58, 0.88],
  headHeight: [0.86, 1.04],
  jawSquareness: [0, 1],
  cheekFullness: [0, 1],
  skinTone: [0.3, 0.95],
  earSize: [0.05, 0.2],
  hairTone: [0.02, 0.8],
  hairVolume: [0.0, 0.24],
  hairline: [-0.92, -0.4],
  hairlineArch: [-0.5, 0.6],
  parting: [-1, 1],
  hairLength: [-0.5, 1.2],
  browHeight: [0.13, 0.27],
  browThickness: [0.02, 0.085],
  browTilt: [-0.3, 0.3],
  browTone: [0.03, 0.5],
  eyeSpacing: [0.24, 0.4],
  eyeHeight: [-0.2, 0.02],
  eyeWidth: [0.1, 0.185],
  eyeOpenness: [0.32, 0.75],
  eyeTilt: [-0.25, 0.25],
  irisTone: [0.02, 0.5],
  noseLength: [0.26, 0.46],
  noseWidth: [0.07, 0.19],
  noseRelief: [0.08, 0.3],
  mouthWidth: [0.17, 0.38],
  mouthHeight: [0.46, 0.62],
  lipThickness: [0.025, 0.095],
  lipTone: [0.45, 0.85],
  // Below half: none. So half of the people have no beard, no moustache, no glasses.
  beard: [-0.9, 0.95],
  moustache: [-0.9, 0.95],
  glasses: [-1, 1],
  glassesSize: [0.15, 0.235],
  glassesTone: [0, 0.5],
  wrinkles: [0, 1],
};

export const TRAIT_NAMES = Object.keys(RANGES) as readonly (keyof FaceTraits)[];

/** Candidates per person: the one farthest from everybody before is taken, so that evenly spread people are no matter of luck. */
const CANDIDATES = 8;
/** People in a family, where there are families; every second family is a single stranger. */
const FAMILY = 3;
/** How much of themselves siblings keep at the knob's end. */
const OWN_SHARE = 0.3;
/** How much farther out strangers move at the knob's end. */
const STRANGER_REACH = 1.35;

/** Coordinates in about -1..1 of each person, [identities][traits]. */
export function drawPoints(identities: number, interInequality: number, seed: number): Float64Array[] {
  const own: Float64Array[] = [];
  for (let i = 0; i < identities; i++) own.push(farthestCandidate(i, own, seed));
  return own.map((point, i) => {
    const family = familyOf(i);
    if (family === null) return point.map((c) => c * (1 + (STRANGER_REACH - 1) * interInequality));
    const share = 1 - (1 - OWN_SHARE) * interInequality;
    const common = drawPoint(new CounterRandom(seed, FACE_STREAM.family, family, 0));
    // A sum of squares of one: siblings lie as far out as anybody.
    const rest = Math.sqrt(1 - share * share);
    return point.map((c, t) => share * c + rest * (common[t] ?? 0));
  });
}

/** Number of the family of an identity; null: a stranger. In turn three siblings and one stranger. */
export function familyOf(identity: number): number | null {
  return identity % (FAMILY + 1) === FAMILY ? null : Math.floor(identity / (FAMILY + 1));
}

function drawPoint(random: CounterRandom): Float64Array {
  return Float64Array.from({ length: TRAIT_NAMES.length }, () => random.bell() * 0.5);
}

function farthestCandidate(identity: number, others: readonly Float64Array[], seed: number): Float64Array {
  let best: Float64Array = new Float64Array(0);
  let bestDistance = -1;
  for (let k = 0; k < CANDIDATES; k++) {
    const candidate = drawPoint(new CounterRandom(seed, FACE_STREAM.identity, identity, k));
    let nearest = Infinity;
    for (const other of others) {
      let squares = 0;
      for (let t = 0; t < candidate.length; t++) squares += ((candidate[t] ?? 0) - (other[t] ?? 0)) ** 2;
      if (squares < nearest) nearest = squares;
    }
    if (nearest > bestDistance) {
      bestDistance = nearest;
      best = candidate;
    }
  }
  return best;
}

/** The measures at a point of the space. */
export function traitsAt(point: Float64Array): FaceTraits {
  const traits: Record<string, number> = {};
  TRAIT_NAMES.forEach((name, t) => {
    const [low, high] = RANGES[name];
    const c = point[t] ?? 0;
    // Squashes the line to -1..1, so that no point leaves the range: c / sqrt(1 + c^2), scaled to fill most of it.
    const squashed = (1.2 * c) / Math.sqrt(1 + c * c);
    traits[name] = low + (high - low) * 0.5 * (1 + Math.min(1, Math.max(-1, squashed)));
  });
  return traits as unknown as FaceTraits;
}

/**
 * How much each person's images vary, 1 on average: at 0 everybody alike; at 1 from 0.1 (always the same) to 1.9 (never), evenly spread
 * over the people, the held-out ones too.
 */
export function variationStrengths(identities: number, intraInequality: number, seed: number): Float64Array {
  const start = new CounterRandom(seed, FACE_STREAM.variation, 0, 0).uniform();
  // Steps of the golden ratio fill 0..1 evenly from the first few on.
  return Float64Array.from({ length: identities }, (_, i) => {
    const place = start + i * 0.6180339887498949;
    return 1 + intraInequality * 0.9 * (2 * (place - Math.floor(place)) - 1);
  });
}
