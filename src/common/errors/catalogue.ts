/** How a problem is logged: what a client did wrong is `info`, what somebody must mend is `error`. */
export type ProblemLevel = 'info' | 'warn' | 'error';

export interface Problem {
  readonly status: number;
  /** One short English sentence; the same for every occurrence (RFC 9457 `title`). */
  readonly title: string;
  readonly level: ProblemLevel;
  /** The same request may succeed later without being changed. */
  readonly retryable: boolean;
}

const problem = (status: number, title: string, level: ProblemLevel, retryable = false): Problem => ({
  status,
  title,
  level,
  retryable,
});

/**
 * Every error a client can meet. The contract is this table: `docs/errors.md` is compared with it by a
 * test, and nothing else in the code decides a status, a title, a level or whether to retry.
 */
export const ERRORS = {
  BODY_MALFORMED: problem(400, 'The request body is not valid JSON', 'info'),
  INPUT_INVALID: problem(400, 'The request does not fit the contract', 'info'),
  INTENT_UNKNOWN: problem(400, 'There is no such intent', 'info'),
  UNAUTHENTICATED: problem(401, 'A valid bearer token is needed', 'info'),
  TOKEN_EXPIRED: problem(401, 'The bearer token has expired', 'info'),
  LOGIN_CODE_INVALID: problem(401, 'The login code is invalid or was already used', 'info'),
  USER_MISMATCH: problem(403, 'The userId is not the one of the token', 'warn'),
  PROFILE_NOT_ALLOWED: problem(403, 'This environment does not allow that profile', 'warn'),
  INTENT_DISABLED: problem(403, 'This intent is switched off', 'info'),
  USER_BLOCKED: problem(403, 'WeChat has blocked this user', 'warn'),
  OPERATOR_ONLY: problem(403, 'This call needs the operator role', 'warn'),
  NOT_FOUND: problem(404, 'There is nothing at this address', 'info'),
  METHOD_NOT_ALLOWED: problem(405, 'This address does not take that method', 'info'),
  TRACE_ID_CONFLICT: problem(409, 'This traceId was used with other content', 'info'),
  NOT_REPLAYABLE: problem(409, 'What was asked, or what answered, was not kept', 'info'),
  CONFIG_REJECTED: problem(409, 'The configuration files cannot be used', 'info'),
  CHANGE_CONFLICT: problem(409, 'Somebody else has changed it meanwhile', 'info'),
  NOTHING_TO_ROLL_BACK: problem(409, 'There is nothing to roll back to', 'info'),
  REPLAY_REQUIRED: problem(409, 'A passed batch of replays is needed first', 'info'),
  BODY_TOO_LARGE: problem(413, 'The request body is too large', 'info'),
  UNSUPPORTED_MEDIA_TYPE: problem(415, 'The request body must be application/json', 'info'),
  CONTENT_REJECTED: problem(422, 'The content failed the safety check', 'info'),
  RATE_LIMITED: problem(429, 'Too many requests', 'info', true),
  QUOTA_EXCEEDED: problem(429, 'The quota is used up', 'info', true),
  INTERNAL: problem(500, 'The server failed', 'error'),
  AGENT_ERROR: problem(502, 'The agent failed', 'error', true),
  OUTPUT_INVALID: problem(502, 'The agent gave no usable answer', 'warn', true),
  WECHAT_ERROR: problem(502, 'WeChat did not answer as expected', 'error', true),
  AGENT_UNAVAILABLE: problem(503, 'The agent cannot be reached', 'error', true),
  AGENT_OVERLOADED: problem(503, 'The agent is busy', 'warn', true),
  LOGIN_NOT_CONFIGURED: problem(503, 'Login is not configured on this server', 'error'),
  SHUTTING_DOWN: problem(503, 'The server is shutting down', 'info', true),
  AGENT_TIMEOUT: problem(504, 'The agent did not answer in time', 'warn', true),
} as const satisfies Record<string, Problem>;

export type ErrorCode = keyof typeof ERRORS;
