import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The least that starts a server: two files, as the first users wrote them. */
export const MINIMAL_DIR = 'test/config/minimal';

const profiles = readFileSync(join(MINIMAL_DIR, 'mini-program-profiles.yaml'), 'utf8');
const policy = readFileSync(join(MINIMAL_DIR, 'env-policy.yaml'), 'utf8');

/** Texts by file name, such as `evals/brief.yaml`; the two required files are the minimal ones unless told otherwise, null leaves one out. */
export type ConfigTexts = Readonly<Record<string, string | Buffer | null>>;

/** A directory for the running test that holds these files. */
export function configDir(texts: ConfigTexts = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'miniask-config-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const all = { 'mini-program-profiles.yaml': profiles, 'env-policy.yaml': policy, ...texts };
  for (const [name, text] of Object.entries(all)) {
    if (text === null) continue;
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}
