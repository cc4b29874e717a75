import { gammaln } from 'simple-statistics';

/** So many of those asked went badly. */
export interface Sample {
  readonly bad: number;
  readonly of: number;
}

/** Halvings of an interval: beyond what a double can tell apart. */
const HALVINGS = 60;

/** ln B(½, ½) */
const LOG_PI = Math.log(Math.PI);

/**
 * The logarithm of an e-value against "the tried profile goes badly no more often than its baseline, but for the
 * margin": its likelihood under all rates, mixed, over the likelihood under the best pair of rates that the claim allows. As
 * long as the claim holds, the chance that the e-value _ever_ reaches 1/α is at most α, however often somebody
 * looks and however unequal the samples are (docs/adr/0028).
 * @param margin a share, 0–1
 */
export function logEvidence(tried: Sample, baseline: Sample, margin: number): number {
  return logMixture(tried) + logMixture(baseline) - logBest(tried, baseline, margin);
}

/** The likelihood under all rates, mixed by Beta(½, ½), which is nowhere much below that under the best. */
function logMixture({ bad, of }: Sample): number {
  return gammaln(bad + 0.5) + gammaln(of - bad + 0.5) - gammaln(of + 1) - LOG_PI;
}

/** The likelihood under the best pair of rates of which the tried one is at most so much above the other. */
function logBest(tried: Sample, baseline: Sample, margin: number): number {
  const own = rateOf(tried);
  const other = rateOf(baseline);
  if (own <= other + margin) return logLikelihood(tried, own) + logLikelihood(baseline, other);
  // Else the best lies where the claim ends, and there the likelihood has one peak.
  let low = 0;
  let high = 1 - margin;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (slope(tried, middle + margin) + slope(baseline, middle) > 0) low = middle;
    else high = middle;
  }
  return logLikelihood(tried, low + margin) + logLikelihood(baseline, low);
}

function rateOf({ bad, of }: Sample): number {
  return of === 0 ? 0 : bad / of;
}

/** 0 · log 0 counts as 0. */
function logLikelihood({ bad, of }: Sample, rate: number): number {
  const good = of - bad;
  return (bad === 0 ? 0 : bad * Math.log(rate)) + (good === 0 ? 0 : good * Math.log1p(-rate));
}

/** Of the logarithm, by the rate. */
function slope({ bad, of }: Sample, rate: number): number {
  const good = of - bad;
  return (bad === 0 ? 0 : bad / rate) - (good === 0 ? 0 : good / (1 - rate));
}
