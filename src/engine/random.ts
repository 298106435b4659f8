/**
 * THE generator of the engine: counter-based, so that any number can be had by its place (seed, stream, step, index) without
 * those before it. Integer arithmetic modulo 2^32 only: the same in TypeScript and in WGSL.
 * Source: PCG hash, Jarzynski and Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020.
 */

/** One number per purpose, so that changing the batches never changes the weights. */
export const STREAM = { weights: 1, batches: 2, margins: 3, sample: 4 } as const;
export type Stream = (typeof STREAM)[keyof typeof STREAM];

/** 32-bit hash of one 32-bit number. */
export function pcg(input: number): number {
  const state = (Math.imul(input, 747796405) + 2891336453) >>> 0;
  const word = Math.imul(((state >>> ((state >>> 28) + 4)) ^ state) >>> 0, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

/** 32 random bits at a place. */
export function bitsAt(seed: number, stream: Stream, step: number, index: number): number {
  return pcg((index + pcg((step + pcg((stream + pcg(seed)) >>> 0)) >>> 0)) >>> 0);
}

/** Uniform in (0, 1), never 0 or 1: 24 bits, so that float32 holds it exactly. */
export const uniformAt = (seed: number, stream: Stream, step: number, index: number): number =>
  ((bitsAt(seed, stream, step, index) >>> 8) + 0.5) / 16777216;

/** Standard normal (Box-Muller, the cosine branch): draws 2 index and 2 index + 1 of the place. */
export function normalAt(seed: number, stream: Stream, step: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(uniformAt(seed, stream, step, 2 * index)));
  return radius * Math.cos(2 * Math.PI * uniformAt(seed, stream, step, 2 * index + 1));
}

const FEISTEL_ROUNDS = 4;

/**
 * Image of `position` under a pseudo-random permutation of 0..count-1: a Feistel network on the next even number of bits, walked
 * until it falls inside. `step` chooses the permutation (an epoch's number).
 */
export function permuted(seed: number, stream: Stream, step: number, position: number, count: number): number {
  let halfBits = 1;
  while (4 ** halfBits < count) halfBits += 1;
  const mask = 2 ** halfBits - 1;
  let value = position;
  do {
    let left = value >>> halfBits;
    let right = value & mask;
    for (let round = 0; round < FEISTEL_ROUNDS; round++) {
      const mixed = (left ^ bitsAt(seed, stream, step * FEISTEL_ROUNDS + round, right)) & mask;
      left = right;
      right = mixed;
    }
    value = left * 2 ** halfBits + right;
  } while (value >= count);
  return value;
}
