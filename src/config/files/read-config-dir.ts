import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { didYouMean } from '../did-you-mean.js';
import type { ConfigIssue } from '../snapshot.js';
import { NAME_RULE } from '../schema-kit.js';
import { ConfigFile } from './config-file.js';
import { POLICY_FILE } from './env-policy-file.js';
import { EVALS_DIR } from './eval-file.js';
import { FLAGS_FILE } from './flags-file.js';
import { MODELS_FILE } from './models-file.js';
import { parseYaml } from './parse-yaml.js';
import { PROFILES_FILE } from './profiles-file.js';
import { readText } from './read-text.js';
import { UnreadableFile, unreadableFolder } from './unreadable.js';

/** A file that is sound YAML, or why there is none. */
export type FileState = ConfigFile | 'absent' | 'broken';

/** A file of a folder, which is called as what it declares. */
export interface NamedFile {
  /** Without `.yaml`. */
  readonly name: string;
  readonly file: ConfigFile;
}

export interface ConfigDir {
  readonly profiles: FileState;
  readonly policy: FileState;
  readonly models: FileState;
  readonly flags: FileState;
  readonly evals: readonly NamedFile[];
  readonly issues: readonly ConfigIssue[];
}

const EVAL_FILE_NAME = /^([A-Za-z][A-Za-z0-9_-]{0,63})\.yaml$/;

const FILES: readonly string[] = [PROFILES_FILE, POLICY_FILE, MODELS_FILE, FLAGS_FILE];

/**
 * Reads whatever can be read; never throws.
 * @param texts by path, what to read instead of one of the named files
 */
export function readConfigDir(dir: string, texts: ReadonlyMap<string, string> = new Map()): ConfigDir {
  const names = listNames(dir);
  if (names instanceof UnreadableFile) {
    const issue = problem(dir, 'error', `${names.message}; CONFIG_DIR says where it is`);
    const broken = { profiles: 'broken', policy: 'broken', models: 'broken', flags: 'broken' } as const;
    return { ...broken, evals: [], issues: [issue] };
  }
  const issues = findStrays(dir, names);
  const read = (name: string, isOptional: boolean): FileState => {
    const result = readConfigFile(join(dir, name), isOptional, names, texts);
    issues.push(...result.issues);
    return result.state;
  };
  const evals = readEvals(join(dir, EVALS_DIR));
  issues.push(...evals.issues);
  return {
    profiles: read(PROFILES_FILE, false),
    policy: read(POLICY_FILE, false),
    models: read(MODELS_FILE, true),
    flags: read(FLAGS_FILE, true),
    evals: evals.files,
    issues,
  };
}

/** A folder that may be missing. */
function readEvals(dir: string): { files: readonly NamedFile[]; issues: readonly ConfigIssue[] } {
  const files: NamedFile[] = [];
  const issues: ConfigIssue[] = [];
  const names = listNames(dir);
  if (names instanceof UnreadableFile) {
    return { files, issues: names.isMissing ? [] : [problem(dir, 'error', names.message)] };
  }
  for (const fileName of names.filter((name) => /\.ya?ml$/i.test(name))) {
    const path = join(dir, fileName);
    const name = EVAL_FILE_NAME.exec(fileName)?.[1];
    if (name === undefined) {
      issues.push(problem(path, 'error', `the name of an eval's file ${NAME_RULE}, and then .yaml`));
      continue;
    }
    const { state, issues: found } = readConfigFile(path, false, []);
    issues.push(...found);
    if (state instanceof ConfigFile) files.push({ name, file: state });
  }
  return { files, issues };
}

function readConfigFile(
  path: string,
  isOptional: boolean,
  names: readonly string[],
  texts: ReadonlyMap<string, string> = new Map(),
): { state: FileState; issues: readonly ConfigIssue[] } {
  try {
    const { file, issues } = parseYaml(path, texts.get(path) ?? readText(path));
    return { state: file ?? 'broken', issues };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    if (isOptional && error.isMissing) return { state: 'absent', issues: [] };
    const hint = error.isMissing ? didYouMean(basename(path), names) : '';
    return { state: 'broken', issues: [problem(path, 'error', `${error.message}${hint}`)] };
  }
}

/** A file that is nearly called right would be ignored without a word. */
function findStrays(dir: string, names: readonly string[]): ConfigIssue[] {
  return names
    .filter((name) => /\.ya?ml$/i.test(name) && !FILES.includes(name))
    .map((name) => problem(join(dir, name), 'warning', `is not read${didYouMean(name, FILES)}`));
}

function listNames(dir: string): readonly string[] | UnreadableFile {
  try {
    return readdirSync(dir).toSorted();
  } catch (error) {
    return unreadableFolder(dir, error);
  }
}

function problem(file: string, severity: ConfigIssue['severity'], message: string): ConfigIssue {
  return { severity, file, path: '', message };
}
