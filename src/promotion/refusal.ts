import type { EnvironmentName } from '../config/snapshot.js';
import type { Requirement } from './evidence.js';
import type { Traffic } from './promote.js';

/** A requirement that is not met. */
export interface Gap {
  readonly requirement: Requirement;
  readonly why: string;
}

/** As many of the newest asks as say something, and are soon asked again. */
const ASKS = 100;

/** What is missing, and every command that would provide it. */
export function describeRefusal(
  {
    profile,
    intent,
  }: { readonly profile: { readonly name: string; readonly digest: string }; readonly intent: string },
  gaps: readonly Gap[],
  { environment, traffic }: { readonly environment: EnvironmentName; readonly traffic: Traffic },
): string {
  const files = gaps.map(({ requirement }) => `${requirement.eval?.name ?? profile.name}.json`);
  const calls = gaps.flatMap(({ requirement }, at) => [
    `  curl -X POST -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$URL/v1/ops/replays" \\`,
    `    -d '${order(intent, profile.name, requirement)}'`,
    `  curl -H "Authorization: Bearer $TOKEN" "$URL/v1/ops/replays/<id>" > ${files[at]}  # until it is complete`,
  ]);
  const reports = files.map((file) => ` --report ${file}`).join('');
  return [
    `${profile.name} (digest ${profile.digest}) has not passed for ${intent}`,
    ...gaps.map(
      ({ requirement, why }) => `  ${requirement.eval ? `eval ${requirement.eval.name}` : 'replay'}: ${why}`,
    ),
    'A batch replay that passes would show it, on a server with these files:',
    ...calls,
    `  npm run --silent config:promote -- ${profile.name} --to ${environment}${option(traffic)}${reports}`,
    'Or promote it --without-evals, and say why by --reason.',
  ].join('\n');
}

function order(intent: string, profile: string, { eval: its }: Requirement): string {
  return JSON.stringify({ intent, profile, limit: ASKS, ...(its && { eval: its.name }) });
}

function option(traffic: Traffic): string {
  if (traffic === 'on-request') return '';
  return traffic === 'everybody' ? ' --route' : ` --canary ${traffic.canaryPercent}`;
}
