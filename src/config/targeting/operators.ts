/** How many arguments an operator takes, at least and at most. */
export interface Arity {
  readonly min: number;
  readonly max: number;
}

const exactly = (count: number): Arity => ({ min: count, max: count });
const atLeast = (min: number): Arity => ({ min, max: Infinity });

/** What flagd makes of JsonLogic, but for the operators on lists. */
export const OPERATORS: ReadonlyMap<string, Arity> = new Map(
  Object.entries({
    var: { min: 1, max: 2 },
    missing: atLeast(1),
    missing_some: exactly(2),
    if: atLeast(1),
    '==': exactly(2),
    '===': exactly(2),
    '!=': exactly(2),
    '!==': exactly(2),
    '>': exactly(2),
    '>=': exactly(2),
    '<': { min: 2, max: 3 },
    '<=': { min: 2, max: 3 },
    '%': exactly(2),
    '/': exactly(2),
    '*': atLeast(1),
    '+': atLeast(1),
    '-': { min: 1, max: 2 },
    '!': exactly(1),
    '!!': exactly(1),
    and: atLeast(1),
    or: atLeast(1),
    max: atLeast(1),
    min: atLeast(1),
    in: exactly(2),
    cat: atLeast(1),
    substr: { min: 2, max: 3 },
    starts_with: exactly(2),
    ends_with: exactly(2),
    sem_ver: exactly(3),
    fractional: atLeast(1),
  }),
);

/** Those that come to true or false. */
export const COMPARISONS: ReadonlySet<string> = new Set([
  '==',
  '===',
  '!=',
  '!==',
  '>',
  '>=',
  '<',
  '<=',
  '!',
  '!!',
  'in',
  'starts_with',
  'ends_with',
  'sem_ver',
]);

/** Those that come to one of their arguments. */
export const BRANCHINGS: ReadonlySet<string> = new Set(['if', 'and', 'or']);

/** Those that come to a number. */
export const CALCULATIONS: ReadonlySet<string> = new Set(['%', '/', '*', '+', '-', 'max', 'min']);

/** Those that come to a list. */
export const LISTINGS: ReadonlySet<string> = new Set(['missing', 'missing_some']);

/** Those that go through lists: a context has none, and one in another takes longer than anybody waits. */
export const LIST_OPERATORS: ReadonlySet<string> = new Set([
  'map',
  'filter',
  'reduce',
  'all',
  'none',
  'some',
  'merge',
]);

/** What `sem_ver` can ask of two versions. */
export const VERSION_OPERATORS = ['=', '!=', '<', '<=', '>=', '>', '^', '~'] as const;

/** Stands for an evaluator of the file. */
export const REFERENCE = '$ref';
