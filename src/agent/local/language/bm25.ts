import type { TermCounts } from './terms.js';

/** How fast a term's repetition stops to matter, and how much long texts are held back: the usual values. */
const K1 = 1.2;
const B = 0.6;

/** Relevance of texts to a query by Okapi BM25 (Robertson and Zaragoza, 2009). */
export class Bm25Index {
  private readonly lengths: readonly number[];
  private readonly averageLength: number;
  private readonly holders = new Map<string, number>();

  constructor(private readonly documents: readonly TermCounts[]) {
    this.lengths = documents.map((terms) => terms.values().reduce((sum, count) => sum + count, 0));
    this.averageLength = Math.max(
      1,
      this.lengths.reduce((sum, length) => sum + length, 0) / documents.length || 0,
    );
    for (const terms of documents) {
      for (const term of terms.keys()) this.holders.set(term, (this.holders.get(term) ?? 0) + 1);
    }
  }

  /** How telling a term is: always above 0, highest for a term that no document has. */
  weight(term: string): number {
    const holders = this.holders.get(term) ?? 0;
    return Math.log(1 + (this.documents.length - holders + 0.5) / (holders + 0.5));
  }

  /** Whether any document has the term. */
  knows(term: string): boolean {
    return this.holders.has(term);
  }

  has(document: number, term: string): boolean {
    return this.documents[document]?.has(term) ?? false;
  }

  /** @param terms with the weight of each, 1 being full */
  score(document: number, terms: ReadonlyMap<string, number>): number {
    const counts = this.documents[document];
    const length = this.lengths[document];
    if (counts === undefined || length === undefined) return 0;
    const drag = K1 * (1 - B + (B * length) / this.averageLength);
    let score = 0;
    for (const [term, share] of terms) {
      const count = counts.get(term);
      if (count !== undefined) score += (share * this.weight(term) * count * (K1 + 1)) / (count + drag);
    }
    return score;
  }
}
