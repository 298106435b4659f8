/** The one shape every data set has, whoever made it. Pixels stay packed bytes until a trainer gathers a batch. */
export interface Dataset {
  readonly id: string;
  readonly label: string;
  readonly height: number;
  readonly width: number;
  /** 1 (grey) or 3 (RGB). */
  readonly channels: number;
  /** Index = label. */
  readonly classNames: readonly string[];
  /** [N, height, width, channels], 0..255. */
  readonly images: Uint8Array;
  /** [N], 0..classNames.length-1; images of held-out classes have the numbers after those. */
  readonly labels: Uint8Array;
  /** Rows of `images` used for training. */
  readonly trainIndices: Uint32Array;
  /** Rows of `images` never used for training. */
  readonly testIndices: Uint32Array;
  /** Classes that training never sees, to verify on people (or digits) the network does not know. */
  readonly heldOut?: HeldOutClasses;
}

export interface HeldOutClasses {
  /** Rows of `images`; in neither of the two splits. */
  readonly indices: Uint32Array;
  /** Index = label - classNames.length of the data set. */
  readonly classNames: readonly string[];
}
