import { describe, expect, it } from 'vitest';
import { shownEvidence } from './evidence.js';

describe('evidence', () => {
  it('begins at nothing, is there when it suffices, and never beyond', () => {
    expect(shownEvidence(0, 100)).toBe(0);
    expect(shownEvidence(100, 100)).toBe(1);
    expect(shownEvidence(1e9, 100)).toBe(1);
  });

  it('is shown by how often it has grown', () => {
    expect(shownEvidence(9, 99)).toBeCloseTo(0.5);
  });
});
