import { isPlainObject } from '../../common/is-plain-object.js';
import { REFERENCE } from './operators.js';

type Evaluators = Readonly<Record<string, unknown>> | null;

/** The operators that look into the context by the names of keys. */
const LOOKUPS: ReadonlySet<string> = new Set(['var', 'missing', 'missing_some']);

/** The keys that one such operation names. What is not text is no name. */
export function namesIn(operator: string, argument: unknown): readonly unknown[] {
  const args = listOf(argument);
  if (operator === 'var') return args.slice(0, 1);
  if (operator === 'missing') return args.flat();
  return operator === 'missing_some' ? listOf(args[1]) : [];
}

/** Every key of the context that a checked part of a rule names, with the evaluators that it refers to. */
export function* keysRead(node: unknown, evaluators: Evaluators): Generator<unknown> {
  if (Array.isArray(node)) {
    for (const item of node) yield* keysRead(item, evaluators);
    return;
  }
  if (!isPlainObject(node)) return;
  for (const [operator, argument] of Object.entries(node)) {
    if (operator === REFERENCE) yield* keysRead(evaluators?.[String(argument)], null);
    else {
      yield* namesIn(operator, argument);
      yield* keysRead(argument, evaluators);
    }
  }
}

/** Whether a checked part of a rule comes to the same for every user: it looks at nothing of them. */
export function isConstant(node: unknown, evaluators: Evaluators): boolean {
  if (Array.isArray(node)) return node.every((item) => isConstant(item, evaluators));
  if (!isPlainObject(node)) return true;
  return Object.entries(node).every(([operator, argument]) => {
    if (operator === REFERENCE) return isConstant(evaluators?.[String(argument)], null);
    // A share is drawn by the user's id.
    return !LOOKUPS.has(operator) && operator !== 'fractional' && isConstant(argument, evaluators);
  });
}

/** JsonLogic lets a single argument stand without its list. */
export function listOf(argument: unknown): readonly unknown[] {
  return Array.isArray(argument) ? argument : [argument];
}
