/**
 * The three.js objects of the sphere and how they follow a frame. The camera is orthographic and the world turns, so that the places on
 * the screen are those of `drawSphere.ts` exactly. Drawn from far to near: far half of the body, far points, arrows, near half, near
 * points. The body is one square whose shader finds the sphere under each pixel: lines and caps are sharp at every zoom.
 */
import * as THREE from 'three';
import { type Camera, viewAxes } from './camera';
import { capAngles } from './capAngles';
import { classRgb, classShape } from './classColors';
import { placed, type StageFrame } from './stageFrame';
import { pointAlpha } from './stageOptions';
import type { StageViewProps } from './stageView';

const SHAPE_INDEX = { disc: 0, square: 1, diamond: 2, triangle: 3 } as const;
const ARROW_RADIUS = 0.0055;
const HEAD_LENGTH = 0.075;
/** More classes than this make the caps a tangle. */
const MAX_CAPS = 24;

const bodyVertexShader = /* glsl */ `
  varying vec2 vPlace;
  void main() {
    vPlace = position.xy;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  }
`;

const bodyFragmentShader = /* glsl */ `
  #define MAX_CAPS ${MAX_CAPS}
  uniform mat3 toWorld;
  uniform float side;   // 1: the half towards the eye; -1: the other
  uniform float pixel;  // of the screen, in radii
  uniform vec3 ink;
  uniform int caps;
  uniform vec3 axis[MAX_CAPS];
  uniform vec3 tint[MAX_CAPS];
  uniform vec3 reach[MAX_CAPS]; // inner, mean and outer angle
  varying vec2 vPlace;

  // Coverage of a line of this width (pixels) at a distance given in the units of its own change per pixel.
  float line(float distance, float change, float width) {
    return clamp(0.5 + 0.5 * width - abs(distance) / max(change, 1e-6), 0.0, 1.0);
  }
  void lay(inout vec4 under, vec3 color, float alpha) {
    under = vec4(color * alpha, alpha) + under * (1.0 - alpha);
  }
  void main() {
    float r = length(vPlace);
    if (r > 1.0 + 2.0 * pixel) discard;
    float height = sqrt(max(0.0, 1.0 - r * r));
    vec3 p = toWorld * normalize(vec3(vPlace, side * height));
    bool near = side > 0.0;
    vec4 color = vec4(0.0);
    // Volume: clear in the middle, denser towards the limb.
    float limb = pow(1.0 - height, 2.5);
    lay(color, ink, near ? 0.012 + 0.13 * limb : 0.05);

    float latitude = asin(clamp(p.y, -1.0, 1.0)) / 0.5235988;
    float toLatitude = abs(fract(latitude + 0.5) - 0.5);
    float meridian = sin(3.0 * atan(p.x, p.z));
    float flat_ = smoothstep(0.0, 0.2, height);
    lay(color, ink, line(toLatitude, length(vec2(dFdx(latitude), dFdy(latitude))), 1.0) * flat_ * (near ? 0.2 : 0.08));
    lay(color, ink, line(meridian, length(vec2(dFdx(meridian), dFdy(meridian))), 1.0) * flat_ * (near ? 0.09 : 0.035)
      * smoothstep(1.0, 0.9, abs(p.y)));

    for (int c = 0; c < MAX_CAPS; c++) {
      if (c >= caps) break;
      float theta = acos(clamp(dot(p, axis[c]), -1.0, 1.0));
      float change = length(vec2(dFdx(theta), dFdy(theta)));
      float mean = reach[c].y;
      if (mean <= 0.0) continue;
      float width = max(reach[c].z - reach[c].x, 0.0);
      // With a drawn margin the edge is as soft as the margin is spread; a fixed one has a line.
      float inside = width > 2.0 * change
        ? 1.0 - smoothstep(reach[c].x, reach[c].z, theta)
        : clamp(0.5 - (theta - mean) / max(change, 1e-6), 0.0, 1.0);
      lay(color, tint[c], inside * (near ? 0.13 : 0.06));
      float z = (theta - mean) / max(0.2 * width, 1e-4);
      float band = width > 2.0 * change ? 0.45 * exp(-0.5 * z * z) : 0.0;
      float sharp = line(theta - mean, change, 1.5) * (width > 2.0 * change ? 0.35 : 0.9);
      lay(color, tint[c], max(band, sharp) * (near ? 1.0 : 0.3));
    }
    color *= clamp((1.0 - r) / pixel + 0.5, 0.0, 1.0);
    if (near) lay(color, ink, 0.5 * clamp(1.1 - abs(1.0 - r) / pixel, 0.0, 1.0));
    if (color.a <= 0.0) discard;
    gl_FragColor = vec4(color.rgb / color.a, color.a);
  }
`;

const pointVertexShader = /* glsl */ `
  attribute vec3 color;
  attribute vec2 look; // alpha, shape
  uniform float pointSize;
  uniform float side;
  varying vec4 vColor;
  varying float vShape;
  varying float vRadius;
  void main() {
    float height = (modelMatrix * vec4(position, 1.0)).z;
    bool hidden = look.x <= 0.0 || height * side < 0.0;
    gl_Position = hidden ? vec4(2.0, 2.0, 2.0, 1.0) : projectionMatrix * modelViewMatrix * vec4(position, 1.0);
    float size = pointSize * (side < 0.0 ? 0.8 : 0.95 + 0.15 * height);
    gl_PointSize = size * 1.3 + 2.0;
    vRadius = 0.5 * gl_PointSize;
    vColor = vec4(color, look.x * (side < 0.0 ? 0.13 + 0.08 * (1.0 + height) : 0.75 + 0.25 * height));
    vShape = look.y;
  }
`;

const pointFragmentShader = /* glsl */ `
  uniform vec3 surface;
  uniform float side;
  varying vec4 vColor;
  varying float vShape;
  varying float vRadius;
  void main() {
    vec2 p = (2.0 * gl_PointCoord - 1.0) * vRadius;
    // Radius of the disc of the same weight: the square of the point leaves room for the corners of other shapes.
    float size = (vRadius - 1.0) / 1.3;
    float d = length(p) - size;
    if (vShape > 2.5) d = max(0.88 * abs(p.x) - 0.48 * p.y - 0.58 * size, p.y - 0.9 * size);
    else if (vShape > 1.5) d = (abs(p.x) + abs(p.y)) * 0.7071 - 0.88 * size;
    else if (vShape > 0.5) d = max(abs(p.x), abs(p.y)) - 0.9 * size;
    float alpha = clamp(0.5 - d, 0.0, 1.0) * vColor.a;
    if (alpha <= 0.003) discard;
    // A hairline in the colour of the page keeps neighbours apart.
    float edge = side > 0.0 ? 0.7 * clamp(1.4 + d, 0.0, 1.0) : 0.0;
    gl_FragColor = vec4(mix(vColor.rgb, surface, edge), alpha);
  }
`;

export type SphereInput = Pick<StageViewProps, 'points' | 'classNames' | 'options' | 'target'>;

export interface SphereTheme {
  readonly dark: boolean;
  /** CSS colours: lines, and what lies behind. */
  readonly ink: string;
  readonly surface: string;
}

const rawRgb = (css: string): THREE.Vector3 => {
  const { r, g, b } = new THREE.Color(css).getRGB({ r: 0, g: 0, b: 0 }, THREE.SRGBColorSpace);
  return new THREE.Vector3(r, g, b);
};

const vectors = (): THREE.Vector3[] => Array.from({ length: MAX_CAPS }, () => new THREE.Vector3());

type ArrowPart = THREE.Mesh<THREE.BufferGeometry, THREE.MeshBasicMaterial>;

export class SphereScene {
  readonly root = new THREE.Group();
  #geometry = new THREE.BufferGeometry();
  /** Shared by the materials, by reference: a value set here is seen by all. */
  #uniforms = {
    pointSize: { value: 6 },
    surface: { value: new THREE.Vector3(1, 1, 1) },
    ink: { value: new THREE.Vector3() },
    toWorld: { value: new THREE.Matrix3() },
    pixel: { value: 0.003 },
    caps: { value: 0 },
    axis: { value: vectors() },
    tint: { value: vectors() },
    reach: { value: vectors() },
  };
  #arrows = new THREE.Group();
  #turning = new THREE.Group();
  #input: SphereInput | null = null;
  #pixelRatio = 1;

  constructor() {
    this.#turning.add(this.#makePoints(-1, 1), this.#makePoints(1, 4), this.#arrows);
    this.root.add(this.#makeBody(-1, 0), this.#turning, this.#makeBody(1, 3));
  }

  /** What changes with choices and theme; what changes with the frame is set by `show`. */
  setInput(input: SphereInput, theme: SphereTheme): void {
    const { points, options, classNames } = input;
    const { dark, ink, surface } = theme;
    this.#uniforms.ink.value.copy(rawRgb(ink));
    this.#uniforms.surface.value.copy(rawRgb(surface));
    const count = points.labels.length;
    if (this.#geometry.getAttribute('position')?.count !== count) {
      for (const [name, width] of [
        ['position', 3],
        ['color', 3],
        ['look', 2],
      ] as const) {
        const attribute = new THREE.BufferAttribute(new Float32Array(width * count), width);
        this.#geometry.setAttribute(name, attribute.setUsage(THREE.DynamicDrawUsage));
      }
    }
    const colors = this.#geometry.getAttribute('color');
    const looks = this.#geometry.getAttribute('look');
    const rgb = classNames.map((_, c) => classRgb(c, dark));
    for (let i = 0; i < count; i++) {
      const label = points.labels[i] ?? 0;
      colors.setXYZ(i, ...(rgb[label] ?? [0, 0, 0]));
      looks.setXY(i, pointAlpha(options, label, points.isTest[i] ?? 0), SHAPE_INDEX[classShape(label)]);
    }
    colors.needsUpdate = true;
    looks.needsUpdate = true;
    if (this.#input?.classNames.length !== classNames.length) this.#rebuildArrows(classNames.length);
    (this.#arrows.children as THREE.Group[]).forEach((arrow, c) => {
      for (const part of arrow.children as ArrowPart[]) {
        part.material.color.setRGB(...classRgb(c, dark), THREE.SRGBColorSpace);
      }
    });
    rgb.slice(0, MAX_CAPS).forEach((value, c) => this.#uniforms.tint.value[c]?.set(...value));
    this.#input = input;
    this.setPixelRatio(this.#pixelRatio);
  }

  /** Pixels of the canvas per CSS pixel: points are sized in the former. */
  setPixelRatio(ratio: number): void {
    this.#pixelRatio = ratio;
    this.#uniforms.pointSize.value = (this.#input?.options.pointSize ?? 6) * ratio;
  }

  /** `radius` of the sphere on the screen, CSS pixels. */
  show(frame: StageFrame, camera: Camera, radius: number): void {
    const input = this.#input;
    if (!input) return;
    this.#uniforms.pixel.value = 1 / (radius * this.#pixelRatio);
    const { points, weights } = placed(frame);
    const positions = this.#geometry.getAttribute('position');
    if (positions.array.length === points.length) {
      positions.array.set(points);
      positions.needsUpdate = true;
    }
    const [right = [1, 0, 0], up = [0, 1, 0], towards = [0, 0, 1]] = viewAxes(camera);
    const matrix = new THREE.Matrix4().set(...right, 0, ...up, 0, ...towards, 0, 0, 0, 0, 1);
    this.#turning.quaternion.setFromRotationMatrix(matrix);
    this.#uniforms.toWorld.value.setFromMatrix4(matrix).transpose();
    const { isolated } = input.options;
    (this.#arrows.children as THREE.Group[]).forEach((arrow, c) => {
      const direction = new THREE.Vector3().fromArray(weights, 3 * c);
      const length = direction.length();
      const height = direction.dot(new THREE.Vector3(...towards));
      arrow.visible = length > 1e-6;
      arrow.scale.set(1, Math.max(length, 1e-6), 1);
      arrow.quaternion.setFromUnitVectors(UP, direction.normalize());
      const depth = 0.3 + 0.7 * Math.min(1, Math.max(0, 0.5 + 2 * height));
      for (const part of arrow.children as ArrowPart[]) {
        part.material.opacity = isolated !== null && isolated !== c ? 0.12 : depth;
      }
    });
    this.#showCaps(weights, frame.onSphere);
  }

  dispose(): void {
    this.root.traverse((object) => {
      if (object instanceof THREE.Mesh || object instanceof THREE.Points) {
        (object.geometry as THREE.BufferGeometry).dispose();
        (object.material as THREE.Material).dispose();
      }
    });
  }

  #makeBody(side: number, renderOrder: number): THREE.Mesh {
    const material = new THREE.ShaderMaterial({
      uniforms: { ...this.#uniforms, side: { value: side } },
      vertexShader: bodyVertexShader,
      fragmentShader: bodyFragmentShader,
      transparent: true,
      depthTest: false,
      depthWrite: false,
    });
    const body = new THREE.Mesh(new THREE.PlaneGeometry(2.1, 2.1), material);
    body.renderOrder = renderOrder;
    return body;
  }

  #makePoints(side: number, renderOrder: number): THREE.Points {
    const material = new THREE.ShaderMaterial({
      uniforms: { ...this.#uniforms, side: { value: side } },
      vertexShader: pointVertexShader,
      fragmentShader: pointFragmentShader,
      transparent: true,
      depthTest: false,
      depthWrite: false,
    });
    const cloud = new THREE.Points(this.#geometry, material);
    cloud.renderOrder = renderOrder;
    cloud.frustumCulled = false;
    return cloud;
  }

  #rebuildArrows(classes: number): void {
    for (const part of this.#arrows.children.flatMap((arrow) => arrow.children) as ArrowPart[]) {
      part.geometry.dispose();
      part.material.dispose();
    }
    this.#arrows.clear();
    const length = 1 - HEAD_LENGTH;
    const shaft = new THREE.CylinderGeometry(ARROW_RADIUS, ARROW_RADIUS, length, 12).translate(0, length / 2, 0);
    const head = new THREE.ConeGeometry(4 * ARROW_RADIUS, HEAD_LENGTH, 20).translate(0, 1 - HEAD_LENGTH / 2, 0);
    for (let c = 0; c < classes; c++) {
      const arrow = new THREE.Group();
      for (const geometry of [shaft, head]) {
        const part = new THREE.Mesh(geometry, new THREE.MeshBasicMaterial({ transparent: true }));
        part.renderOrder = 2;
        arrow.add(part);
      }
      this.#arrows.add(arrow);
    }
  }

  #showCaps(weights: Float32Array, onSphere: boolean): void {
    const input = this.#input;
    if (!input) return;
    const { target, options } = input;
    const classes = input.classNames.length;
    const shown = target !== null && onSphere && classes <= MAX_CAPS;
    this.#uniforms.caps.value = shown ? classes : 0;
    if (!shown) return;
    capAngles(weights, classes, target).forEach(({ inner, mean, outer }, c) => {
      const drawn = options.isolated === null || options.isolated === c;
      this.#uniforms.axis.value[c]?.fromArray(weights, 3 * c);
      this.#uniforms.reach.value[c]?.set(inner, drawn ? mean : 0, outer);
    });
  }
}

const UP = new THREE.Vector3(0, 1, 0);
