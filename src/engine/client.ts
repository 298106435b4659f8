/** The page's end of the worker: sends commands, hands on events, and turns a dying worker into an event like any other. */
import type { Command, Event } from './protocol';

export interface EngineClient {
  send(command: Command): void;
  /** Ends the worker and starts a fresh one: the way on after a crash. */
  restartWorker(): void;
  /** Ends the worker for good. */
  end(): void;
}

export function createEngineClient(onEvent: (event: Event) => void): EngineClient {
  let worker = start();

  function start(): Worker {
    const fresh = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'margin-lab-engine' });
    fresh.onmessage = (message: MessageEvent<Event>) => onEvent(message.data);
    fresh.onerror = (error) => {
      error.preventDefault();
      onEvent({
        type: 'state',
        state: {
          kind: 'failed',
          failure: {
            cause: 'worker',
            message: `The training worker stopped${error.message ? `: ${error.message}` : ' or could not be loaded'}.`,
            remedy: 'Restart the run; what is on the stage stays until then.',
          },
        },
      });
    };
    return fresh;
  }

  return {
    send: (command) => worker.postMessage(command),
    restartWorker: () => {
      worker.terminate();
      worker = start();
    },
    end: () => worker.terminate(),
  };
}
