import type { Judge } from './judging/judge.ts';
import { type Draft, serialise } from './request.ts';
import type { Sender } from './sender.ts';

/** More than any limit of a minute for strangers, logins and asks as they ship. */
const SIZE = 400;
const AT_ONCE = 20;

/** From addresses that nobody else has here (RFC 5737). */
const from = (host: number): readonly [string, string] => ['x-forwarded-for', `192.0.2.${host}`];
const JSON_TYPE = ['content-type', 'application/json'] as const;

/**
 * Sends the server as it ships far more than it allows a caller, in each way that has a limit of its own. Else
 * hardly any of so many callers would meet one.
 * @param authorization of a user who does nothing else
 * @returns what was wrong with the answers, and which of the limits nobody met
 */
export async function burst(sender: Sender, judge: Judge, authorization: string): Promise<string[]> {
  const ask = { intent: 'summarize', input: { text: 'One thing. Another thing.' } };
  const bursts: Readonly<Record<string, Draft>> = {
    'bad tokens': { method: 'GET', target: '/v1/mini/config', headers: [from(1), ['authorization', 'Bearer a.b.c']], body: null },
    'broken bodies': { method: 'POST', target: '/v1/mini/ask', headers: [from(2), JSON_TYPE], body: Buffer.from('{"broken') },
    'addresses that do not exist': { method: 'GET', target: '/v1/nowhere', headers: [from(3)], body: null },
    logins: { method: 'POST', target: '/v1/mini/login', headers: [from(4), JSON_TYPE], body: Buffer.from('{"code":"nobody"}') },
    asks: { method: 'POST', target: '/v1/mini/ask', headers: [from(5), JSON_TYPE, ['authorization', authorization]], body: Buffer.from(JSON.stringify(ask)) },
  }; // prettier-ignore
  const faults: string[] = [];
  for (const [name, draft] of Object.entries(bursts)) {
    faults.push(...(await faultsOf(sender, judge, draft)).map((fault) => `burst of ${name}: ${fault}`));
  }
  return faults;
}

/** Each fault once. */
async function faultsOf(sender: Sender, judge: Judge, draft: Draft): Promise<string[]> {
  const faults = new Set<string>();
  let refused = 0;
  let left = SIZE;
  const request = { server: 'shipped', kind: 'burst', draft, bytes: serialise(draft), hangs: false } as const;
  async function worker(): Promise<void> {
    while (left-- > 0) {
      const exchange = await sender.send(request);
      for (const fault of judge.faultsOf(exchange, draft)) faults.add(fault);
      refused += exchange.answers.filter(({ status }) => status === 429).length;
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return [...faults, ...(refused === 0 ? [`none of ${SIZE} was refused with 429`] : [])];
}
