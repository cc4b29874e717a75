import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const DOCS = readFileSync('docs/openclaw.md', 'utf8');

/** Every reason that an attempt may fail for, as the code spells it. */
function reasons(): readonly string[] {
  const files = globSync('src/agent/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));
  const sources = [...files, 'src/asks/conversation.ts', 'src/asks/prompt-guard.ts'].map((file) =>
    readFileSync(file, 'utf8'),
  );
  const spelt = sources.join('\n').matchAll(/(?:reason: |failure\(|timeout\()'(\w+)'/g);
  return [...new Set([...spelt].flatMap(([, reason]) => reason ?? []))].toSorted();
}

describe('docs/openclaw.md', () => {
  it('explains every reason that a trace may hold', () => {
    expect(reasons().length).toBeGreaterThan(20);
    expect(reasons().filter((reason) => !DOCS.includes(`\`${reason}\``))).toEqual([]);
  });
});

describe('docs/content-safety.md', () => {
  const docs = readFileSync('docs/content-safety.md', 'utf8');

  /** Every reason that a check may fail for, as far as the code spells it out. */
  function reasonsOfChecks(): readonly string[] {
    const files = globSync(['src/safety/**/*.ts', 'src/wechat/**/*.ts']);
    const sources = files
      .filter((file) => !file.endsWith('.spec.ts'))
      .map((file) => readFileSync(file, 'utf8'));
    const spelt = sources.join('\n').matchAll(/(?:reason: |\d: |Failure\(|ContentSafety\()'(\w+)'/g);
    return [...new Set([...spelt].flatMap(([, reason]) => reason ?? []))];
  }

  it('explains every reason that a check may fail for', () => {
    expect(reasonsOfChecks().length).toBeGreaterThan(12);
    expect(reasonsOfChecks().filter((reason) => !docs.includes(`\`${reason}\``))).toEqual([]);
  });
});
