import type { Clock } from '../common/clock.js';
import { CallFailure } from '../common/http-json.js';
import { pause } from '../common/pause.js';
import { backoffMs } from './backoff.js';

const MAX_RETRIES = 2;
const FIRST_BACKOFF_MS = 150;
/** With less time left than this, another call is not worth it. */
const SHORTEST_CALL_MS = 200;

/** A call to WeChat without a usable answer. Holds no word of the other side's. */
export class WechatFailure extends Error {
  override readonly name = 'WechatFailure';

  constructor(
    /** Such as `wechat_timeout`; for logs, traces and metrics. */
    readonly reason: string,
    /** Whether the same call may succeed in a moment. */
    readonly passing: boolean,
    readonly errcode?: number,
  ) {
    super(reason);
  }
}

/** @throws whatever it was, when it was not a failed call */
export function wechatFailure(error: unknown): WechatFailure {
  if (!(error instanceof CallFailure)) throw error;
  const { kind, note } = error;
  const passing = kind === 'bad_status' ? note.startsWith('5') : kind !== 'not_json';
  return new WechatFailure(`wechat_${kind}`, passing);
}

export interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds for one call. */
  readonly callMs: number;
  /** Milliseconds for all calls and the pauses between them. */
  readonly budgetMs: number;
}

/**
 * Makes a call that may be made more than once, again after a moment as long as it fails for a passing reason.
 * @param call makes it, within so many milliseconds
 * @throws WechatFailure, the last one; the signal's reason
 */
export async function repeated<T>(
  call: (timeoutMs: number) => Promise<T>,
  { clock, signal, callMs, budgetMs }: Patience,
): Promise<T> {
  const endsAt = clock.monotonic() + budgetMs;
  for (let retries = 0; ; retries += 1) {
    try {
      return await call(Math.min(callMs, endsAt - clock.monotonic()));
    } catch (error) {
      if (!(error instanceof WechatFailure) || !error.passing || retries === MAX_RETRIES) throw error;
      const pauseMs = backoffMs(FIRST_BACKOFF_MS, retries);
      if (endsAt - clock.monotonic() - pauseMs < SHORTEST_CALL_MS) throw error;
      await pause(pauseMs, signal, clock);
    }
  }
}
