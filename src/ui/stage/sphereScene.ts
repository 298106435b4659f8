/**
 * The three.js objects of the sphere and how they follow a frame. The camera is orthographic and the world turns, so that the places on
 * the screen are those of `drawSphere.ts` exactly. Drawn far to near: far points, body and arrows, near points.
 */
import * as THREE from 'three';
import { arcWithMargin } from './circleGeometry';
import { type Camera, viewAxes } from './camera';
import { classRgb, classShape } from './classColors';
import { isShown } from './drawCircle';
import { placed, type StageFrame } from './stageFrame';
import type { StageViewProps } from './stageView';

const SHAPE_INDEX = { disc: 0, square: 1, diamond: 2, triangle: 3 } as const;
const ARROW_RADIUS = 0.007;
const HEAD_LENGTH = 0.075;
const CAP_SEGMENTS = 64;
/** Margin caps are drawn for the mean margin and, fainter, at these multiples of sigma. */
const CAP_SIGMAS = [
  { k: 0, opacity: 0.9 },
  { k: -1, opacity: 0.35 },
  { k: 1, opacity: 0.35 },
  { k: -2, opacity: 0.15 },
  { k: 2, opacity: 0.15 },
];
/** More classes than this make the caps a tangle. */
const MAX_CAP_CLASSES = 24;

const vertexShader = /* glsl */ `
  attribute vec3 color;
  attribute vec3 look; // alpha, shape, picked
  uniform float pointSize;
  uniform float side;
  varying vec4 vColor;
  varying float vShape;
  varying float vPicked;
  void main() {
    vec4 view = modelViewMatrix * vec4(position, 1.0);
    float height = (modelMatrix * vec4(position, 1.0)).z;
    float hidden = look.x <= 0.0 || height * side < 0.0 ? 1.0 : 0.0;
    gl_Position = hidden > 0.5 ? vec4(2.0, 2.0, 2.0, 1.0) : projectionMatrix * view;
    gl_PointSize = pointSize * (side < 0.0 ? 0.85 : 1.0) * (look.z > 0.5 ? 2.2 : 1.0);
    vColor = vec4(color, look.x * (side < 0.0 ? 0.16 : 1.0));
    vShape = look.y;
    vPicked = look.z;
  }
`;

const fragmentShader = /* glsl */ `
  uniform vec3 ring;
  varying vec4 vColor;
  varying float vShape;
  varying float vPicked;
  void main() {
    vec2 p = 2.0 * gl_PointCoord - 1.0;
    float d = length(p);
    if (vShape > 2.5) d = max(abs(p.x) * 1.15 + p.y * 0.6, -p.y) + 0.15;
    else if (vShape > 1.5) d = abs(p.x) + abs(p.y);
    else if (vShape > 0.5) d = max(abs(p.x), abs(p.y)) * 1.1;
    if (vPicked > 0.5) {
      float r = length(p);
      if (r > 1.0) discard;
      if (r > 0.72) { gl_FragColor = vec4(ring, 1.0); return; }
      if (r > 0.5) discard;
    } else if (d > 1.0) discard;
    gl_FragColor = vColor;
  }
`;

export type SphereInput = Pick<StageViewProps, 'points' | 'classes' | 'options' | 'target' | 'picked'>;

export class SphereScene {
  readonly root = new THREE.Group();
  #geometry = new THREE.BufferGeometry();
  #uniforms = { pointSize: { value: 6 }, ring: { value: new THREE.Color() } };
  #rim: THREE.LineLoop<THREE.BufferGeometry, THREE.LineBasicMaterial>;
  #grid: THREE.LineSegments<THREE.BufferGeometry, THREE.LineBasicMaterial>;
  #arrows = new THREE.Group();
  #caps = new THREE.Group();
  #turning = new THREE.Group();
  #input: SphereInput | null = null;

  constructor() {
    this.#rim = new THREE.LineLoop(circleGeometry(), new THREE.LineBasicMaterial({ transparent: true }));
    this.#grid = new THREE.LineSegments(
      gridGeometry(),
      new THREE.LineBasicMaterial({ transparent: true, opacity: 0.5 }),
    );
    const far = this.#makePoints(-1, 0);
    const near = this.#makePoints(1, 4);
    this.#grid.renderOrder = 1;
    this.#rim.renderOrder = 1;
    this.#turning.add(this.#grid, far, near, this.#arrows, this.#caps);
    this.root.add(this.#rim, this.#turning);
  }

  /** Colours of the page's theme. */
  setTheme(line: string, text: string): void {
    this.#rim.material.color.set(text);
    this.#rim.material.opacity = 0.45;
    this.#grid.material.color.set(line);
    this.#uniforms.ring.value.set(text);
  }

  /** Buffers for these points; what changes with the frame is set by `show`. */
  setInput(input: SphereInput, pixelRatio: number): void {
    const { points, options, picked, classes } = input;
    const count = points.labels.length;
    if (this.#geometry.getAttribute('position')?.count !== count) {
      for (const name of ['position', 'color', 'look']) {
        const attribute = new THREE.BufferAttribute(new Float32Array(3 * count), 3);
        attribute.setUsage(THREE.DynamicDrawUsage);
        this.#geometry.setAttribute(name, attribute);
      }
    }
    const colors = this.#geometry.getAttribute('color');
    const looks = this.#geometry.getAttribute('look');
    for (let i = 0; i < count; i++) {
      const label = points.labels[i] ?? 0;
      const isTest = points.isTest[i] ?? 0;
      const shown = isShown(options, label, isTest);
      colors.setXYZ(i, ...classRgb(label));
      looks.setXYZ(
        i,
        shown ? options.opacity * (isTest ? 1 : 0.45) : 0,
        SHAPE_INDEX[classShape(label)],
        i === picked ? 1 : 0,
      );
    }
    colors.needsUpdate = true;
    looks.needsUpdate = true;
    this.#uniforms.pointSize.value = options.pointSize * pixelRatio;
    if (this.#input?.classes !== classes) this.#rebuildArrows(classes);
    this.#input = input;
  }

  show(frame: StageFrame, camera: Camera): void {
    const input = this.#input;
    if (!input) return;
    const { points, weights } = placed(frame);
    const positions = this.#geometry.getAttribute('position');
    if (positions.array.length === points.length) {
      positions.array.set(points);
      positions.needsUpdate = true;
    }
    const isolated = input.options.isolated;
    for (let c = 0; c < input.classes; c++) {
      const arrow = this.#arrows.children[c] as THREE.Group | undefined;
      const direction = new THREE.Vector3(weights[3 * c], weights[3 * c + 1], weights[3 * c + 2]);
      const length = direction.length();
      if (!arrow) continue;
      arrow.visible = length > 1e-6;
      arrow.scale.set(1, Math.max(length, 1e-6), 1);
      arrow.quaternion.setFromUnitVectors(UP, direction.normalize());
      for (const part of arrow.children as THREE.Mesh<THREE.BufferGeometry, THREE.MeshBasicMaterial>[]) {
        part.material.opacity = isolated !== null && isolated !== c ? 0.15 : 1;
      }
    }
    this.#showCaps(weights, frame.onSphere);
    const [right, up, towards] = viewAxes(camera);
    if (right && up && towards) {
      const matrix = new THREE.Matrix4().set(...right, 0, ...up, 0, ...towards, 0, 0, 0, 0, 1);
      this.#turning.quaternion.setFromRotationMatrix(matrix);
    }
  }

  dispose(): void {
    this.root.traverse((object) => {
      if (object instanceof THREE.Mesh || object instanceof THREE.Line || object instanceof THREE.Points) {
        (object.geometry as THREE.BufferGeometry).dispose();
        (object.material as THREE.Material).dispose();
      }
    });
  }

  #makePoints(side: number, renderOrder: number): THREE.Points {
    const material = new THREE.ShaderMaterial({
      uniforms: { ...this.#uniforms, side: { value: side } },
      vertexShader,
      fragmentShader,
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
    this.#arrows.clear();
    this.#caps.clear();
    const shaft = new THREE.CylinderGeometry(ARROW_RADIUS, ARROW_RADIUS, 1 - HEAD_LENGTH, 10).translate(
      0,
      (1 - HEAD_LENGTH) / 2,
      0,
    );
    const head = new THREE.ConeGeometry(3 * ARROW_RADIUS, HEAD_LENGTH, 14).translate(0, 1 - HEAD_LENGTH / 2, 0);
    for (let c = 0; c < classes; c++) {
      const color = new THREE.Color().setRGB(...classRgb(c), THREE.SRGBColorSpace);
      const arrow = new THREE.Group();
      for (const geometry of [shaft, head]) {
        const part = new THREE.Mesh(geometry, new THREE.MeshBasicMaterial({ color, transparent: true }));
        part.renderOrder = 2;
        arrow.add(part);
      }
      this.#arrows.add(arrow);
      const cap = new THREE.Group();
      for (const { opacity } of CAP_SIGMAS) {
        const material = new THREE.LineBasicMaterial({ color, transparent: true, opacity, depthTest: false });
        const line = new THREE.LineLoop(circleGeometry(), material);
        line.renderOrder = 3;
        cap.add(line);
      }
      this.#caps.add(cap);
    }
  }

  /** A circle around each weight: as far as the class still wins against its nearest neighbour with the margin taken off. */
  #showCaps(weights: Float32Array, onSphere: boolean): void {
    const input = this.#input;
    if (!input) return;
    const { target, classes, options } = input;
    this.#caps.visible = target !== null && onSphere && classes <= MAX_CAP_CLASSES;
    if (!this.#caps.visible || !target) return;
    for (let c = 0; c < classes; c++) {
      const cap = this.#caps.children[c];
      if (!cap) continue;
      cap.visible = options.isolated === null || options.isolated === c;
      const direction = new THREE.Vector3(weights[3 * c], weights[3 * c + 1], weights[3 * c + 2]);
      const gap = nearestAngle(weights, classes, c);
      cap.quaternion.setFromUnitVectors(TOWARDS, direction);
      CAP_SIGMAS.forEach(({ k }, i) => {
        const line = cap.children[i];
        if (!line) return;
        line.visible = k === 0 || target.sigma > 0;
        const radius = arcWithMargin(gap, (theta) => target.at(theta, target.mean + k * target.sigma));
        line.scale.setScalar(Math.max(Math.sin(radius), 1e-4));
        line.position.set(0, 0, Math.cos(radius));
      });
    }
  }
}

const UP = new THREE.Vector3(0, 1, 0);
const TOWARDS = new THREE.Vector3(0, 0, 1);

function nearestAngle(weights: Float32Array, classes: number, c: number): number {
  let largest = -1;
  for (let j = 0; j < classes; j++) {
    if (j === c) continue;
    let cosine = 0;
    for (let d = 0; d < 3; d++) cosine += (weights[3 * c + d] ?? 0) * (weights[3 * j + d] ?? 0);
    largest = Math.max(largest, cosine);
  }
  return Math.acos(Math.min(1, Math.max(-1, largest)));
}

function circleGeometry(): THREE.BufferGeometry {
  const places = Array.from({ length: CAP_SEGMENTS }, (_, i) => {
    const angle = (2 * Math.PI * i) / CAP_SEGMENTS;
    return new THREE.Vector3(Math.cos(angle), Math.sin(angle), 0);
  });
  return new THREE.BufferGeometry().setFromPoints(places);
}

/** Meridians and parallels every 30 degrees. */
function gridGeometry(): THREE.BufferGeometry {
  const places: THREE.Vector3[] = [];
  const point = (latitude: number, longitude: number): THREE.Vector3 =>
    new THREE.Vector3(
      Math.cos(latitude) * Math.cos(longitude),
      Math.sin(latitude),
      Math.cos(latitude) * Math.sin(longitude),
    );
  const step = Math.PI / 36;
  for (let line = 0; line < 12; line++) {
    const longitude = (line * Math.PI) / 6;
    for (let a = -Math.PI / 2; a < Math.PI / 2 - 1e-6; a += step)
      places.push(point(a, longitude), point(a + step, longitude));
  }
  for (const latitude of [-60, -30, 0, 30, 60].map((degrees) => (degrees * Math.PI) / 180)) {
    for (let a = 0; a < 2 * Math.PI - 1e-6; a += step) places.push(point(latitude, a), point(latitude, a + step));
  }
  return new THREE.BufferGeometry().setFromPoints(places);
}
