/**
 * How far evidence is on its way to what is needed, 0–1. It multiplies with every ask, so that its logarithm is what
 * grows evenly.
 */
export function shownEvidence(evidence: number, needed: number): number {
  const way = Math.log1p(Math.max(0, evidence)) / Math.log1p(needed);
  return Math.min(1, way);
}
