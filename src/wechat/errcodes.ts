/**
 * What the errcodes mean that several WeChat calls have in common
 * (developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html).
 */

/** The system is busy and did nothing: the one answer after which asking again helps. */
export const ERRCODE_BUSY = -1;

/** Faults of this server's settings or of what it sends; nothing a client does will mend them. */
const ALARMS: Readonly<Record<number, string>> = {
  40013: 'WECHAT_APP_ID is not a valid app id',
  40125: 'WECHAT_APP_SECRET is not the secret of WECHAT_APP_ID',
  40164: "this server's address is not on the app's IP allow-list",
  41002: 'the app id is missing',
  41004: 'the app secret is missing',
};

/** Whether it is about how this server is set up, whatever it was asked to do. */
export function isAboutSetup(errcode: number): boolean {
  return errcode in ALARMS;
}

/** What somebody must look at when WeChat answers so. @param own what the errcodes of this call mean beside the common ones */
export function alarmOf(errcode: number, own: Readonly<Record<number, string>> = {}): string {
  return own[errcode] ?? ALARMS[errcode] ?? 'an errcode that this server does not know';
}

/** WeChat's support asks for this id, which stands at the end of an errmsg. */
const REQUEST_ID = /rid: ([\w-]{1,64})/;

/** For a log line: the rest of an errmsg may quote what was sent. */
export function refusalNote(errcode: number, errmsg: string): { errcode: number; rid?: string } {
  const rid = REQUEST_ID.exec(errmsg)?.[1];
  return { errcode, ...(rid !== undefined && { rid }) };
}
