import { Logger } from '@nestjs/common';
import { z } from 'zod';
import type { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import { CallFailure } from '../../common/http-json.js';
import { backoffMs } from '../../wechat/backoff.js';
import { ERRCODE_BUSY, refusalNote } from '../../wechat/errcodes.js';
import { WechatApi, type WechatCall, type WechatSettings } from '../../wechat/wechat-api.js';
import { wechatAlarm, wechatError } from './wechat-errors.js';

/** One call, from connecting to the last byte. */
const CALL_TIMEOUT_MS = 5_000;
/** No further call is begun after this. A user is looking at a blank page. */
const BUDGET_MS = 6_000;
const MAX_RETRIES = 2;
const FIRST_BACKOFF_MS = 200;
/** Calls to WeChat at once; further ones wait within their own timeout. */
const MAX_CONNECTIONS = 32;

/**
 * The answer of `jscode2session`, always HTTP 200. `errcode` may be absent on success. Zod drops the rest,
 * the session_key above all: nothing here needs it.
 */
const Answer = z.object({
  openid: z.string().min(1).max(256).optional(),
  errcode: z.int().optional(),
  errmsg: z.string().optional(),
});
type Answer = z.infer<typeof Answer>;

/** Exchanges a `wx.login` code for the openid of the user that it stands for. */
export class CodeExchange {
  private readonly logger = new Logger(CodeExchange.name);
  private readonly api: WechatApi;

  constructor(
    wechat: WechatSettings,
    private readonly clock: Clock,
  ) {
    this.api = new WechatApi(wechat, clock, MAX_CONNECTIONS);
  }

  /**
   * A code is good for one exchange, so a call is repeated only when WeChat says that it did nothing
   * (busy) or when it was never reached. After a timeout or a broken answer the code may be spent, and
   * asking again could turn somebody's passing trouble into "invalid code": that is the client's
   * to decide.
   * @throws AppError `LOGIN_CODE_INVALID`, `USER_BLOCKED`, `RATE_LIMITED` or `WECHAT_ERROR`, without a cause
   */
  async openidOf(code: string): Promise<string> {
    const begunAt = this.clock.monotonic();
    for (let retries = 0; ; retries += 1) {
      const outcome = await this.call(code);
      if (outcome !== 'busy' && outcome !== 'unreachable') return outcome.openid;

      const pauseMs = backoffMs(FIRST_BACKOFF_MS, retries);
      const spentMs = this.clock.monotonic() - begunAt;
      if (retries === MAX_RETRIES || spentMs + pauseMs > BUDGET_MS) throw unavailable(outcome);
      await this.pause(pauseMs);
    }
  }

  /** Lets go of connections. */
  close(): Promise<void> {
    return this.api.close();
  }

  private async call(code: string): Promise<{ openid: string } | 'busy' | 'unreachable'> {
    const answer = await this.ask(code);
    if (answer === 'unreachable') return answer;

    const { openid, errcode = 0, errmsg = '' } = answer;
    if (errcode === ERRCODE_BUSY) return 'busy';
    if (errcode !== 0) throw this.refusal(errcode, errmsg);
    if (openid === undefined) throw new AppError('WECHAT_ERROR', { reason: 'wechat_answer_unusable' });
    return { openid };
  }

  private async ask(code: string): Promise<Answer | 'unreachable'> {
    try {
      const answer = Answer.safeParse(await this.api.call(this.callOf(code)));
      if (answer.success) return answer.data;
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      this.logger.warn({ failure: error.message }, 'A call to WeChat failed');
      if (error.kind === 'not_sent') return 'unreachable';
      throw new AppError('WECHAT_ERROR', { reason: `wechat_${error.kind}` });
    }
    throw new AppError('WECHAT_ERROR', { reason: 'wechat_answer_unusable' });
  }

  private callOf(code: string): WechatCall {
    const { appId: appid, appSecret: secret } = this.api.settings;
    const query = { appid, secret, js_code: code, grant_type: 'authorization_code' };
    return { path: 'sns/jscode2session', query, timeoutMs: CALL_TIMEOUT_MS };
  }

  private refusal(errcode: number, errmsg: string): AppError {
    const alarm = wechatAlarm(errcode);
    if (alarm !== undefined) {
      this.logger.error(refusalNote(errcode, errmsg), `WeChat refuses this server: ${alarm}`);
    }
    return wechatError(errcode);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.after(ms, resolve);
    });
  }
}

function unavailable(outcome: 'busy' | 'unreachable'): AppError {
  return outcome === 'busy'
    ? wechatError(ERRCODE_BUSY)
    : new AppError('WECHAT_ERROR', { reason: 'wechat_not_sent' });
}
