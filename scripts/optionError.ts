import { type Adjustment, describeAdjustment } from '../src/engine/runConfig';

/** A sentence for the user; the runner then ends with code 2. */
export class OptionError extends Error {
  override readonly name = 'OptionError';

  /** Of settings that could not be taken as given. */
  static of(adjustments: readonly Adjustment[]): OptionError {
    return new OptionError(
      adjustments.map((a) => `--${describeAdjustment(a).replace(/; (using|ignored).*$/, '')}`).join('; '),
    );
  }
}
