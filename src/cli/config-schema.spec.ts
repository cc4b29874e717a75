import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { configSchema } from './config-schema.js';

describe('config:schema', () => {
  it('finds the shipped schemas current', () => {
    expect(configSchema(['--check'], 'config/schema')).toBe(0);
  });

  it('writes what its check accepts, and tells what is stale or missing', () => {
    const dir = mkdtempSync(join(tmpdir(), 'miniask-schema-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const complaints = vi.spyOn(console, 'error').mockReturnValue();
    onTestFinished(() => complaints.mockRestore());
    expect(configSchema(['--check'], dir)).toBe(1);
    expect(complaints).toHaveBeenCalledTimes(5);
    expect(configSchema([], dir)).toBe(0);
    expect(readdirSync(dir)).toEqual([
      'env-policy.schema.json',
      'eval.schema.json',
      'feature-flags.schema.json',
      'mini-program-profiles.schema.json',
      'models.schema.json',
    ]);
    expect(configSchema(['--check'], dir)).toBe(0);
    appendFileSync(join(dir, 'models.schema.json'), ' ');
    expect(configSchema(['--check'], dir)).toBe(1);
    expect(complaints).toHaveBeenLastCalledWith(expect.stringMatching(/models\.schema\.json is stale/));
  });
});
