import { alarmOf, isAboutSetup } from '../../wechat/errcodes.js';
import type { FailureScope } from '../content-safety.js';

/** WeChat does not take the access token: another one may do. */
export const TOKEN_ERRCODES: ReadonlySet<number> = new Set([40001, 40014, 42001]);

/** The user has not visited the Mini Program within two hours. */
export const ERRCODE_NO_VISIT = 61010;

/** How version 1 says `risky`; should it ever come, it is no failure. */
export const ERRCODE_RISKY = 87014;

interface Meaning {
  readonly reason?: string;
  /** `service` where absent. */
  readonly scope?: FailureScope;
  /** What somebody must look at; null where that is everyday life. */
  readonly alarm?: string | null;
}

/**
 * The errcodes of `msg_sec_check`
 * (developers.weixin.qq.com/miniprogram/dev/server/API/sec-center/sec-check/api_msgseccheck).
 */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  40001: { reason: 'wechat_token_refused', alarm: 'a new access token is refused as well' },
  40014: { reason: 'wechat_token_refused', alarm: 'a new access token is refused as well' },
  42001: { reason: 'wechat_token_refused', alarm: 'a new access token is refused as well' },
  40003: { reason: 'wechat_openid_invalid', scope: 'user', alarm: 'an openid of the login is no openid' },
  43104: { reason: 'wechat_openid_foreign', scope: 'user', alarm: 'an openid is of another app' },
  [ERRCODE_NO_VISIT]: { reason: 'wechat_no_visit', scope: 'visit', alarm: null },
  45009: { reason: 'wechat_daily_quota', alarm: 'the checks of the day are used up' },
  45011: { reason: 'wechat_minute_quota', alarm: 'too many checks in a minute' },
  40129: { alarm: 'content_safety.scene is not a scene' },
  41001: { alarm: 'the access token is missing' },
  43002: { alarm: 'the check must be sent by POST' },
  43302: { alarm: 'the check must be sent by POST' },
  44002: { scope: 'text', alarm: 'WeChat takes a text for empty' },
  47001: { scope: 'text', alarm: 'WeChat cannot read a text' },
  48001: { alarm: 'the app may not use msg_sec_check' },
  48004: { alarm: 'msg_sec_check is banned for the app' },
  50002: { alarm: 'the account of the app is limited' },
};

export interface CheckRefusal {
  readonly reason: string;
  readonly scope: FailureScope;
  readonly alarm: string | null;
}

/**
 * What an errcode other than busy means. One that nobody knows may be the doing of a single text, so it is never taken
 * for an outage, by which one user could switch the checks of all others off.
 */
export function checkRefusal(errcode: number): CheckRefusal {
  const unlisted: Meaning = { scope: isAboutSetup(errcode) ? 'service' : 'text' };
  const { reason = `wechat_errcode_${errcode}`, scope = 'service', alarm } = MEANINGS[errcode] ?? unlisted;
  return { reason, scope, alarm: alarm === undefined ? alarmOf(errcode) : alarm };
}
