import { type EffectiveRoute, type EnvironmentDiff, type Plain, snakeCase } from './environment-diff.js';

/** What stands where there is nothing. */
const NOTHING = '—';

/** Of a digest, enough to tell profiles apart. */
const SHOWN_DIGEST = 12;

/** The differences as tables for a terminal; empty sections are left out. */
export function describeDiff(diff: EnvironmentDiff): string {
  const { from, to, equal } = diff;
  if (equal) return `${from} and ${to} do not differ`;
  return [
    section(
      ['routing', from, to],
      diff.routing.map((one) => [one.intent, routeText(one.from), routeText(one.to)]),
    ),
    section(
      ['allowed_profiles', from, to],
      diff.profiles.map((one) => [one.profile, allowedText(one.from), allowedText(one.to), contentText(one)]),
    ),
    section(
      ['policy', from, to],
      diff.policy.map((one) => [one.key, settingText(one.from), settingText(one.to)]),
    ),
    section(
      ['flags'],
      diff.flags.map((key) => [key, 'its rule looks at the environment']),
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function section(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [head, ...rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest])];
  const widths = lines
    .reduce<number[]>((most, line) => line.map((cell, at) => Math.max(most[at] ?? 0, cell.length)), [])
    .map((width) => width + 2);
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

/** Such as `summarize_v1, canary summarize_v2 10 %`. */
function routeText(found: EffectiveRoute | null): string {
  if (found === null) return NOTHING;
  const { route, notAllowed } = found;
  const parts = isRecord(route) ? Object.entries(route) : [];
  const text = parts
    .map(([key, value]) => (key === 'profile' ? settingText(value) : `${key} ${partText(key, value)}`))
    .join(', ');
  return notAllowed.length === 0 ? text : `${text} (not allowed: ${notAllowed.join(', ')})`;
}

/** A profile and its share read better than JSON does, and so does what a rollout is watched by. */
function partText(key: string, value: Plain): string {
  if (key === 'guard') return guardText(value);
  if (!isRecord(value)) return JSON.stringify(value);
  const { profile, percent, ...rest } = value;
  const isShare =
    typeof profile === 'string' && typeof percent === 'number' && Object.keys(rest).length === 0;
  return isShare ? `${profile} ${percent} %` : JSON.stringify(value);
}

/** Such as `off`, or `(min_samples 50, false_alarms 0.01, margin 2, latency (factor 1.25, ms 500))`. */
function guardText(value: Plain): string {
  if (!isRecord(value)) return value === false ? 'off' : settingText(value);
  const settings = Object.entries(value).map(([key, setting]) => `${snakeCase(key)} ${guardText(setting)}`);
  return `(${settings.join(', ')})`;
}

function allowedText(isAllowed: boolean): string {
  return isAllowed ? 'allowed' : NOTHING;
}

function contentText({
  model,
  digest,
}: {
  readonly model: string | null;
  readonly digest: string | null;
}): string {
  if (model === null || digest === null) return 'no such profile';
  return `model ${model}, digest ${digest.slice(0, SHOWN_DIGEST)}`;
}

function settingText(value: Plain): string {
  if (value === null) return NOTHING;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isRecord(value: Plain): value is { readonly [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
