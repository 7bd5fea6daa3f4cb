// Numbers drawn from a seed, which a failing test names: SEED=… draws them again.
export const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

export class Random {
  constructor(private state: number) {}

  /** A whole number below the bound. */
  below(bound: number): number {
    // Mulberry32.
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  }

  chance(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
