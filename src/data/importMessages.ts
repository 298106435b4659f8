/** Messages between the page and the import worker. Types only. */
import type { ClassCount, ImportOptions } from './importers/assembleDataset';

export interface ImportRequest {
  readonly files: readonly File[];
  readonly options: ImportOptions;
}

export interface ImportSummary {
  readonly images: number;
  readonly classes: readonly ClassCount[];
  /** Sentences. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** A few images of each class: [shown, size, size, channels] and the class of each. */
  readonly sample: {
    readonly images: Uint8Array;
    readonly labels: Uint8Array;
    readonly size: number;
    readonly channels: number;
  };
}

export type ImportReply =
  | { readonly type: 'progress'; readonly filesDone: number; readonly filesTotal: number; readonly images: number }
  /** Stored, if `images` is above 0. */
  | { readonly type: 'done'; readonly summary: ImportSummary }
  | { readonly type: 'failed'; readonly message: string };
