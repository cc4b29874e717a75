import type { Assertion, Eval } from './eval.js';
import type { AssertionEntry, EvalFile } from './files/eval-file.js';

/** A checked file as the value that answers are held against. */
export function toEval(name: string, entry: EvalFile): Eval {
  const taken = new Set(entry.assertions.flatMap((assertion) => assertion.name ?? []));
  return {
    name,
    intent: entry.intent,
    ...(entry.description !== undefined && { description: entry.description }),
    passRate: entry.pass_rate,
    assertions: entry.assertions.map((assertion) => toAssertion(assertion, nameOf(assertion, taken))),
  };
}

/** What stands in reports must be told apart: `max-chars`, then `max-chars 2`. */
function nameOf({ name, type }: AssertionEntry, taken: Set<string>): string {
  if (name !== undefined) return name;
  let made: string = type;
  for (let count = 2; taken.has(made); count += 1) made = `${type} ${count}`;
  taken.add(made);
  return made;
}

function toAssertion(entry: AssertionEntry, name: string): Assertion {
  if ('ignore_case' in entry) return toTextual(entry, name);
  switch (entry.type) {
    case 'json-schema':
      return { type: entry.type, name, schema: entry.value };
    case 'language':
      return { type: entry.type, name, language: entry.value };
    case 'similar':
      return { type: entry.type, name, atLeast: entry.value };
    case 'max-bullets':
    case 'max-chars':
    case 'min-chars':
    case 'max-latency-ms':
    case 'max-cost':
      return { type: entry.type, name, limit: entry.value };
  }
}

function toTextual(entry: Extract<AssertionEntry, { ignore_case: boolean }>, name: string): Assertion {
  const ignoreCase = entry.ignore_case;
  if (entry.type === 'contains' || entry.type === 'not-contains') {
    return { type: entry.type, name, texts: [entry.value].flat(), ignoreCase };
  }
  return { type: entry.type, name, pattern: entry.value, ignoreCase };
}
