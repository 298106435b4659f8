import { DatasetError } from '../data/loadPacked';
import type { Failure } from './protocol';

/** A run that cannot start or go on, in the words that the page shows. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure';

  constructor(readonly failure: Failure) {
    super(failure.message);
  }

  /** The failure to show for anything thrown. */
  static from(error: unknown): Failure {
    if (error instanceof RunFailure) return error.failure;
    if (error instanceof DatasetError) return { cause: 'data', message: error.message, remedy: error.remedy };
    const message = error instanceof Error ? error.message : String(error);
    return { cause: 'worker', message, remedy: 'Restart the run; if it happens again, choose another backend.' };
  }
}
