/**
 * Takes one photograph of a drawn person: turned, tilted, shifted, lit from somewhere, with some expression, background, something in
 * front, blur and noise. What varies is drawn here; how much is the person's own `strength`.
 */
import { CounterRandom, FACE_STREAM, hash32, placeOf } from './counterRandom';
import { EXPRESSION_COUNT, TEXTURE, TEXTURE_REACH, type FaceTexture } from './drawTexture';

/** Pixels along each side. */
export const FACE_SIZE = 32;

/** What half the picture's side shows, in units of half the head's height. */
const VIEW_REACH = 1.12;

/** Of a strength of 1; standard deviations unless it says otherwise. */
const SPREAD = {
  yawSine: 0.22,
  pitchSine: 0.12,
  rollSine: 0.1,
  shift: 0.085,
  scale: 0.055,
  light: 0.55,
  exposure: 0.12,
  /** Largest. */
  expression: 1,
  blur: 0.75,
  noise: 0.022,
  /** Chance. */
  occlusion: 0.1,
} as const;

const limit = (value: number, most: number): number => (value > most ? most : value < -most ? -most : value);

/** Writes FACE_SIZE * FACE_SIZE bytes to `out` from `offset` on. */
export class Photographer {
  readonly #plain = new Float32Array(FACE_SIZE * FACE_SIZE);
  readonly #blurred = new Float32Array(FACE_SIZE * FACE_SIZE);

  take(
    face: FaceTexture,
    strength: number,
    seed: number,
    identity: number,
    image: number,
    out: Uint8Array,
    offset: number,
  ): void {
    const random = new CounterRandom(seed, FACE_STREAM.image, identity, image);
    this.#expose(face, strength, random);
    this.#occlude(strength, random);
    const amount = Math.min(1, SPREAD.blur * strength * random.uniform() * random.uniform());
    const pixels = amount > 0.03 ? this.#blur(amount) : this.#plain;
    this.#develop(
      pixels,
      SPREAD.noise * strength * random.between(0.4, 1.6),
      placeOf(seed, FACE_STREAM.noise, identity, image),
      out,
      offset,
    );
  }

  /** Every pixel: where on the head it looks, how bright the skin is there, and how the light falls. */
  #expose(face: FaceTexture, strength: number, random: CounterRandom): void {
    const yaw = limit(SPREAD.yawSine * strength * random.bell(), 0.5);
    const pitch = limit(SPREAD.pitchSine * strength * random.bell(), 0.42);
    const roll = limit(SPREAD.rollSine * strength * random.bell(), 0.4);
    const cosYaw = Math.sqrt(1 - yaw * yaw);
    const cosPitch = Math.sqrt(1 - pitch * pitch);
    const cosRoll = Math.sqrt(1 - roll * roll);
    const shiftX = SPREAD.shift * strength * random.bell();
    const shiftY = SPREAD.shift * strength * random.bell();
    const zoom = 1 + limit(SPREAD.scale * strength * random.bell(), 0.25);

    const expression = face.albedo[1 + (random.bits() % (EXPRESSION_COUNT - 1))] ?? face.albedo[0]!;
    const neutral = face.albedo[0]!;
    const mixed = Math.min(1, SPREAD.expression * strength * random.uniform());

    // Light from the upper front, moved by chance; given to the head's own axes (roll is left out: it turns light and head alike).
    let lx = SPREAD.light * strength * random.bell();
    let ly = -0.35 + 0.6 * SPREAD.light * strength * random.bell();
    let lz = 1;
    const length = Math.sqrt(lx * lx + ly * ly + lz * lz);
    [lx, ly, lz] = [lx / length, ly / length, lz / length];
    const headLx = cosYaw * lx - yaw * lz;
    const turnedLz = yaw * lx + cosYaw * lz;
    const headLy = cosPitch * ly - pitch * turnedLz;
    const headLz = pitch * ly + cosPitch * turnedLz;
    const directed = Math.min(1.1, 0.55 + 0.3 * strength * random.uniform());
    const ambient = 1.05 - 0.85 * directed;
    const exposure = Math.max(0.35, 1 + SPREAD.exposure * strength * random.bell());

    const wall = 0.5 + limit(0.25 * strength * random.bell(), 0.45);
    const wallX = 0.16 * strength * random.bell();
    const wallY = 0.16 * strength * random.bell();

    const step = (2 * VIEW_REACH) / FACE_SIZE;
    const texelsPerUnit = TEXTURE / (2 * TEXTURE_REACH);
    const half = TEXTURE / 2 - 0.5;
    const last = TEXTURE - 1.001;
    const { coverage, depth, normalX, normalY } = face;
    for (let row = 0; row < FACE_SIZE; row++) {
      const py = (row + 0.5) * step - VIEW_REACH;
      for (let column = 0; column < FACE_SIZE; column++) {
        const px = (column + 0.5) * step - VIEW_REACH;
        const x = ((px - shiftX) * cosRoll + (py - shiftY) * roll) / zoom;
        const y = ((py - shiftY) * cosRoll - (px - shiftX) * roll) / zoom;
        // The place (u, v) on the head seen at (x, y): x = u cosYaw + z yaw, likewise y; z depends on the place, so it is found in rounds.
        let u = x;
        let v = y;
        for (let round = 0; round < 4; round++) {
          const tu = Math.floor(u * texelsPerUnit + TEXTURE / 2);
          const tv = Math.floor(v * texelsPerUnit + TEXTURE / 2);
          const z = tu < 0 || tv < 0 || tu >= TEXTURE || tv >= TEXTURE ? 0 : depth[tv * TEXTURE + tu]! - 0.3;
          // Half the way each time: near the silhouette whole steps would swing to and fro.
          u = 0.5 * (u + (x - z * yaw) / cosYaw);
          v = 0.5 * (v + (y - z * pitch) / cosPitch);
        }
        let fu = u * texelsPerUnit + half;
        let fv = v * texelsPerUnit + half;
        fu = fu < 0 ? 0 : fu > last ? last : fu;
        fv = fv < 0 ? 0 : fv > last ? last : fv;
        const iu = Math.floor(fu);
        const iv = Math.floor(fv);
        const a = fu - iu;
        const b = fv - iv;
        const t = iv * TEXTURE + iu;
        const w00 = (1 - a) * (1 - b);
        const w10 = a * (1 - b);
        const w01 = (1 - a) * b;
        const w11 = a * b;
        const below = t + TEXTURE;
        const cover = w00 * coverage[t]! + w10 * coverage[t + 1]! + w01 * coverage[below]! + w11 * coverage[below + 1]!;
        let value = wall + wallX * px + wallY * py;
        if (cover > 0) {
          const plain = w00 * neutral[t]! + w10 * neutral[t + 1]! + w01 * neutral[below]! + w11 * neutral[below + 1]!;
          const moved =
            w00 * expression[t]! + w10 * expression[t + 1]! + w01 * expression[below]! + w11 * expression[below + 1]!;
          const nx = w00 * normalX[t]! + w10 * normalX[t + 1]! + w01 * normalX[below]! + w11 * normalX[below + 1]!;
          const ny = w00 * normalY[t]! + w10 * normalY[t + 1]! + w01 * normalY[below]! + w11 * normalY[below + 1]!;
          const nz = Math.sqrt(Math.max(0, 1 - nx * nx - ny * ny));
          const facing = nx * headLx + ny * headLy + nz * headLz;
          const light = ambient + (facing > 0 ? 1.15 * directed * facing : 0);
          value += cover * ((plain + mixed * (moved - plain)) * light - value);
        }
        this.#plain[row * FACE_SIZE + column] = value * exposure;
      }
    }
  }

  /** Now and then something is in front: a bar from an edge (a scarf, a hand, a hat's brim). */
  #occlude(strength: number, random: CounterRandom): void {
    const happens = random.uniform() < SPREAD.occlusion * strength;
    const edge = random.bits() % 4;
    const depth = Math.floor(random.between(5, 13));
    const from = Math.floor(random.between(0, FACE_SIZE / 2));
    const to = from + Math.floor(random.between(FACE_SIZE / 3, FACE_SIZE));
    const tone = random.between(0.05, 0.9);
    if (!happens) return;
    for (let along = from; along < Math.min(to, FACE_SIZE); along++) {
      for (let into = 0; into < depth; into++) {
        const near = edge < 2 ? into : FACE_SIZE - 1 - into;
        const [row, column] = edge % 2 === 0 ? [near, along] : [along, near];
        this.#plain[row * FACE_SIZE + column] = tone;
      }
    }
  }

  /** Twice a 1-2-1 filter, mixed in by `amount`. */
  #blur(amount: number): Float32Array {
    const source = this.#plain;
    const target = this.#blurred;
    const side = 0.25 * amount;
    const middle = 1 - 2 * side;
    const last = FACE_SIZE - 1;
    for (let pass = 0; pass < 2; pass++) {
      const from = pass === 0 ? source : target.slice();
      for (let row = 0; row < FACE_SIZE; row++) {
        for (let column = 0; column < FACE_SIZE; column++) {
          const at = row * FACE_SIZE + column;
          const before = pass === 0 ? at - (column > 0 ? 1 : 0) : at - (row > 0 ? FACE_SIZE : 0);
          const after = pass === 0 ? at + (column < last ? 1 : 0) : at + (row < last ? FACE_SIZE : 0);
          target[at] = middle * from[at]! + side * (from[before]! + from[after]!);
        }
      }
    }
    return target;
  }

  /** Adds the noise of the sensor and rounds to bytes. */
  #develop(pixels: Float32Array, noise: number, place: number, out: Uint8Array, offset: number): void {
    // The sum of the four bytes of a hash has a mean of 510 and a standard deviation of 147.8.
    const perUnit = noise / 147.8;
    for (let p = 0; p < pixels.length; p++) {
      const bits = hash32((place + p) >>> 0);
      const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
      const value = Math.floor((pixels[p]! + (sum - 510) * perUnit) * 255 + 0.5);
      out[offset + p] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}
