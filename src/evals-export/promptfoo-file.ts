import { Document } from 'yaml';
import type { Eval } from '../config/eval.js';
import { type PromptfooAssertion, promptfooAssertion } from './promptfoo-assertion.js';
import type { Target } from './promptfoo-target.js';

/** A test of promptfoo, which is one ask. */
export interface PromptfooTest {
  readonly description: string;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, string | null>>;
}

export interface PromptfooFile {
  readonly text: string;
  /** Assertions that promptfoo cannot check, and why: left out. */
  readonly leftOut: readonly string[];
}

/** A configuration of promptfoo (promptfoo.dev/docs/configuration/reference) that asks again what was asked. */
export function promptfooFile(
  found: Eval | null,
  target: Target,
  tests: readonly PromptfooTest[],
): PromptfooFile {
  const { asserts, leftOut } = translated(found, target);
  const document = new Document({
    description: found === null ? 'Recorded asks' : `Recorded asks, held against the eval ${found.name}`,
    prompts: target.prompts,
    providers: target.providers,
    defaultTest: {
      // A list among the variables is one value, not a test for each of its members.
      options: { disableVarExpansion: true },
      ...(asserts.length > 0 && { assert: asserts }),
    },
    tests,
  });
  document.commentBefore = comment(target, leftOut);
  return { text: document.toString({ lineWidth: 0 }), leftOut };
}

function translated(found: Eval | null, { told }: Target) {
  const asserts: PromptfooAssertion[] = [];
  const leftOut: string[] = [];
  for (const assertion of found?.assertions ?? []) {
    const result = promptfooAssertion(assertion, told);
    if (typeof result === 'string') leftOut.push(`${assertion.name}: ${result}`);
    else asserts.push(result);
  }
  return { asserts, leftOut };
}

function comment({ variables }: Target, leftOut: readonly string[]): string {
  const lines = [
    `Made by evals:export. Run it with promptfoo; it needs the variables ${variables.join(' and ')}:`,
    '  promptfoo eval --no-cache -c <this file>',
    'A text may stand in pieces, which `join` puts together: so nothing in it is taken for a template.',
    ...(leftOut.length > 0 ? ['Left out, as promptfoo cannot check it:'] : []),
    ...leftOut.map((line) => `  ${line}`),
  ];
  return lines.map((line) => ` ${line}`).join('\n');
}
