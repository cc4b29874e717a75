import { Logger } from '@nestjs/common';
import { z } from 'zod';
import type { Clock } from '../../common/clock.js';
import { AccessTokens } from '../../wechat/access-tokens.js';
import { Alarms } from '../../wechat/alarms.js';
import { ERRCODE_BUSY } from '../../wechat/errcodes.js';
import type { Openids, Visit } from '../../wechat/openids.js';
import { SecretsUnreachable, type SecretStore } from '../../wechat/secrets/secret-store.js';
import { WechatApi, type WechatSettings } from '../../wechat/wechat-api.js';
import { WechatFailure, repeated, wechatFailure } from '../../wechat/wechat-failure.js';
import { ContentSafety, SafetyFailure, type SafetyFinding, type SafetyQuestion } from '../content-safety.js';
import { Outage } from './outage.js';
import { ERRCODE_NO_VISIT, ERRCODE_RISKY, TOKEN_ERRCODES, checkRefusal } from './check-errcodes.js';

/** WeChat checks so many characters at once, and does not split a longer text by itself. */
const MAX_CHARS = 2_500;
/** One call; the usual one takes a few hundred. */
const CALL_MS = 2_000;
/** All calls of one check: a user waits. */
const BUDGET_MS = 3_500;
/** Calls at once; further ones wait within their own timeout. At 400 ms a call, twice the quota of a minute. */
const MAX_CONNECTIONS = 64;

const Answer = z.object({
  errcode: z.int().default(0),
  errmsg: z.string().default(''),
  trace_id: z.string().max(128).optional().catch(undefined),
  result: z
    .object({
      suggest: z.enum(['pass', 'review', 'risky']),
      label: z.int().optional().catch(undefined),
    })
    .optional(),
});
type Answer = z.infer<typeof Answer>;

/** WeChat's `msg_sec_check`, version 2. It gets the text, the user's openid and the scene, and nothing else. */
export class WechatContentSafety extends ContentSafety {
  override readonly maxChars = MAX_CHARS;
  private readonly logger = new Logger(WechatContentSafety.name);
  private readonly api: WechatApi;
  private readonly tokens: AccessTokens;
  private readonly alarms: Alarms;
  private readonly outage: Outage;

  constructor(
    settings: WechatSettings,
    secrets: SecretStore,
    private readonly openids: Openids,
    private readonly clock: Clock,
  ) {
    super();
    this.api = new WechatApi(settings, clock, MAX_CONNECTIONS);
    this.tokens = new AccessTokens(this.api, secrets, clock);
    this.alarms = new Alarms(this.logger, clock);
    this.outage = new Outage(clock);
  }

  override async check({ text, userId, scene }: SafetyQuestion, signal: AbortSignal): Promise<SafetyFinding> {
    signal.throwIfAborted();
    const visit = await this.visitOf(userId);
    if (this.outage.isOn) throw new SafetyFailure('wechat_outage');
    const content = text.toWellFormed();
    try {
      const answer = await this.ask({ version: 2, openid: visit.openid, scene, content }, signal);
      const finding = await this.findingOf(answer, userId, visit);
      this.outage.succeeded();
      return finding;
    } catch (error) {
      const failure = error instanceof WechatFailure ? new SafetyFailure(error.reason) : error;
      if (failure instanceof SafetyFailure && failure.scope === 'service') this.outage.failed();
      throw failure;
    }
  }

  override async close(): Promise<void> {
    this.tokens.close();
    await this.api.close();
  }

  /** What cannot be known counts as no visit: a login mends that, since this process remembers it without the store. */
  private async visitOf(userId: string): Promise<Visit> {
    const visit = await this.openids.visitOf(userId).catch((error: unknown) => {
      if (!(error instanceof SecretsUnreachable)) throw error;
      throw new SafetyFailure('openids_unreachable', 'visit');
    });
    if (visit === undefined) throw new SafetyFailure('openid_unknown', 'visit');
    return visit;
  }

  /** Once more with another token when the first was not taken. @throws WechatFailure; the signal's reason */
  private async ask(body: object, signal: AbortSignal): Promise<Answer> {
    const patience = { clock: this.clock, signal, callMs: CALL_MS, budgetMs: BUDGET_MS };
    const ask = (token: string) =>
      repeated((timeoutMs) => this.call(token, body, timeoutMs, signal), patience);
    const token = await this.tokens.get(signal);
    const answer = await ask(token);
    return TOKEN_ERRCODES.has(answer.errcode) ? ask(await this.tokens.replace(token, signal)) : answer;
  }

  private async call(token: string, body: object, timeoutMs: number, signal: AbortSignal): Promise<Answer> {
    const query = { access_token: token };
    const call = { path: 'wxa/msg_sec_check', query, body, timeoutMs, signal };
    const json = await this.api.call(call).catch((error: unknown) => {
      signal.throwIfAborted();
      throw wechatFailure(error);
    });
    const answer = Answer.safeParse(json);
    if (!answer.success) throw new WechatFailure('wechat_answer_unusable', false);
    if (answer.data.errcode === ERRCODE_BUSY) throw new WechatFailure('wechat_busy', true);
    return answer.data;
  }

  private async findingOf(
    { errcode, errmsg, trace_id: checkId, result }: Answer,
    userId: string,
    visit: Visit,
  ): Promise<SafetyFinding> {
    const known = checkId === undefined ? {} : { checkId };
    if (errcode === ERRCODE_RISKY) return { verdict: 'risky', ...known };
    if (errcode === ERRCODE_NO_VISIT && !(await this.openids.refused(userId, visit)))
      throw new SafetyFailure('wechat_no_visit_again', 'user');
    if (errcode !== 0) throw this.refusal(errcode, errmsg);
    if (result === undefined) throw new SafetyFailure('wechat_answer_unusable');
    const { suggest: verdict, label } = result;
    return { verdict, ...(label !== undefined && { label }), ...known };
  }

  private refusal(errcode: number, errmsg: string): SafetyFailure {
    const { reason, scope, alarm } = checkRefusal(errcode);
    if (alarm !== null) this.alarms.raise(errcode, errmsg, alarm);
    return new SafetyFailure(reason, scope);
  }
}
