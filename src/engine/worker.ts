/** The dedicated worker: one session, commands in, events out. Only here are tfjs and the kernels loaded. */
import { openRun } from './openRun';
import type { Command, Event } from './protocol';
import { Session } from './session';

/** Of the worker's global scope: what a session needs. (TypeScript knows either the page's names or the worker's, not both.) */
const scope = self as unknown as {
  postMessage(event: Event, transfer: Transferable[]): void;
  onmessage: ((message: MessageEvent<Command>) => void) | null;
};

const session = new Session({
  open: openRun,
  post: (event: Event, transfer: Transferable[] = []) => scope.postMessage(event, transfer),
  nowMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

scope.onmessage = (message) => {
  void session.handle(message.data);
};
