import type { RecordedRequest } from './fake-openclaw/index.js';

/** Files in which half of the users of `extract` get a second prompt. @param rest more keys of the route, a line each */
export function rolloutFiles(rest = '', percent = 50): Record<string, string> {
  return {
    'mini-program-profiles.yaml': `
profiles:
  extract_v1: { model: fast, system_prompt: This is v1. }
  extract_v2: { model: fast, system_prompt: This is v2. }
  support_v1: { model: fast, system_prompt: You help. }
routing:
  support: support_v1
  extract:
    profile: extract_v1
    canary: { profile: extract_v2, percent: ${percent} }
    salt: spring
    targets: [{ profile: extract_v2, users: [u_target] }]${rest}
`,
    'env-policy.yaml': `
environments:
  dev: { allowed_profiles: [extract_v1, extract_v2, support_v1], log_level: fatal }
`,
  };
}

export const EXTRACT = {
  intent: 'extract',
  input: { text: 'Total: 12', fields: [{ name: 'total', type: 'number' }] },
};

export const GOOD_REPLY = '{"fields":{"total":12}}';

/** The second prompt makes the model forget the form of its answer. */
export function replyOfRollout({ system }: RecordedRequest): string {
  return system.includes('This is v2.') ? 'I see no total.' : GOOD_REPLY;
}

export const ROLLOUT_USERS: readonly string[] = Array.from({ length: 130 }, (_, at) => `u_${at}`);
