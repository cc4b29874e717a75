import { isPlainObject } from '../../common/is-plain-object.js';
import { didYouMean } from '../did-you-mean.js';
import { BRANCHINGS, CALCULATIONS, COMPARISONS, LISTINGS, REFERENCE } from './operators.js';
import { listOf } from './reads.js';
import { type TargetingFault, type TargetingNames, quoted } from './targeting-fault.js';

type Path = readonly PropertyKey[];
const A_NUMBER = /^-?\d+(\.\d+)?$/;

/** What is wrong with what users may get by a targeting whose form is right: it must be a variant that there is. */
export function checkOutcome(targeting: unknown, { variants, evaluators }: TargetingNames): TargetingFault[] {
  if (variants === null) return [];
  const check = new OutcomeCheck(variants, evaluators);
  check.visit(targeting, []);
  return check.faults;
}

class OutcomeCheck {
  readonly faults: TargetingFault[] = [];

  constructor(
    private readonly variants: readonly string[],
    private readonly evaluators: TargetingNames['evaluators'],
  ) {}

  /** @param comes what of it users may get, as the rest goes another way */
  visit(node: unknown, path: Path, comes: readonly boolean[] = [true, false]): void {
    if (comes.length === 0) return;
    if (!isPlainObject(node)) {
      if (comes.includes(Boolean(node))) this.checkVariant(node, path);
      return;
    }
    const [entry] = Object.entries(node);
    if (entry !== undefined) this.visitOperation(entry, path, comes);
  }

  private visitOperation(
    [operator, argument]: [string, unknown],
    path: Path,
    comes: readonly boolean[],
  ): void {
    const at = [...path, operator];
    const args = listOf(argument);
    const pathOf = (index: number): Path => (Array.isArray(argument) ? [...at, index] : at);
    if (operator === REFERENCE) return this.visitEvaluator(argument, at, comes);
    if (operator === 'fractional') return this.visitShares(args, pathOf, comes);
    if (operator === 'var') return this.visit(args[1], pathOf(1), comes);
    if (COMPARISONS.has(operator)) return this.checkLogical(comes, at);
    if (CALCULATIONS.has(operator)) return this.checkNumeric(at);
    if (LISTINGS.has(operator)) return this.fail(at, 'comes to a list, which is no variant', 'key');
    if (!BRANCHINGS.has(operator)) return;
    for (const [index, part] of args.entries()) {
      const its = index === args.length - 1 ? comes : comes.filter((holds) => endsAt(operator, index, holds));
      this.visit(part, pathOf(index), its);
    }
  }

  /** What is wrong in an evaluator is told where the rule refers to it: elsewhere it may be right. */
  private visitEvaluator(name: unknown, at: Path, comes: readonly boolean[]): void {
    const inner = new OutcomeCheck(this.variants, null);
    inner.visit(this.evaluators?.[String(name)], [], comes);
    for (const { message, severity } of inner.faults) this.fail(at, message, 'value', severity);
  }

  private visitShares(
    args: readonly unknown[],
    pathOf: (index: number) => Path,
    comes: readonly boolean[],
  ): void {
    const shares = args.flatMap((share, index) => (Array.isArray(share) ? [{ share, index }] : []));
    for (const { share, index } of shares) this.visit(share[0], [...pathOf(index), 0], comes);
    const [only] = shares;
    if (only === undefined || shares.length > 1) return;
    const message = 'is everybody, whatever its weight: a weight is a part of all weights, so add the rest';
    this.fail(pathOf(only.index), message, 'value', 'warning');
  }

  private checkLogical(comes: readonly boolean[], path: Path): void {
    const outcomes = comes.map(String);
    const missing = outcomes.find((outcome) => !this.variants.includes(outcome));
    if (missing === undefined) return;
    const message = `comes to ${outcomes.join(' or ')}, and there is no variant ${quoted(missing)}; use {"if": [condition, ${this.example()}]}`;
    this.fail(path, message, 'key');
  }

  private checkNumeric(path: Path): void {
    if (this.variants.some((name) => A_NUMBER.test(name))) return;
    this.fail(path, `comes to a number, which is no variant; variants: ${this.variants.join(', ')}`, 'key');
  }

  private checkVariant(value: unknown, path: Path): void {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) return this.fail(path, 'must be the name of a variant');
    const name = typeof value === 'string' ? value : JSON.stringify(value);
    if (this.variants.includes(name)) return;
    const near = didYouMean(name, this.variants);
    this.fail(path, `there is no variant ${quoted(name)}${near}; variants: ${this.variants.join(', ')}`);
  }

  private example(): string {
    return this.variants
      .slice(0, 2)
      .map((name) => JSON.stringify(name))
      .join(', ');
  }

  private fail(
    path: Path,
    message: string,
    at: TargetingFault['at'] = 'value',
    severity: TargetingFault['severity'] = 'error',
  ): void {
    this.faults.push({ path, at, message, severity });
  }
}

/** Whether an operation may come to one of its arguments, but the last, where that holds or does not. */
function endsAt(operator: string, index: number, holds: boolean): boolean {
  if (operator === 'if') return index % 2 === 1;
  return (operator === 'and' && !holds) || (operator === 'or' && holds);
}
