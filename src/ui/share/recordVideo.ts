/**
 * The recording as a WebM video, through the browser's own encoder, which takes frames as time passes. So the stages are painted first, however
 * long that takes (without a GPU a sphere needs a second), and then shown to the encoder at the video's pace.
 */
import { stagePainter } from '../stage/captureStage';

const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'] as const;
const FRAMES_PER_SECOND = 15;
const FRAME_MS = 1000 / FRAMES_PER_SECOND;
/** 20 seconds; longer recordings are shown in larger steps. */
const MOST_FRAMES = 300;
/** The end stays for a second: without a new frame the video would be over. */
const END_FRAMES = FRAMES_PER_SECOND;
const MOST_WIDTH = 1920;
/** A browser that does not say that it has started is not waited for any longer. */
const START_MS = 5000;
const BITS_PER_SECOND = 6e6;
/** Of the pictures in between: the video's own losses are larger. */
const PICTURE_QUALITY = 0.95;
/** A page in the background gets no animation frames: then it is painted all the same. */
const SLOW_FRAME_MS = 250;

/** Null: this browser records no WebM. */
export function videoType(): string | null {
  if (typeof MediaRecorder === 'undefined' || !('captureStream' in HTMLCanvasElement.prototype)) return null;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

export interface VideoOptions {
  /** Of the recorded frames, ascending. */
  readonly steps: readonly number[];
  /** Puts a recorded step on the stage. */
  readonly show: (step: number) => void;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** Every n-th step, so that at most `most` remain; the last one always. */
export function thinSteps(steps: readonly number[], most = MOST_FRAMES): number[] {
  const every = Math.max(1, Math.ceil(steps.length / most));
  return steps.filter((_, i) => (steps.length - 1 - i) % every === 0);
}

/** Throws an `Error` with a sentence for the user; what `signal` aborts ends as the video of what is painted so far. */
export async function recordVideo({ steps, show, onProgress, signal }: VideoOptions): Promise<Blob> {
  const type = videoType();
  if (!type) throw new Error('This browser records no WebM video. Chrome, Edge and Firefox do.');
  const shown = thinSteps(steps);
  const total = 2 * shown.length;
  const canvas = document.createElement('canvas');
  const pictures: Blob[] = [];
  let paint: (() => void) | undefined;
  for (const step of shown) {
    if (signal.aborted && pictures.length > 0) break;
    show(step);
    await nextFrames();
    paint ??= stagePainter(canvas, (width) => Math.min(2, MOST_WIDTH / width));
    paint();
    pictures.push(await toBlob(canvas));
    onProgress(pictures.length, total);
  }
  return encode(pictures, canvas.width, canvas.height, type, (done) => onProgress(shown.length + done, total));
}

async function encode(
  pictures: readonly Blob[],
  width: number,
  height: number,
  type: string,
  onFrame: (done: number) => void,
): Promise<Blob> {
  // Not the one that was painted on: reading it has made it slow to capture.
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error(NO_CANVAS);
  // Every painting is a frame: a rate set here would drop those that come a little early.
  const stream = canvas.captureStream();
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: BITS_PER_SECOND });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise<void>((resolve, reject) => {
    recorder.onstop = () => resolve();
    recorder.onerror = () =>
      reject(new Error('The browser could not encode the video. Make the window smaller and try again.'));
  });
  let hasStarted = false;
  recorder.onstart = () => (hasStarted = true);
  let picture: ImageBitmap | undefined;
  const draw = async (next: Blob | undefined): Promise<void> => {
    if (next) {
      picture?.close();
      picture = await createImageBitmap(next);
    }
    if (picture) context.drawImage(picture, 0, 0);
  };
  recorder.start();
  try {
    // The encoder starts with the first frame it gets, and what comes until it has is lost.
    for (let waitedMs = 0; !hasStarted && waitedMs < START_MS; waitedMs += FRAME_MS) {
      await draw(pictures[0]);
      await sleep(FRAME_MS);
    }
    const startMs = performance.now();
    const frames = pictures.length + END_FRAMES;
    for (let frame = 0; frame < frames; frame++) {
      // By the clock, not by the frame: what one takes too long, the next ones make up for.
      await sleep(startMs + frame * FRAME_MS - performance.now());
      await draw(pictures[frame]);
      onFrame(Math.min(frame + 1, pictures.length));
    }
  } finally {
    picture?.close();
    recorder.stop();
    await ended;
    for (const track of stream.getTracks()) track.stop();
  }
  return new Blob(parts, { type: 'video/webm' });
}

const NO_CANVAS = 'This browser gives no 2-D canvas to draw on. Close some tabs and try again.';

/** WebP where the browser writes it, else PNG. */
const toBlob = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(NO_CANVAS))), 'image/webp', PICTURE_QUALITY),
  );

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** Two: the first draws the new frame, the second comes when it is drawn. */
const nextFrames = (): Promise<void> =>
  Promise.race([
    new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    sleep(SLOW_FRAME_MS),
  ]);
