/** Finds reachable floors off the page's thread: spreading many classes in many dimensions takes up to a second or two. */
import type { RunConfig } from '../../engine/runConfig';
import { reachableFloor, referenceSetting } from './lossReference';

export interface FloorRequest {
  readonly key: string;
  readonly config: RunConfig;
}

export interface FloorReply {
  readonly key: string;
  readonly floor: number;
}

const scope = self as unknown as {
  postMessage(reply: FloorReply): void;
  onmessage: ((message: MessageEvent<FloorRequest>) => void) | null;
};

scope.onmessage = ({ data: { key, config } }) =>
  scope.postMessage({ key, floor: reachableFloor(referenceSetting(config, 'after the ramp')) });
