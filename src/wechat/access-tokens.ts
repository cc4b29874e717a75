import { Logger } from '@nestjs/common';
import { z } from 'zod';
import type { Clock } from '../common/clock.js';
import { orAborted } from '../common/or-aborted.js';
import { pause } from '../common/pause.js';
import { Alarms } from './alarms.js';
import { ERRCODE_BUSY, alarmOf } from './errcodes.js';
import type { Claim, SecretStore } from './secrets/secret-store.js';
import type { WechatApi } from './wechat-api.js';
import { WechatFailure, repeated, wechatFailure } from './wechat-failure.js';

const CALL_MS = 2_000;
const BUDGET_MS = 3_000;
/** WeChat gives a new one from five minutes before the end on, and takes both until then. */
const RENEW_BEFORE_MS = 300_000;
/** A renewal that brought nothing new is tried again after so many milliseconds. */
const RENEW_AGAIN_MS = 30_000;
/** When also the new one is refused, another one would not help: so long nobody is asked for it. */
const REPLACE_AGAIN_MS = 5_000;
/** With less life left than this, a token is not used: it must not end on its way. */
const SHORTEST_LIFE_MS = 10_000;
/** What failed is not tried again before so many milliseconds, whoever asks. */
const FAILED_MS = 1_000;
/** Between two looks whether another process has got the token. */
const LOOK_MS = 100;

/** The answer of `stable_token` (developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken). */
const Answer = z.object({
  access_token: z.string().min(1).max(4096).optional(),
  /** Seconds. */
  expires_in: z.int().positive().optional(),
  errcode: z.int().optional(),
  errmsg: z.string().optional(),
});

const Kept = z.object({ token: z.string().min(1), expiresAt: z.number() });

interface AccessToken {
  readonly token: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

const ALARMS = { 40001: 'WECHAT_APP_SECRET is not the secret of WECHAT_APP_ID' };
const REASONS: Readonly<Record<number, string>> = {
  45009: 'wechat_token_daily_quota',
  45011: 'wechat_token_minute_quota',
};

/**
 * The access token of the app, which its calls to WeChat need: fetched once for all who want it at the same time, in
 * whatever process, and renewed before it ends. Always in WeChat's normal mode, in which asking twice does no harm:
 * it gives the same token, and leaves the one before valid.
 */
export class AccessTokens {
  private readonly logger = new Logger(AccessTokens.name);
  private readonly alarms: Alarms;
  private readonly name: string;
  private readonly closed = new AbortController();
  private current: AccessToken | undefined;
  private pending: Promise<AccessToken> | undefined;
  private replacedAt = Number.NEGATIVE_INFINITY;
  private renewedAt = Number.NEGATIVE_INFINITY;
  private failed: { readonly error: unknown; readonly at: number } | undefined;

  constructor(
    private readonly api: WechatApi,
    private readonly store: SecretStore,
    private readonly clock: Clock,
  ) {
    this.alarms = new Alarms(this.logger, clock);
    this.name = `access token of ${api.settings.appId}`;
  }

  /** @throws WechatFailure; the signal's reason */
  async get(signal: AbortSignal): Promise<string> {
    const { current } = this;
    const lifeMs = current === undefined ? 0 : current.expiresAt - this.clock.now();
    if (current === undefined || lifeMs < SHORTEST_LIFE_MS) return this.obtain(undefined, signal);
    if (lifeMs < RENEW_BEFORE_MS) this.renew(current);
    return current.token;
  }

  /** Another one than `refused`, which WeChat has not taken. @throws WechatFailure; the signal's reason */
  async replace(refused: string, signal: AbortSignal): Promise<string> {
    if (this.current?.token === refused) {
      const now = this.clock.monotonic();
      if (now - this.replacedAt < REPLACE_AGAIN_MS) throw new WechatFailure('wechat_token_refused', false);
      this.replacedAt = now;
      this.current = undefined;
    }
    return this.current?.token ?? this.obtain(refused, signal);
  }

  close(): void {
    this.closed.abort(new WechatFailure('wechat_closed', false));
  }

  private async obtain(refused: string | undefined, signal: AbortSignal): Promise<string> {
    const { token } = await orAborted(this.load(refused), signal);
    return token;
  }

  /** Beside those who still use the old one. */
  private renew(old: AccessToken): void {
    const now = this.clock.monotonic();
    if (now - this.renewedAt < RENEW_AGAIN_MS) return;
    this.renewedAt = now;
    // The old one still serves, and who cannot renew it has said so.
    this.load(old.token).catch(() => undefined);
  }

  private load(unwanted: string | undefined): Promise<AccessToken> {
    const { failed } = this;
    if (failed !== undefined && this.clock.monotonic() - failed.at < FAILED_MS)
      return Promise.reject(failed.error);
    this.pending ??= this.loadNew(unwanted)
      .then(
        (loaded) => {
          this.current = loaded;
          this.failed = undefined;
          return loaded;
        },
        (error: unknown) => {
          this.failed = { error, at: this.clock.monotonic() };
          throw error;
        },
      )
      .finally(() => {
        this.pending = undefined;
      });
    return this.pending;
  }

  /** Of the store, where another process may have put it, or else from WeChat. */
  private async loadNew(unwanted: string | undefined): Promise<AccessToken> {
    const { clock, store, name } = this;
    const endsAt = clock.monotonic() + BUDGET_MS;
    for (; ; await pause(LOOK_MS, this.closed.signal, clock)) {
      const kept = await this.kept(unwanted);
      if (kept !== undefined) return kept;
      const claim = await store.claim(name, BUDGET_MS);
      if (claim !== undefined) return this.claimed(claim, unwanted);
      if (clock.monotonic() >= endsAt) return this.fetched();
    }
  }

  /** Looks once more: another process may have done it all between the look before and the claim. */
  private async claimed(claim: Claim, unwanted: string | undefined): Promise<AccessToken> {
    try {
      return (await this.kept(unwanted)) ?? (await this.fetched());
    } finally {
      await claim.release();
    }
  }

  /** From WeChat, for all. */
  private async fetched(): Promise<AccessToken> {
    const { clock, store, name } = this;
    const { signal } = this.closed;
    const patience = { clock, signal, callMs: CALL_MS, budgetMs: BUDGET_MS };
    const fetched = await repeated((timeoutMs) => this.fetch(timeoutMs), patience);
    await store.keep(name, JSON.stringify(fetched), fetched.expiresAt - clock.now());
    return fetched;
  }

  private async kept(unwanted: string | undefined): Promise<AccessToken | undefined> {
    // Without the store, this process asks WeChat for itself.
    const stored = await this.store.find(this.name).catch(() => undefined);
    if (stored === undefined) return undefined;
    const kept = Kept.parse(JSON.parse(stored));
    const isGood = kept.token !== unwanted && kept.expiresAt - this.clock.now() > RENEW_BEFORE_MS;
    return isGood ? kept : undefined;
  }

  private async fetch(timeoutMs: number): Promise<AccessToken> {
    const { appId: appid, appSecret: secret } = this.api.settings;
    const body = { grant_type: 'client_credential', appid, secret, force_refresh: false };
    const call = { path: 'cgi-bin/stable_token', body, timeoutMs, signal: this.closed.signal };
    const json = await this.api.call(call).catch((error: unknown) => {
      throw wechatFailure(error);
    });
    const answer = Answer.safeParse(json);
    if (!answer.success) throw new WechatFailure('wechat_token_unusable', false);
    const { access_token: token, expires_in: lifeS, errcode = 0, errmsg = '' } = answer.data;
    if (errcode !== 0) throw this.refusal(errcode, errmsg);
    if (token === undefined || lifeS === undefined) throw new WechatFailure('wechat_token_unusable', false);
    return { token, expiresAt: this.clock.now() + lifeS * 1000 };
  }

  private refusal(errcode: number, errmsg: string): WechatFailure {
    if (errcode === ERRCODE_BUSY) return new WechatFailure('wechat_busy', true, errcode);
    this.alarms.raise(errcode, errmsg, alarmOf(errcode, ALARMS));
    return new WechatFailure(REASONS[errcode] ?? `wechat_token_errcode_${errcode}`, false, errcode);
  }
}
