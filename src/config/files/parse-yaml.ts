import { type Document, LineCounter, isAlias, isMap, isSeq, parseDocument } from 'yaml';
import { formatPath } from '../faults.js';
import type { ConfigIssue } from '../snapshot.js';
import { ConfigFile, keyOf, offsetOf, placeAt } from './config-file.js';

/** One broken bracket makes a parser complain all the way down; the first complaints are the useful ones. */
const MAX_SYNTAX_ISSUES = 10;

/** As many as a person would write; expanding more is how small files are made to fill the memory. */
const MAX_ALIASES = 100;

const FRIENDLIER: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'YAML is indented with spaces, not with tabs',
  MULTIPLE_DOCS: 'only one YAML document is allowed; remove what follows "---"',
  NON_STRING_KEY: 'a key must be plain text',
  RESOURCE_EXHAUSTION: 'is nested too deeply',
  TAG_RESOLVE_FAILED: 'YAML tags ("!…") are not allowed here',
};

export interface ParsedYaml {
  /** Absent where no data can be had; present beside issues where the rest can still be checked. */
  readonly file?: ConfigFile;
  readonly issues: readonly ConfigIssue[];
}

/** Never throws, whatever the text. */
export function parseYaml(path: string, text: string): ParsedYaml {
  const lines = new LineCounter();
  const issueAt = (offset: number, message: string, where: readonly PropertyKey[] = []): ConfigIssue => ({
    severity: 'error',
    file: path,
    ...placeAt(lines, offset),
    path: formatPath(where),
    message,
  });
  try {
    // Keys are compared below: the parser's own comparison takes quadratic time.
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
    });
    const complaints = [...document.errors, ...document.warnings].slice(0, MAX_SYNTAX_ISSUES);
    if (complaints.length > 0) {
      return {
        issues: complaints.map(({ code, message, pos }) => issueAt(pos[0], FRIENDLIER[code] ?? message)),
      };
    }
    const faults = findStructuralFaults(document);
    const issues = faults.map((fault) => issueAt(fault.offset, fault.message, fault.path));
    if (faults.some(({ isFatal }) => isFatal)) return { issues };
    const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { file: new ConfigFile(path, data, document, lines), issues };
  } catch (error) {
    return {
      issues: [issueAt(0, `cannot be read as YAML: ${error instanceof Error ? error.message : 'unknown'}`)],
    };
  }
}

interface StructuralFault {
  readonly offset: number;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The data cannot be had; otherwise the rest of the file can still be checked. */
  readonly isFatal: boolean;
}

/** What the parser lets pass and a configuration must not hold: repeated keys, broken or endless aliases. */
function findStructuralFaults(document: Document): StructuralFault[] {
  const faults: StructuralFault[] = [];
  let aliases = 0;
  const complain = (node: unknown, path: readonly PropertyKey[], message: string): void => {
    faults.push({ offset: offsetOf(node) ?? 0, path, message, isFatal: isAlias(node) });
  };
  const visit = (node: unknown, path: readonly PropertyKey[]): void => {
    if (isAlias(node)) {
      aliases += 1;
      if (aliases === MAX_ALIASES + 1)
        complain(node, path, `more than ${MAX_ALIASES} aliases are not allowed`);
      else if (aliases <= MAX_ALIASES && node.resolve(document) === undefined) {
        complain(node, path, `the anchor &${node.source} is not defined above`);
      }
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) visit(item, [...path, index]);
    } else if (isMap(node)) {
      const seen = new Set<string>();
      for (const pair of node.items) {
        const key = keyOf(pair);
        const place = [...path, key];
        if (seen.has(key)) complain(pair.key, place, 'is given twice; keep one of them');
        // JavaScript would take this key for the prototype instead of a member.
        if (key === '__proto__') complain(pair.key, place, 'is not a known key');
        seen.add(key);
        visit(pair.value, place);
      }
    }
  };
  visit(document.contents, []);
  return faults;
}
