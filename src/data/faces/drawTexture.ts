/**
 * Draws a person from the front, finely: how bright each part of the skin and hair is (once for each expression), what belongs to the
 * head, and how the surface is bent. Photographs are taken from it in `photograph.ts`. Only additions, products, quotients and roots.
 */
import type { FaceTraits } from './identity';

/** Texels along each side. */
export const TEXTURE = 64;
/** Half the side, in the units of the traits. */
export const TEXTURE_REACH = 1.3;

/** Extreme faces; a photograph mixes one of them into the first, the neutral one. */
const EXPRESSIONS = [
  { smile: 0, open: 0, brow: 0, lids: 1 },
  { smile: 1, open: 0.25, brow: 0.01, lids: 0.75 },
  { smile: -0.2, open: 1, brow: 0.07, lids: 1.25 },
  { smile: -0.7, open: 0, brow: -0.05, lids: 0.12 },
] as const;
export const EXPRESSION_COUNT = EXPRESSIONS.length;

/** [TEXTURE, TEXTURE] each, rows from top to bottom. */
export interface FaceTexture {
  /** Brightness without light and shade, one for each expression. */
  readonly albedo: readonly Float32Array[];
  /** 1 inside the head, 0 outside. */
  readonly coverage: Float32Array;
  /** Distance towards the viewer. */
  readonly depth: Float32Array;
  /** Unit normals of the surface, x to the right, y down; z is towards the viewer. */
  readonly normalX: Float32Array;
  readonly normalY: Float32Array;
}

/** Width over which an edge fades: about a texel, so that nothing is jagged. */
const SOFT = 0.045;

const clamp01 = (v: number): number => (v < 0 ? 0 : v > 1 ? 1 : v);
/** 1 where `inside` > 0, fading to 0 over the soft edge. */
const edge = (inside: number, soft = SOFT): number => {
  const t = clamp01(inside / soft + 0.5);
  return t * t * (3 - 2 * t);
};
const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
/** A round hill of height 1 and half width 1 at squared distance `d2` from its top. */
const hill = (d2: number): number => 1 / ((1 + d2) * (1 + d2));
/** Positive inside the ellipse, about the distance from its edge. */
const ellipse = (x: number, y: number, rx: number, ry: number): number => {
  const r = Math.sqrt((x * x) / (rx * rx) + (y * y) / (ry * ry));
  return (1 - r) * Math.min(rx, ry);
};

/** Half the width of the head at height `y`; 0 above and below it. */
function headHalfWidth(f: FaceTraits, y: number, grow: number): number {
  const top = f.headHeight + grow;
  const t = y / top;
  if (t <= -1 || t >= 1) return 0;
  const width = f.headWidth + grow;
  const t2 = t * t;
  const round = Math.sqrt(1 - t2);
  if (t < 0) return width * round;
  const square = Math.sqrt(Math.sqrt(1 - t2 * t2) * (1 - t2 * t2));
  const pointed = 1 - 0.62 * t - 0.38 * t2 * t2;
  const jaw = f.jawSquareness;
  const shape = jaw < 0.5 ? mix(pointed, round, 2 * jaw) : mix(round, square, 2 * jaw - 1);
  return width * shape * (1 + 0.1 * (f.cheekFullness - 0.5) * hill(((t - 0.35) * (t - 0.35)) / 0.09));
}

export function drawTexture(f: FaceTraits): FaceTexture {
  const size = TEXTURE * TEXTURE;
  const albedo = EXPRESSIONS.map(() => new Float32Array(size));
  const coverage = new Float32Array(size);
  const depth = new Float32Array(size);
  const at = (index: number): number => ((2 * index + 1) / TEXTURE - 1) * TEXTURE_REACH;
  for (let row = 0; row < TEXTURE; row++) {
    const y = at(row);
    for (let column = 0; column < TEXTURE; column++) {
      const x = at(column);
      const texel = row * TEXTURE + column;
      const head = drawHead(f, x, y);
      coverage[texel] = head.coverage;
      depth[texel] = depthAt(f, x, y);
      for (let e = 0; e < EXPRESSIONS.length; e++) {
        const tone =
          head.face > 0 ? mix(head.tone, drawFeatures(f, x, y, head.tone, EXPRESSIONS[e]!), head.face) : head.tone;
        albedo[e]![texel] = drawGlasses(f, x, y, tone);
      }
    }
  }
  return { albedo, coverage, depth, ...normalsOf(depth) };
}

/** Skull, ears, neck and hair. `face`: how much of the place is bare face, where features are drawn. */
function drawHead(f: FaceTraits, x: number, y: number): { tone: number; coverage: number; face: number } {
  const side = Math.abs(x);
  const skull = headHalfWidth(f, y, 0) - side;
  const face = edge(skull);
  const ear = edge(ellipse(side - f.headWidth * 0.97, y - 0.05, f.earSize * 0.6, f.earSize * 1.25));
  const neck = y > 0.3 ? edge(f.headWidth * (0.62 + 0.18 * f.jawSquareness) - side) : 0;
  let tone = f.skinTone * mix(0.72, 1, Math.max(face, ear * 0.85));
  let coverage = Math.max(face, ear, neck);
  // Hair: inside the grown skull, and above the hairline or beside the face.
  const slanted = x * f.parting;
  const line = f.hairline + (f.hairlineArch * (x * x)) / (f.headWidth * f.headWidth) + 0.22 * slanted;
  const grown = headHalfWidth(f, Math.min(y, 0.1), f.hairVolume) - side;
  const length = f.hairLength;
  const fall = y > 0.1 ? f.headWidth + f.hairVolume - side - 0.1 * (y - 0.1) : grown;
  const crown = edge(grown) * edge(line - y);
  const sides = edge(fall) * edge(side - f.headWidth * (0.86 - 0.1 * f.hairVolume)) * edge(length - y) * edge(y - line);
  const hair = f.hairVolume < 0.025 ? 0 : Math.max(crown, sides);
  // Strands: broad waves that follow the parting.
  const wave = x * (9 + 4 * f.parting) + y * 3;
  const strand = wave - Math.floor(wave);
  tone = mix(tone, f.hairTone * (0.85 + 0.5 * strand * (1 - strand)), hair);
  coverage = Math.max(coverage, hair);
  return { tone, coverage, face: face * (1 - hair) };
}

type Expression = (typeof EXPRESSIONS)[number];

/** Eyes, brows, nose, mouth, beard on skin of the brightness `skin`. */
function drawFeatures(f: FaceTraits, x: number, y: number, skin: number, expression: Expression): number {
  const side = Math.abs(x);
  let tone = skin;

  // Beard and moustache: below the cheekbones, around the mouth.
  const chin = edge(y - (0.28 + 0.5 * (f.headWidth - side) * 0.6), 0.2);
  const mouthY = f.mouthHeight;
  if (f.beard > 0) tone = mix(tone, f.browTone, 0.9 * clamp01(f.beard * 1.3) * chin);
  const noseTip = f.eyeHeight + f.noseLength;
  if (f.moustache > 0) {
    const middle = (noseTip + mouthY) / 2 + 0.02;
    tone = mix(tone, f.browTone, clamp01(f.moustache * 1.6) * edge(ellipse(x, y - middle, f.mouthWidth * 1.05, 0.075)));
  }

  // Eyes.
  const ex = side - f.eyeSpacing;
  const ey = y - f.eyeHeight - f.eyeTilt * ex;
  const lid = Math.max(0.012, f.eyeWidth * f.eyeOpenness * expression.lids);
  tone *= 1 - 0.22 * hill((ex * ex) / 0.03 + (ey * ey) / 0.02);
  const eye = edge(ellipse(ex, ey, f.eyeWidth, lid), 0.035);
  if (eye > 0) {
    const r = Math.sqrt(ex * ex + ey * ey);
    const iris = edge(f.eyeWidth * 0.52 - r, 0.04);
    const pupil = edge(f.eyeWidth * 0.24 - r, 0.04);
    tone = mix(tone, mix(mix(0.92, f.irisTone, iris), 0.02, pupil), eye);
  }
  // The upper lid: a dark line along the eye's upper edge.
  const bow = 1 - (ex * ex) / (f.eyeWidth * f.eyeWidth);
  const lash = Math.abs(ey + lid * Math.max(0, bow)) - 0.014;
  tone = mix(tone, 0.1, 0.75 * edge(-lash, 0.03) * edge(f.eyeWidth * 1.1 - Math.abs(ex)));

  // Brows.
  const by =
    y -
    (f.eyeHeight - f.browHeight - expression.brow) -
    (f.browTilt - 2 * Math.min(0, expression.brow)) * ex -
    1.1 * ex * ex;
  const browReach = f.eyeWidth * 1.35 - Math.abs(ex);
  tone = mix(tone, f.browTone, 0.9 * edge(f.browThickness - Math.abs(by)) * edge(browReach, 0.08));

  // Nose: its side in shade, its wings and nostrils.
  const along = (y - f.eyeHeight) / f.noseLength;
  if (along > 0 && along < 1.25) {
    const half = f.noseWidth * (0.45 + 0.55 * along * along);
    tone *= 1 - 0.2 * hill(((side - half) * (side - half)) / 0.0016) * clamp01(along * 1.4) * edge(1.08 - along, 0.2);
    tone = mix(tone, 0.12, 0.75 * edge(ellipse(side - f.noseWidth * 0.5, y - noseTip, f.noseWidth * 0.32, 0.026)));
    tone *= 1 - 0.3 * hill(((y - noseTip - 0.03) * (y - noseTip - 0.03)) / 0.0009) * edge(f.noseWidth * 0.9 - side);
  }

  // Creases from the nose to the corners of the mouth, deeper in a smile.
  const crease = side - (f.noseWidth + 0.02 + (y - noseTip) * 0.55);
  const creased = 0.3 * f.wrinkles + 0.2 * Math.max(0, expression.smile);
  tone *= 1 - creased * hill((crease * crease) / 0.0008) * edge(y - noseTip + 0.02) * edge(mouthY + 0.05 - y);
  tone *= 1 - 0.22 * f.wrinkles * hill(((y + 0.52 - f.browHeight * 0.2) * (y + 0.52)) / 0.0012) * edge(0.4 - side);

  // Mouth: a bow that a smile bends up; lips, gap, teeth.
  const half = f.mouthWidth * (1 + 0.18 * expression.smile);
  const my = y - mouthY + ((0.28 * expression.smile * (x * x)) / (half * half)) * 0.35 - 0.03 * expression.smile;
  const gap = expression.open * 0.11;
  const lips = edge(ellipse(x, my, half, f.lipThickness * 1.25 + gap));
  tone = mix(tone, skin * f.lipTone, lips);
  const inner = edge(ellipse(x, my, half * 0.86, Math.max(0.012, gap)), 0.03);
  const teeth = expression.smile > 0.5 ? 0.75 : 0.04;
  tone = mix(tone, gap > 0.01 ? teeth : 0.12, inner * 0.9);
  // Shade under the lower lip and at the chin.
  const under = y - mouthY - f.lipThickness * 1.5 - gap - 0.04;
  tone *= 1 - 0.18 * hill((under * under) / 0.0012 + (x * x) / 0.03);
  return tone;
}

/** Frames around both eyes and a bridge between; they lie over hair and skin alike. */
function drawGlasses(f: FaceTraits, x: number, y: number, tone: number): number {
  if (f.glasses <= 0.12) return tone;
  const side = Math.abs(x);
  const gx = Math.abs(side - f.eyeSpacing * 1.02);
  const gy = Math.abs(y - f.eyeHeight - 0.015);
  const rx = f.glassesSize;
  const ry = f.glassesSize * 0.78;
  // Rounded rectangles: between an ellipse and a box.
  const round = Math.sqrt(Math.sqrt(((gx / rx) ** 2) ** 2 + ((gy / ry) ** 2) ** 2));
  const thickness = 0.022 + 0.035 * f.glasses;
  const rim = edge(thickness - Math.abs(round - 1) * ry);
  const bridge = edge(0.025 - Math.abs(y - f.eyeHeight + 0.02)) * edge(f.eyeSpacing * 1.02 - rx - side);
  const arm =
    edge(0.022 - Math.abs(y - f.eyeHeight + 0.02)) * edge(side - f.eyeSpacing - rx) * edge(f.headWidth - side);
  return mix(tone, f.glassesTone, Math.max(rim, bridge, arm * 0.8));
}

/** The surface: an egg, with brow ridge, eye sockets, nose, lips, cheeks and chin on it. */
function depthAt(f: FaceTraits, x: number, y: number): number {
  const side = Math.abs(x);
  const half = headHalfWidth(f, y, f.hairVolume * 0.5 + 0.08);
  if (half <= side) return 0;
  const across = x / half;
  const up = y / (f.headHeight + 0.08 + f.hairVolume * 0.5);
  // Between an egg and a paraboloid: an egg's sides fall so steeply that a small turn hides them.
  const egg = Math.max(0, (1 - across * across) * (1 - 0.85 * up * up));
  let z = 0.4 * Math.sqrt(egg) + 0.35 * egg;
  const along = (y - f.eyeHeight + 0.05) / (f.noseLength + 0.05);
  if (along > 0 && along < 1.3) {
    const rise = along < 1 ? along : Math.max(0, 1 - (along - 1) * 4);
    const width = f.noseWidth * (0.5 + 0.5 * along);
    z += f.noseRelief * rise * hill((x * x) / (width * width));
  }
  const ex = side - f.eyeSpacing;
  const ey = y - f.eyeHeight;
  z -= 0.07 * hill((ex * ex) / 0.02 + (ey * ey) / 0.012);
  const ridge = ey + f.browHeight;
  z += 0.04 * hill((ridge * ridge) / 0.006 + (ex * ex) / 0.06);
  const my = y - f.mouthHeight;
  z += 0.06 * hill((my * my) / 0.008 + (x * x) / 0.05);
  const cx = side - 0.42;
  const cy = y - 0.22;
  z += 0.09 * f.cheekFullness * hill((cx * cx) / 0.03 + (cy * cy) / 0.03);
  const chin = y - f.headHeight * 0.86;
  z += 0.07 * hill((chin * chin) / 0.012 + (x * x) / 0.03);
  return z;
}

function normalsOf(depth: Float32Array): { normalX: Float32Array; normalY: Float32Array } {
  const normalX = new Float32Array(depth.length);
  const normalY = new Float32Array(depth.length);
  const twoTexels = (4 * TEXTURE_REACH) / TEXTURE;
  const last = TEXTURE - 1;
  for (let row = 0; row < TEXTURE; row++) {
    for (let column = 0; column < TEXTURE; column++) {
      const z = (r: number, c: number): number =>
        depth[Math.min(last, Math.max(0, r)) * TEXTURE + Math.min(last, Math.max(0, c))] ?? 0;
      const slopeX = (z(row, column + 1) - z(row, column - 1)) / twoTexels;
      const slopeY = (z(row + 1, column) - z(row - 1, column)) / twoTexels;
      const length = Math.sqrt(1 + slopeX * slopeX + slopeY * slopeY);
      normalX[row * TEXTURE + column] = -slopeX / length;
      normalY[row * TEXTURE + column] = -slopeY / length;
    }
  }
  return { normalX, normalY };
}
