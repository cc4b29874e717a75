import type { Assertion, Eval } from '../../config/eval.js';
import type { AnswerFigures, ArmFigures, BatchResult, ReplayResult } from '../../trace/replay-batch.js';
import { mean, quantile, sum } from './statistics.js';

/**
 * What both sides of a batch come to, over the asks that were replayed, and whether the candidate may pass. It is judged by
 * the asks that had an answer: one that nobody answered before says nothing of who does not answer it now.
 */
export function batchResultOf(results: readonly ReplayResult[], its: Eval | null): BatchResult {
  const replayed = results.filter(isReplayed);
  const judged = replayed.filter(({ original }) => original.status === 'complete');
  const baseline = armOf(replayed.map(({ original }) => original));
  const candidate = armOf(replayed.map(({ replay }) => replay));
  const complaints = [...nothingJudged(replayed, judged), ...lost(judged), ...unlike(judged, its)];
  const similarities = replayed.flatMap(({ similarity }) => similarity ?? []);
  return {
    verdict: complaints.length === 0 ? 'pass' : 'fail',
    reasons: [
      ...(complaints.length === 0 ? [praise(judged.length, its)] : complaints),
      ...remarks(candidate, baseline),
    ],
    baseline,
    candidate,
    similarity: { mean: mean(similarities), p10: quantile(similarities, 0.1) },
    answerCharsChange: change(candidate.answerChars, baseline.answerChars),
    assertions: (its?.assertions ?? []).map((assertion) => votes(replayed, assertion)),
  };
}

type Replayed = ReplayResult & { readonly replay: AnswerFigures };

function isReplayed(result: ReplayResult): result is Replayed {
  return result.replay !== null;
}

function armOf(figures: readonly AnswerFigures[]): ArmFigures {
  const answers = figures.filter(({ status }) => status === 'complete');
  const known = (of: keyof AnswerFigures, among = figures): number[] =>
    among.flatMap((one) => {
      const value = one[of];
      return typeof value === 'number' ? [value] : [];
    });
  const percentiles = (of: 'latencyMs' | 'firstContentMs') => {
    const values = known(of, answers);
    return { p50: quantile(values, 0.5), p95: quantile(values, 0.95) };
  };
  const costs = known('cost');
  return {
    count: figures.length,
    errors: figures.length - answers.length,
    contractFailures: figures.filter(({ errorCode }) => errorCode === 'OUTPUT_INVALID').length,
    limitHits: answers.filter(({ truncated }) => truncated).length,
    retried: answers.filter(({ attempts }) => attempts > 1).length,
    degraded: answers.filter(({ degraded }) => degraded).length,
    latencyMs: percentiles('latencyMs'),
    firstContentMs: percentiles('firstContentMs'),
    promptTokens: sum(known('promptTokens')),
    completionTokens: sum(known('completionTokens')),
    cost: costs.length === 0 ? null : sum(costs),
    answerChars: mean(known('answerChars', answers)),
  };
}

function nothingJudged({ length }: readonly Replayed[], judged: readonly Replayed[]): string[] {
  if (judged.length > 0) return [];
  return [length === 0 ? 'No ask was replayed.' : `None of ${length} asks had an answer before.`];
}

/** Answers that users had and would have no more; what others got instead makes up for none of them. */
function lost(judged: readonly Replayed[]): string[] {
  const { errors, contractFailures } = armOf(judged.map(({ replay }) => replay));
  if (errors === 0) return [];
  const complaint = `${errors} of ${judged.length} asks that had an answer got none.`;
  return contractFailures === 0
    ? [complaint]
    : [complaint, `${contractFailures} of ${judged.length} answers could not be used; before, 0.`];
}

/** What to know beside the verdict: users would get their answers, if later and for more money. */
function remarks(candidate: ArmFigures, baseline: ArmFigures): string[] {
  const of = (count: number): string => `${count} of ${candidate.count}`;
  return [
    ...(candidate.retried > baseline.retried
      ? [`${of(candidate.retried)} answers needed another attempt; before, ${baseline.retried}.`]
      : []),
    ...(candidate.degraded > baseline.degraded
      ? [`${of(candidate.degraded)} answers were degraded; before, ${baseline.degraded}.`]
      : []),
  ];
}

function unlike(judged: readonly Replayed[], its: Eval | null): string[] {
  if (its === null || judged.length === 0) return [];
  const good = judged.filter(({ assertions }) => assertions.every(({ passed }) => passed)).length;
  if (good / judged.length >= its.passRate) return [];
  const before = judged.filter(({ assertions }) => assertions.every((one) => one.baselinePassed)).length;
  return [
    `${good} of ${judged.length} answers pass the eval ${its.name}, which wants ${percent(its.passRate)} of them; before, ${before}.`,
  ];
}

function praise(count: number, its: Eval | null): string {
  const suffix = its === null ? '' : `, and the eval ${its.name} is passed`;
  return `All of ${count} asks that had an answer got one again${suffix}.`;
}

function votes(
  replayed: readonly ReplayResult[],
  { name, type }: Pick<Assertion, 'name' | 'type'>,
): BatchResult['assertions'][number] {
  const results = replayed.flatMap(({ assertions }) => assertions.filter((one) => one.name === name));
  const passed = results.filter((one) => one.passed).length;
  const baselinePassed = results.filter((one) => one.baselinePassed).length;
  return { name, type, passed, failed: results.length - passed, baselinePassed };
}

function change(candidate: number | null, baseline: number | null): number | null {
  return candidate === null || baseline === null || baseline === 0 ? null : candidate / baseline - 1;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
