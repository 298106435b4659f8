/**
 * The random numbers of the faces, by place: (seed, stream, identity, image) names a source, a counter the number in it. Arithmetic that
 * every browser does alike: integers modulo 2^32, and no logarithm or sine, whose last digits differ between browsers.
 * Source: PCG hash, Jarzynski and Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020.
 */

/** One number per purpose, so that more images never change who the people are. */
export const FACE_STREAM = { identity: 11, family: 12, variation: 13, image: 14, noise: 15 } as const;
type FaceStream = (typeof FACE_STREAM)[keyof typeof FACE_STREAM];

/** 32-bit hash of one 32-bit number. */
export function hash32(input: number): number {
  const state = (Math.imul(input, 747796405) + 2891336453) >>> 0;
  const word = Math.imul(((state >>> ((state >>> 28) + 4)) ^ state) >>> 0, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

/** Root of all numbers of one place. */
export function placeOf(seed: number, stream: FaceStream, identity: number, image: number): number {
  return hash32((image + hash32((identity + hash32((stream + hash32(seed >>> 0)) >>> 0)) >>> 0)) >>> 0);
}

/** Draws in order of asking from one place. */
export class CounterRandom {
  #place: number;
  #counter = 0;

  constructor(seed: number, stream: FaceStream, identity: number, image: number) {
    this.#place = placeOf(seed, stream, identity, image);
  }

  bits(): number {
    this.#counter += 1;
    return hash32((this.#place + Math.imul(this.#counter, 0x9e3779b9)) >>> 0);
  }

  /** In [0, 1). */
  uniform(): number {
    return this.bits() / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Mean 0, standard deviation 1, at most 3.46 from 0: the sum of four uniforms, near enough to normal and free of logarithms. */
  bell(): number {
    return (this.uniform() + this.uniform() + this.uniform() + this.uniform() - 2) * Math.sqrt(3);
  }
}
