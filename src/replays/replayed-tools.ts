import type { ToolCall } from '../agent/agent-client.js';
import { canonicalJson } from '../common/digest.js';
import { codePoints } from '../common/text/normalise.js';
import type { ToolAnswers, ToolGrant } from '../tools/tool-answers.js';
import type { ToolRegistry } from '../tools/tool-registry.js';
import { MAX_RECORDED } from '../tools/tool-runner.js';
import type { ToolCallDraft } from '../trace/trace-draft.js';
import type { Attempt, ToolCallRecord } from '../trace/trace-record.js';

const NOT_AVAILABLE =
  'Not available: this repeats an earlier request, in which nothing may be changed. Answer without it.';

/** What tells something of the tool itself; the other outcomes tell why it did not run. */
const ANSWERED: ReadonlySet<ToolCallRecord['outcome']> = new Set(['ok', 'invalid', 'failed', 'timeout']);

/**
 * Answers a model's calls so that nothing happens: as the same call was answered in the original; else by the tool, where
 * that only looks something up; else by saying that it is not available.
 */
export class ReplayedTools implements ToolAnswers {
  /** By call; of equal ones the first is answered as the first was, and so on. */
  private readonly recorded: ReadonlyMap<string, ToolCallRecord[]>;

  constructor(
    original: readonly Attempt[],
    private readonly registry: ToolRegistry,
    private readonly tools: ToolAnswers,
  ) {
    const calls = original.flatMap(({ toolCalls = [] }) => toolCalls);
    this.recorded = Map.groupBy(calls.filter(isWhole), keyOf);
  }

  async run(call: ToolCall, record: ToolCallDraft, grant: ToolGrant, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    if (!grant.allowed.includes(call.name)) return this.tools.run(call, record, grant, signal);
    const before = this.before(call);
    if (before !== undefined) return repeat(before, record);
    const { readOnly = false } = this.registry.get(call.name)?.options ?? {};
    if (readOnly) return this.tools.run(call, record, grant, signal);
    record.outcome = 'refused';
    record.result = NOT_AVAILABLE;
    return NOT_AVAILABLE;
  }

  private before(call: ToolCall): ToolCallRecord | undefined {
    const same = this.recorded.get(keyOf(call)) ?? [];
    return same.length > 1 ? same.shift() : same[0];
  }
}

function repeat({ outcome, result }: ToolCallRecord, record: ToolCallDraft): string {
  record.outcome = outcome;
  record.result = result;
  record.replayed = true;
  return codePoints(result) < MAX_RECORDED ? result : `${result}\n[cut off]`;
}

/** Of arguments that were cut off nobody knows whether others are the same. */
function isWhole({ outcome, arguments: written }: ToolCallRecord): boolean {
  return ANSWERED.has(outcome) && codePoints(written) < MAX_RECORDED;
}

/** Equal when both mean the same, however their arguments are written. */
function keyOf({ name, arguments: written }: Pick<ToolCallRecord, 'name' | 'arguments'>): string {
  return `${name}\n${meaningOf(written)}`;
}

function meaningOf(json: string): string {
  try {
    return canonicalJson(JSON.parse(json));
  } catch {
    return json;
  }
}
