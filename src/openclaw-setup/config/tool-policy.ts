import type { Json } from './json-text.js';

/** OpenClaw 2026.9.6 lends `apply_patch` to whoever may `write` or `edit`, unless it is denied (seen for `write`; its docs, gateway/config-tools/tool-policy.md). */
const PATCH = 'apply_patch';

/**
 * The `tools` of an agent that may use exactly these, as OpenClaw 2026.9.6 enforces it (tried with a
 * stub that recorded which tools the model was offered):
 * - `deny: ["*"]` takes all; `allow: []` would give all.
 * - `allow` gives these alone, provided that `tools.toolSearch` is off; names that OpenClaw does not
 *   know are passed over, and an agent that is left without any answers `internal error`.
 * - Without `profile: "full"` a narrower `tools.profile` of the gateway would take some away.
 */
export function toolPolicy(tools: readonly string[]): { readonly [key: string]: Json } {
  if (tools.length === 0) return { deny: ['*'] };
  const mayPatch = tools.includes(PATCH);
  const isLent = tools.includes('write') || tools.includes('edit');
  return { profile: 'full', allow: [...tools], ...(isLent && !mayPatch && { deny: [PATCH] }) };
}
