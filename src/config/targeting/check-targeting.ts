import { coerce, parse } from 'semver';
import { isPlainObject } from '../../common/is-plain-object.js';
import { didYouMean } from '../did-you-mean.js';
import { checkConditions } from './check-conditions.js';
import { checkOutcome } from './check-outcome.js';
import { LIST_OPERATORS, OPERATORS, REFERENCE, VERSION_OPERATORS } from './operators.js';
import { listOf } from './reads.js';
import { type TargetingFault, type TargetingNames, quoted } from './targeting-fault.js';

/** Levels of objects and lists. */
const MAX_DEPTH = 40;
/** Values, operators and lists, evaluators with each place that names them. */
const MAX_PARTS = 5000;
/** Code units of a text in it. */
const MAX_TEXT = 1000;
/** What flagd can count to. */
const MAX_WEIGHT = 2_147_483_647;
/**
 * All that is wrong with a targeting: flagd itself passes over most of it in silence and gives users the default. What
 * passes is bounded, so that no evaluation takes long.
 */
export function checkTargeting(targeting: unknown, names: TargetingNames): readonly TargetingFault[] {
  const check = new TargetingCheck(names);
  check.visit(targeting, [], 1);
  if (check.faults.length > 0) return check.faults;
  return [...checkOutcome(targeting, names), ...checkConditions(targeting, names)];
}

class TargetingCheck {
  readonly faults: TargetingFault[] = [];
  private parts = 0;
  private isTooLarge = false;

  constructor(private readonly names: TargetingNames) {}

  visit(node: unknown, path: readonly PropertyKey[], depth: number): void {
    this.parts += 1;
    if (this.parts > MAX_PARTS) return this.tooLarge();
    if (depth > MAX_DEPTH) return this.fail(path, `is nested more than ${MAX_DEPTH} levels deep`);
    if (Array.isArray(node)) {
      for (const [index, item] of node.entries()) this.visit(item, [...path, index], depth + 1);
    } else if (isPlainObject(node)) this.visitOperation(node, path, depth);
    else this.visitValue(node, path);
  }

  private visitOperation(node: object, path: readonly PropertyKey[], depth: number): void {
    const [entry, ...others] = Object.entries(node);
    // flagd takes a targeting of nothing for none.
    if (entry === undefined && path.length === 0) return;
    if (entry === undefined || others.length > 0)
      return this.fail(path, 'must be one operator with its arguments');
    const [operator, argument]: [string, unknown] = entry;
    const at = [...path, operator];
    if (operator === REFERENCE) return this.checkReference(argument, at, depth);
    const arity = OPERATORS.get(operator);
    if (arity === undefined) return this.fail(at, unknownOperator(operator), 'key');
    const args = listOf(argument);
    if (args.length < arity.min || args.length > arity.max)
      return this.fail(at, `takes ${countOf(arity)}, not ${args.length}`, 'key');
    this.visit(argument, at, depth + 1);
    if (operator === 'sem_ver') this.checkVersions(args, at);
    if (operator === 'fractional') this.checkShares(args, at);
  }

  private visitValue(value: unknown, path: readonly PropertyKey[]): void {
    if (typeof value === 'string' && value.length > MAX_TEXT)
      this.fail(path, `must be text of at most ${MAX_TEXT} characters, not ${value.length}`);
  }

  private checkReference(name: unknown, at: readonly PropertyKey[], depth: number): void {
    const { evaluators } = this.names;
    if (evaluators === null) return this.fail(at, 'must not stand here: write out what it refers to', 'key');
    if (typeof name !== 'string') return this.fail(at, 'must be the name of an evaluator');
    if (!Object.hasOwn(evaluators, name)) {
      const near = didYouMean(name, Object.keys(evaluators));
      return this.fail(at, `there is no evaluator ${quoted(name)} in $evaluators${near}`);
    }
    // Its own faults are told where it stands; what counts here is how much it is.
    const inner = new TargetingCheck({ variants: null, evaluators: null });
    inner.visit(evaluators[name], [], depth);
    this.parts += inner.parts;
    if (this.parts > MAX_PARTS) this.tooLarge();
  }

  private checkVersions(args: readonly unknown[], at: readonly PropertyKey[]): void {
    const [, operator] = args;
    if (!VERSION_OPERATORS.some((known) => known === operator))
      this.fail([...at, 1], `must be one of ${VERSION_OPERATORS.join(' ')}`);
    for (const [index, version] of args.entries()) {
      if (index === 1 || isPlainObject(version)) continue;
      if (typeof version !== 'string')
        this.fail([...at, index], 'must be a version, in quotes, such as "1.4.0"');
      else if (!isVersion(version))
        this.fail([...at, index], `must be a version, such as "1.4.0", not ${quoted(version)}`);
    }
  }

  private checkShares(args: readonly unknown[], at: readonly PropertyKey[]): void {
    const [first] = args;
    const isBucketed = first !== undefined && !Array.isArray(first);
    const buckets = args.slice(isBucketed ? 1 : 0);
    if (buckets.length === 0) return this.fail(at, 'must have at least one share, such as ["on", 10]', 'key');
    let total = 0;
    for (const [index, bucket] of buckets.entries())
      total += this.checkShare(bucket, [...at, index + (isBucketed ? 1 : 0)]);
    if (total === 0) this.fail(at, 'must have a weight above 0', 'key');
    if (total > MAX_WEIGHT) this.fail(at, `must have weights of at most ${MAX_WEIGHT} together`, 'key');
  }

  /** Its weight, as far as the file tells it. */
  private checkShare(bucket: unknown, at: readonly PropertyKey[]): number {
    if (!Array.isArray(bucket) || bucket.length === 0 || bucket.length > 2) {
      this.fail(at, 'must be a share: the name of a variant and its weight, such as ["on", 10]');
      return 1;
    }
    const [, weight = 1]: readonly unknown[] = bucket;
    // Computed, such as from a time.
    if (isPlainObject(weight)) return 1;
    if (typeof weight === 'number' && Number.isInteger(weight) && weight >= 0) return weight;
    this.fail([...at, 1], 'must be a weight: a whole number from 0');
    return 1;
  }

  private tooLarge(): void {
    if (this.isTooLarge) return;
    this.isTooLarge = true;
    this.fail([], `must have at most ${MAX_PARTS} parts`);
  }

  private fail(path: readonly PropertyKey[], message: string, at: TargetingFault['at'] = 'value'): void {
    this.faults.push({ path, at, message, severity: 'error' });
  }
}

function unknownOperator(operator: string): string {
  if (LIST_OPERATORS.has(operator)) return 'is not supported: the context of a user has no lists';
  const known = [...OPERATORS.keys()];
  return `is not a known operator${didYouMean(operator, known)}; known: ${known.join(' ')}`;
}

function countOf({ min, max }: { readonly min: number; readonly max: number }): string {
  if (min === max) return min === 1 ? '1 argument' : `${min} arguments`;
  return max === Infinity
    ? `at least ${min} ${min === 1 ? 'argument' : 'arguments'}`
    : `${min} to ${max} arguments`;
}

/** As flagd reads them: `v1.4` and `1` count too. */
function isVersion(text: string): boolean {
  const bare = text.replace(/^v/i, '');
  return parse(bare) !== null || (/^\d+(\.\d+)?$/.test(bare) && coerce(bare) !== null);
}
