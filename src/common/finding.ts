/** What one check found. */
export interface Finding {
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was looked at, such as `token` or `agent fast`. */
  readonly subject: string;
  readonly seen: string;
  /** What to do; for `warn` and `fail`. */
  readonly advice?: string;
}

export function ok(subject: string, seen: string): Finding {
  return { status: 'ok', subject, seen };
}

export function warn(subject: string, seen: string, advice: string): Finding {
  return { status: 'warn', subject, seen, advice };
}

export function fail(subject: string, seen: string, advice: string): Finding {
  return { status: 'fail', subject, seen, advice };
}

/** One line: `fail  token: refused. Set OPENCLAW_TOKEN …`. */
export function describeFinding({ status, subject, seen, advice }: Finding): string {
  const line = `${status.padEnd(4)}  ${subject}: ${seen}`;
  return advice === undefined ? line : `${line}. ${advice}`;
}

/** Such as `7 ok, 1 warning, 0 failures`. */
export function countFindings(findings: readonly Finding[]): string {
  const count = (wanted: Finding['status']): number =>
    findings.filter(({ status }) => status === wanted).length;
  const [warnings, failures] = [count('warn'), count('fail')];
  return `${count('ok')} ok, ${plural(warnings, 'warning')}, ${plural(failures, 'failure')}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
