import type { ConfigIssue } from './snapshot.js';

/** The server cannot be started with this configuration. The message is the whole report, fit for a terminal. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  /** @param issues every error, and the warnings that were found beside them */
  constructor(readonly issues: readonly ConfigIssue[]) {
    super(`The configuration has ${countIssues(issues)}:\n${describeIssues(issues)}`);
  }
}

export function errorsIn(issues: readonly ConfigIssue[]): ConfigIssue[] {
  return issues.filter(({ severity }) => severity === 'error');
}

export function warningsIn(issues: readonly ConfigIssue[]): ConfigIssue[] {
  return issues.filter(({ severity }) => severity === 'warning');
}

/** One line an issue, errors first: `error   config/env-policy.yaml:3:5 environments.dev — what is wrong`. */
export function describeIssues(issues: readonly ConfigIssue[]): string {
  return [...errorsIn(issues), ...warningsIn(issues)].map(describeIssue).join('\n');
}

/** Such as `2 errors and 1 warning`. */
export function countIssues(issues: readonly ConfigIssue[]): string {
  const errors = errorsIn(issues).length;
  const warnings = issues.length - errors;
  return `${plural(errors, 'error')} and ${plural(warnings, 'warning')}`;
}

export function describeIssue(issue: ConfigIssue): string {
  const { severity, message } = issue;
  return `  ${severity.padEnd('warning'.length)} ${placeOf(issue)} — ${message}`;
}

/** Such as `config/env-policy.yaml:3:5 environments.dev`. */
export function placeOf({ file, line, column, path }: ConfigIssue): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return path === '' ? place : `${place} ${path}`;
}

function plural(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}
