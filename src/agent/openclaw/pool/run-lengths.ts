/** How much the latest run counts in a mean. */
const NEWEST = 0.1;

/** How long runs took lately: of each model, and over all of them. */
export class RunLengths {
  private readonly byModel = new Map<string, number>();
  private overall: number | undefined;

  add(model: string, ms: number): void {
    this.byModel.set(model, moved(this.byModel.get(model), ms));
    this.overall = moved(this.overall, ms);
  }

  /** Milliseconds; `unknown` as long as nobody knows. */
  of(model: string, unknown = 0): number {
    return this.byModel.get(model) ?? unknown;
  }

  /** Milliseconds; `unknown` as long as nobody knows. */
  ofAll(unknown = 0): number {
    return this.overall ?? unknown;
  }
}

function moved(mean: number | undefined, ms: number): number {
  return mean === undefined ? ms : mean + NEWEST * (ms - mean);
}
