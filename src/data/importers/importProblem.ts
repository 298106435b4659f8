/** What is wrong with a file that was to be imported, as a value: one bad file never stops the good ones. */

export interface ImportProblem {
  /** Path as the user sees it; a file in an archive: `faces.zip/s1/1.pgm`. */
  readonly file: string;
  readonly expected: string;
  readonly found: string;
  /** What to do. */
  readonly remedy: string;
}

/** Carries a problem out of a parser. */
export class ImportError extends Error {
  override readonly name = 'ImportError';

  constructor(readonly problem: ImportProblem) {
    super(describeProblem(problem));
  }
}

/** `a.npy: expected numbers, found NaN in row 3. Replace them.` */
export const describeProblem = ({ file, expected, found, remedy }: ImportProblem): string =>
  `${file}: expected ${expected}, found ${found}. ${remedy}`;

/** Throws an `ImportError`. */
export function refuse(file: string, expected: string, found: string, remedy: string): never {
  throw new ImportError({ file, expected, found, remedy });
}

/** Bytes as a person writes them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit] ?? ''}`;
}
