/** The recording as a WebM video: the stages frame by frame, through the browser's own encoder. */
import { stagePainter } from '../stage/captureStage';

const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'] as const;
const FRAMES_PER_SECOND = 15;
/** 20 seconds; longer recordings are shown in larger steps. */
const MOST_FRAMES = 300;
/** The end stays for a second: without a new frame the video would be over. */
const END_FRAMES = FRAMES_PER_SECOND;
const MOST_WIDTH = 1920;
const BITS_PER_SECOND = 6e6;
/** A page in the background gets no animation frames: then it is painted all the same. */
const FRAME_MS = 250;

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

/** Throws an `Error` with a sentence for the user; what `signal` aborts ends as the video so far. */
export async function recordVideo({ steps, show, onProgress, signal }: VideoOptions): Promise<Blob> {
  const type = videoType();
  if (!type) throw new Error('This browser records no WebM video. Chrome, Edge and Firefox do.');
  const shown = thinSteps(steps);
  const picture = document.createElement('canvas');
  show(shown[0] ?? 0);
  await nextFrames();
  const paint = stagePainter(picture, (width) => Math.min(2, MOST_WIDTH / width));
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no 2-D canvas to draw on. Close some tabs and try again.');
  const stream = canvas.captureStream(FRAMES_PER_SECOND);
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: BITS_PER_SECOND });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise<void>((resolve, reject) => {
    recorder.onstop = () => resolve();
    recorder.onerror = () =>
      reject(new Error('The browser could not encode the video. Make the window smaller and try again.'));
  });
  recorder.start();
  recorder.pause();
  try {
    for (const [i, step] of shown.entries()) {
      if (signal.aborted) break;
      show(step);
      await nextFrames();
      paint();
      // Its clock stands still while a picture is painted, which may take long without a GPU: the video keeps its pace.
      recorder.resume();
      for (let k = i === shown.length - 1 ? END_FRAMES : 1; k > 0; k--) {
        context.drawImage(picture, 0, 0);
        await sleep(1000 / FRAMES_PER_SECOND);
      }
      recorder.pause();
      onProgress(i + 1, shown.length);
    }
  } finally {
    recorder.stop();
    await ended;
    for (const track of stream.getTracks()) track.stop();
  }
  return new Blob(parts, { type: 'video/webm' });
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Two: the first draws the new frame, the second comes when it is drawn. */
const nextFrames = (): Promise<void> =>
  Promise.race([
    new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    sleep(FRAME_MS),
  ]);
