import { isObject, stringAt } from '../common/json.js';

/** What is known of the system prompt of one run. */
export interface Replacement {
  readonly systemPrompt: string;
  /** OpenClaw asked for the prompt of this run and was given it. */
  offered: boolean;
  /** OpenClaw told what it sends, and it is something else. */
  contradicted: boolean;
}

const KEY = Symbol.for('miniask.prompt-replacements');

/**
 * The system prompts that shall stand in the place of OpenClaw's own, by run id. One for the whole
 * process: OpenClaw 2026.9.6 loads the plugin a second time for a run, and it is the hook of that copy
 * which is called (measured), so a map of this copy would leave OpenClaw's own prompt in place.
 */
export class PromptReplacements {
  private constructor(private readonly runs: Map<unknown, unknown>) {}

  static ofProcess(): PromptReplacements {
    const known: unknown = Reflect.get(globalThis, KEY);
    const runs = known instanceof Map ? known : new Map<unknown, unknown>();
    Reflect.set(globalThis, KEY, runs);
    return new PromptReplacements(runs);
  }

  expect(runId: string, systemPrompt: string): Replacement {
    const replacement = { systemPrompt, offered: false, contradicted: false };
    this.runs.set(runId, replacement);
    return replacement;
  }

  forget(runId: string): void {
    this.runs.delete(runId);
  }

  /** For the hook `before_prompt_build`, whose result replaces OpenClaw's prompt. */
  offer(context: unknown): { readonly systemPrompt: string } | undefined {
    const run = this.runs.get(stringAt(context, 'runId'));
    if (!isReplacement(run)) return undefined;
    run.offered = true;
    return { systemPrompt: run.systemPrompt };
  }

  /** For the hook `llm_input`, which is told what is about to be sent: another plugin may have had its way. */
  observe(event: unknown): void {
    const run = this.runs.get(stringAt(event, 'runId'));
    const sent = stringAt(event, 'systemPrompt');
    if (!isReplacement(run) || sent === undefined) return;
    if (!withoutSpace(sent).includes(withoutSpace(run.systemPrompt))) run.contradicted = true;
  }
}

function isReplacement(value: unknown): value is Replacement {
  return (
    isObject(value) && typeof value['systemPrompt'] === 'string' && typeof value['offered'] === 'boolean'
  );
}

/** OpenClaw may trim lines and change their ends. */
function withoutSpace(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
