import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentClient, AgentRequest } from '../../src/agent/agent-client.js';
import { anAgentRequest, neverAborted, outcomeOf } from '../support/agent-runs.js';

export interface AgentHarness {
  readonly client: AgentClient;
  /** A request that this agent can serve. */
  readonly request: (overrides?: Partial<AgentRequest>) => AgentRequest;
  readonly stop: () => Promise<void>;
}

/** What every adapter of `AgentClient` promises. */
export function agentClientContract(
  name: string,
  open: () => Promise<Omit<AgentHarness, 'request'> & Partial<Pick<AgentHarness, 'request'>>>,
): void {
  describe(`AgentClient: ${name}`, () => {
    let harness: AgentHarness;

    beforeEach(async () => {
      harness = { request: anAgentRequest, ...(await open()) };
    });
    afterEach(async () => {
      await harness.client.close();
      await harness.stop();
    });

    it('ends a run that succeeds with exactly one end event, after something to read', async () => {
      const { events, text, error } = await outcomeOf(harness.client.run(harness.request(), neverAborted()));

      expect(error).toBeUndefined();
      expect(text.trim()).not.toBe('');
      expect(events.filter(({ type }) => type === 'end')).toEqual([events.at(-1)]);
    });

    it('names the run before its first content and never sends empty content', async () => {
      const { events } = await outcomeOf(harness.client.run(harness.request(), neverAborted()));

      const kinds = events.map(({ type }) => type);
      expect(kinds.lastIndexOf('run')).toBeLessThan(kinds.indexOf('content'));
      expect(events).not.toContainEqual({ type: 'content', text: '' });
    });

    it('tells of tools of its own only when it has some, and before what comes of them', async () => {
      const request = harness.request();
      const { events } = await outcomeOf(harness.client.run(request, neverAborted()));

      const kinds = events.map(({ type }) => type);
      expect(kinds.includes('tool') && request.tools.length === 0).toBe(false);
      expect(kinds.slice(kinds.indexOf('content'))).not.toContain('tool');
    });

    it('does nothing for a signal that has aborted already', async () => {
      const reason = new Error('cancelled');
      const { events, error } = await outcomeOf(
        harness.client.run(harness.request(), AbortSignal.abort(reason)),
      );

      expect(error).toBe(reason);
      expect(events).toEqual([]);
    });

    it("throws the signal's reason when it aborts between two events", async () => {
      const controller = new AbortController();
      const reason = new Error('cancelled');
      const run = harness.client.run(harness.request(), controller.signal)[Symbol.asyncIterator]();
      await run.next();
      controller.abort(reason);

      await expect(run.next()).rejects.toBe(reason);
      await expect(run.next()).resolves.toEqual({ done: true, value: undefined });
    });

    it('lets a consumer leave early and serves the next one', async () => {
      for await (const event of harness.client.run(harness.request(), neverAborted())) {
        expect(event).toBeDefined();
        break;
      }
      const { error } = await outcomeOf(harness.client.run(harness.request(), neverAborted()));
      expect(error).toBeUndefined();
    });

    it('keeps runs that go on at once apart', async () => {
      const runs = Array.from({ length: 10 }, () => harness.request());
      const outcomes = await Promise.all(
        runs.map((request) => outcomeOf(harness.client.run(request, neverAborted()))),
      );

      expect(outcomes.map(({ error }) => error)).toEqual(runs.map(() => undefined));
      const sessions = outcomes
        .flatMap(({ events }) => events)
        .flatMap((event) => (event.type === 'run' ? [event.sessionKey] : []));
      expect([0, runs.length]).toContain(new Set(sessions).size);
    });

    it('leaves no listener on the signal', async () => {
      const signal = neverAborted();
      await outcomeOf(harness.client.run(harness.request(), signal));

      await expect.poll(() => getEventListeners(signal, 'abort')).toEqual([]);
    });

    it('is ready', async () => {
      await expect(harness.client.check(neverAborted())).resolves.toBeUndefined();
    });
  });
}
