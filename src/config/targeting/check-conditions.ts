import { isPlainObject } from '../../common/is-plain-object.js';
import { BRANCHINGS, COMPARISONS, REFERENCE } from './operators.js';
import { INTENT_KEY, meantBy } from './context-keys.js';
import { isConstant, keysRead, listOf, namesIn } from './reads.js';
import { type TargetingFault, type TargetingNames, quoted } from './targeting-fault.js';

type Path = readonly PropertyKey[];

/** What is wrong with what a targeting asks, if its form is right: whom it asks, and that it asks at all. */
export function checkConditions(targeting: unknown, names: TargetingNames): TargetingFault[] {
  const check = new ConditionsCheck(names);
  check.visit(targeting, []);
  return check.faults;
}

class ConditionsCheck {
  readonly faults: TargetingFault[] = [];

  constructor(private readonly names: TargetingNames) {}

  visit(node: unknown, path: Path): void {
    if (Array.isArray(node)) {
      for (const [index, item] of node.entries()) this.visit(item, [...path, index]);
      return;
    }
    if (!isPlainObject(node)) return;
    for (const [operator, argument] of Object.entries(node)) {
      const at = [...path, operator];
      if (operator === REFERENCE) this.checkIntent(keysRead(node, this.names.evaluators), at);
      else if (COMPARISONS.has(operator) && isConstant(argument, this.names.evaluators))
        // What is in it would be told of again.
        return this.fail(at, `compares what is the same for everybody${hintAt(argument)}`, 'key');
      this.checkNames(namesIn(operator, argument), at);
      this.checkAsked(operator, argument, at);
      this.visit(argument, at);
    }
  }

  private checkNames(names: readonly unknown[], at: Path): void {
    for (const name of names) {
      if (typeof name !== 'string' || name === '') this.fail(at, 'must be the name of a key, written out');
      else {
        const meant = meantBy(name);
        const claim = 'is chosen by the client, which may say anything';
        if (meant !== undefined) this.fail(at, `${quoted(name)} ${claim} (did you mean "${meant}"?)`);
      }
    }
    this.checkIntent(names, at);
  }

  private checkIntent(names: Iterable<unknown>, at: Path): void {
    const { withoutIntent } = this.names;
    if (withoutIntent === undefined) return;
    for (const name of names) if (name === INTENT_KEY) return this.fail(at, withoutIntent);
  }

  /** `true` and `false` may stand where something is asked: nobody writes them by mistake. */
  private checkAsked(operator: string, argument: unknown, at: Path): void {
    if (!BRANCHINGS.has(operator)) return;
    const args = listOf(argument);
    const asked = args.slice(0, -1).filter((_, index) => operator !== 'if' || index % 2 === 0);
    for (const part of asked) {
      const isToldOf = isPlainObject(part) && Object.keys(part).some((inner) => COMPARISONS.has(inner));
      if (typeof part === 'boolean' || isToldOf || !isConstant(part, this.names.evaluators)) continue;
      this.fail([...at, args.indexOf(part)], `is the same for everybody, and asks nothing${hintAt(part)}`);
    }
  }

  private fail(path: Path, message: string, at: TargetingFault['at'] = 'value'): void {
    this.faults.push({ path, at, message, severity: 'error' });
  }
}

function hintAt(node: unknown): string {
  const key = listOf(node).find((part) => typeof part === 'string' && /^[A-Za-z]\w*$/.test(part));
  return typeof key === 'string' && key.length <= 64
    ? ` (did you mean {"var": ${JSON.stringify(key)}}?)`
    : '';
}
