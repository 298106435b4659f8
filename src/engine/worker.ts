/** The dedicated worker: one session, commands in, events out. Only here are tfjs and the kernels loaded. */
import { openRun } from './openRun';
import type { Command, Event } from './protocol';
import { Session } from './session';

const scope = self as unknown as DedicatedWorkerGlobalScope;

const session = new Session({
  open: openRun,
  post: (event: Event, transfer: Transferable[] = []) => scope.postMessage(event, transfer),
  nowMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

scope.onmessage = (message: MessageEvent<Command>) => {
  void session.handle(message.data);
};
