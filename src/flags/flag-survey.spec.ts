import { beforeAll, describe, expect, it } from 'vitest';
import { aFlag } from '../../test/support/a-flag.js';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { FlagErrors } from './flag-errors.js';
import { FlagSurvey } from './flag-survey.js';
import { Flags } from './flags.js';
import { SnapshotProvider } from './snapshot-provider.js';

const provider = new SnapshotProvider();
const flags = new Flags(provider, new FlagErrors());
beforeAll(() => flags.onModuleInit());

const effect = { kind: 'intent.off', intents: ['*'] } as const;

describe('a survey', () => {
  it('is what an ask for each intent comes to, also by rules that look at the intent', async () => {
    const bySummary = { if: [{ '===': [{ var: 'intent' }, 'summarize'] }, 'on'] };
    const snapshot = aSnapshot({
      flags: [
        aFlag({ key: 'by_intent', effect, targeting: bySummary }),
        aFlag({ key: 'for_all', effect }),
        aFlag({ key: 'banner', client: true }),
      ],
    });
    const audience = { userId: 'u_1' };
    const { byIntent, evaluations } = await new FlagSurvey(flags, provider).of(snapshot, audience, [
      'summarize',
      'support',
    ]);
    expect(evaluations.map(({ key }) => key)).toEqual(['by_intent', 'for_all', 'banner']);
    for (const [intent, its] of byIntent) {
      const asked = await flags.ofAsk(snapshot, { ...audience, intent });
      expect(new Set(its)).toEqual(new Set(asked));
    }
    const variants = Array.from(
      byIntent.values(),
      (its) => its.find(({ key }) => key === 'by_intent')?.variant,
    );
    expect(variants).toEqual(['on', 'off']);
  });
});
