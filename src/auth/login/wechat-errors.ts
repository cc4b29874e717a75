import { AppError } from '../../common/errors/app-error.js';
import { ERRCODE_BUSY, alarmOf } from '../../wechat/errcodes.js';

const MINUTE_S = 60;

/**
 * What the errcodes of `jscode2session` mean to a client
 * (developers.weixin.qq.com/miniprogram/dev/server/API/user-login/api_code2session).
 */
const CLIENT_ERRORS: Readonly<Record<number, () => AppError>> = {
  // Invalid: made up, older than five minutes, or from a Mini Program with another app id.
  40029: () => new AppError('LOGIN_CODE_INVALID', { reason: 'wechat_code_invalid' }),
  40163: () => new AppError('LOGIN_CODE_INVALID', { reason: 'wechat_code_used' }),
  40226: () => new AppError('USER_BLOCKED', { reason: 'wechat_user_blocked' }),
  45011: () => new AppError('RATE_LIMITED', { reason: 'wechat_minute_quota', retryAfterS: MINUTE_S }),
};

const ALARMS = { 41008: 'the code is missing' };

/** An errcode as the error that a client gets. */
export function wechatError(errcode: number): AppError {
  const clientError = CLIENT_ERRORS[errcode];
  if (clientError !== undefined) return clientError();
  return new AppError('WECHAT_ERROR', {
    reason: errcode === ERRCODE_BUSY ? 'wechat_busy' : `wechat_errcode_${errcode}`,
  });
}

/** What somebody must look at when WeChat answers so; undefined where that is everyday life. */
export function wechatAlarm(errcode: number): string | undefined {
  if (errcode === ERRCODE_BUSY || CLIENT_ERRORS[errcode] !== undefined) return undefined;
  return alarmOf(errcode, ALARMS);
}
