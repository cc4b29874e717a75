import { distance } from 'fastest-levenshtein';
import { didYouMean } from '../did-you-mean.js';
import { faultsOf } from '../faults.js';
import { readTextAtStart } from '../files/read-text.js';
import { UnreadableFile } from '../files/unreadable.js';
import type { ConfigIssue } from '../snapshot.js';
import { FILE_SUFFIX, type Variables, secretNames, variableNames, variables } from './variables.js';

/** Ours alone, so that any other name with it is a mistake. */
const OWN_PREFIX = 'MINIASK_';

/** Other software has variables with these prefixes too, so only near misses are told. */
const SHARED_PREFIXES = ['JWT_', 'OPENCLAW_', 'OTEL_', 'WECHAT_'] as const;
const NEAR_MISS_EDITS = 2;

const MAX_SECRET_BYTES = 65_536;

export type Env = Readonly<Record<string, string | undefined>>;

export interface ReadVariables {
  /** What is not set, or set wrongly, has its default or is absent. */
  readonly values: Variables;
  /** Names that are set, be it wrongly: what depends on whether a variable is set asks here. */
  readonly given: ReadonlySet<string>;
  /** Names whose value is wrong. */
  readonly wrong: ReadonlySet<string>;
  readonly issues: readonly ConfigIssue[];
}

/** Reads each variable for itself. A variable that is set but empty counts as not set. */
export function readVariables(env: Env): ReadVariables {
  const set = new Map(Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])));
  const issues = findUnknownNames(set.keys());
  const texts: Record<string, string> = {};
  const given = new Set<string>();
  for (const name of variableNames) {
    const source = readSource(name, set);
    if (source.issue !== undefined) issues.push(source.issue);
    if (source.text !== undefined) texts[name] = source.text;
    if (source.text !== undefined || source.issue !== undefined) given.add(name);
  }
  const parsed = parseTexts(texts);
  const wrong = new Set([...parsed.wrong, ...[...given].filter((name) => texts[name] === undefined)]);
  return { values: parsed.values, given, wrong, issues: [...issues, ...parsed.issues] };
}

export function variableIssue(
  name: string,
  message: string,
  severity: ConfigIssue['severity'] = 'error',
): ConfigIssue {
  return { severity, file: 'environment', path: name, message };
}

interface Source {
  readonly text?: string | undefined;
  readonly issue?: ConfigIssue;
}

function readSource(name: string, set: ReadonlyMap<string, string>): Source {
  const fileVariable = `${name}${FILE_SUFFIX}`;
  const text = set.get(name);
  const file = secretNames.includes(name) ? set.get(fileVariable) : undefined;
  if (file === undefined) return { text };
  if (text !== undefined) {
    return { text, issue: variableIssue(fileVariable, `is set and so is ${name}; unset one of them`) };
  }
  try {
    const content = readTextAtStart(file, MAX_SECRET_BYTES).replace(/[\r\n]+$/, '');
    return content === ''
      ? { issue: variableIssue(fileVariable, `the file ${file} is empty`) }
      : { text: content };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { issue: variableIssue(fileVariable, `the file ${file} ${error.message}`) };
  }
}

/** Wrong values are left out and the rest read again, so that one mistake hides no other. */
function parseTexts(texts: Readonly<Record<string, string>>): Omit<ReadVariables, 'given'> {
  const result = variables.safeParse(texts, { reportInput: true });
  if (result.success) return { values: result.data, wrong: new Set(), issues: [] };
  const faults = faultsOf(result.error.issues);
  const wrong = new Set(faults.map(({ path }) => String(path[0])));
  const sound = Object.fromEntries(Object.entries(texts).filter(([name]) => !wrong.has(name)));
  const issues = faults.map(({ path, message }) => variableIssue(String(path[0]), message));
  return { values: variables.parse(sound), wrong, issues };
}

function findUnknownNames(names: Iterable<string>): ConfigIssue[] {
  const known = [...variableNames, ...secretNames.map((name) => `${name}${FILE_SUFFIX}`)];
  return [...names].flatMap((name) => {
    if (known.includes(name)) return [];
    if (name.startsWith(OWN_PREFIX)) {
      const own = known.filter((candidate) => candidate.startsWith(OWN_PREFIX));
      const message = `is not a variable of MiniAsk${didYouMean(name, own)}; known: ${own.join(', ')}`;
      return [variableIssue(name, message)];
    }
    if (!SHARED_PREFIXES.some((prefix) => name.startsWith(prefix))) return [];
    const near = known.find((candidate) => distance(name, candidate) <= NEAR_MISS_EDITS);
    return near === undefined
      ? []
      : [variableIssue(name, `is not read (did you mean "${near}"?)`, 'warning')];
  });
}
