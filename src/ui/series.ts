/** A measure over the steps of a run, in typed arrays that grow by doubling: charts read it, React never copies it. */
export class Series {
  #steps = new Int32Array(256);
  #values = new Float32Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** View of the steps so far; valid until the next `push`. */
  get steps(): Int32Array {
    return this.#steps.subarray(0, this.#length);
  }

  /** View of the values so far; valid until the next `push`. */
  get values(): Float32Array {
    return this.#values.subarray(0, this.#length);
  }

  push(step: number, value: number): void {
    if (this.#length === this.#values.length) {
      const steps = new Int32Array(2 * this.#length);
      const values = new Float32Array(2 * this.#length);
      steps.set(this.#steps);
      values.set(this.#values);
      this.#steps = steps;
      this.#values = values;
    }
    this.#steps[this.#length] = step;
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  clear(): void {
    this.#length = 0;
  }
}

/** A live setting that changed while training: a thin mark on every chart. */
export interface SettingMark {
  /** Key of the setting, as in the address. */
  readonly key: string;
  readonly step: number;
  /** `Scale 30` */
  readonly label: string;
}
