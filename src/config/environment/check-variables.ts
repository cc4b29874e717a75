import type { ConfigIssue } from '../snapshot.js';
import { checkTracing } from './check-tracing.js';
import { type ReadVariables, variableIssue } from './read-variables.js';

/**
 * Rules over several variables. They ask whether a variable is set, not whether it is right: that is told already.
 * With a wrong APP_ENV those of dev hold, which asks for least.
 */
export function checkVariables(read: ReadVariables): ConfigIssue[] {
  return [
    ...checkTokens(read),
    ...checkRotation(read),
    ...checkAgent(read),
    ...checkLogin(read),
    ...checkTracing(read),
  ];
}

function checkTokens({ given, values }: ReadVariables): ConfigIssue[] {
  if (given.has('JWT_SECRET') && given.has('JWT_JWKS_URL')) {
    return [
      variableIssue(
        'JWT_JWKS_URL',
        'is set and so is JWT_SECRET; tokens are checked by one of them, so unset one',
      ),
    ];
  }
  if (given.has('JWT_SECRET') || given.has('JWT_JWKS_URL')) return [];
  if (values.APP_ENV === 'dev') return [];
  return [
    variableIssue(
      'JWT_SECRET',
      `${values.APP_ENV} needs a way to check tokens: set JWT_SECRET ("openssl rand -base64 48" prints a good one) or, for tokens made elsewhere, JWT_JWKS_URL`,
    ),
  ];
}

function checkRotation({ given, values }: ReadVariables): ConfigIssue[] {
  if (!given.has('JWT_SECRET_PREVIOUS')) return [];
  if (!given.has('JWT_SECRET')) {
    return [
      variableIssue(
        'JWT_SECRET_PREVIOUS',
        'is set and JWT_SECRET is not; it only stands beside another secret',
      ),
    ];
  }
  const issues: ConfigIssue[] = [];
  if (values.JWT_SECRET_PREVIOUS !== undefined && values.JWT_SECRET_PREVIOUS === values.JWT_SECRET) {
    issues.push(
      variableIssue('JWT_SECRET_PREVIOUS', 'is the same as JWT_SECRET; unset it, or change JWT_SECRET'),
    );
  }
  if (given.has('WECHAT_APP_ID') && !given.has('MINIASK_USER_ID_KEY')) {
    issues.push(
      variableIssue(
        'MINIASK_USER_ID_KEY',
        'is missing; JWT_SECRET is being changed, and with a key made from it every user would get a new id. Set it to what "npm run --silent user-id-key" prints for the secret that was used until now',
      ),
    );
  }
  return issues;
}

function checkAgent({ given, values }: ReadVariables): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  if (given.has('OPENCLAW_URL') && !given.has('OPENCLAW_TOKEN')) {
    issues.push(
      variableIssue('OPENCLAW_TOKEN', 'is missing; OPENCLAW_URL is set, and its gateways ask for a token'),
    );
  }
  if (given.has('OPENCLAW_URL')) return issues;
  if (values.AGENT === 'openclaw') {
    issues.push(variableIssue('OPENCLAW_URL', 'is missing; AGENT=openclaw needs the address of a gateway'));
  } else if (given.has('OPENCLAW_TOKEN')) {
    issues.push(
      variableIssue(
        'OPENCLAW_TOKEN',
        'has no effect while OPENCLAW_URL is not set: the local agent answers',
        'warning',
      ),
    );
  }
  if (!given.has('AGENT') && values.APP_ENV !== 'dev') {
    issues.push(
      variableIssue(
        'AGENT',
        `${values.APP_ENV} needs an agent: set OPENCLAW_URL and OPENCLAW_TOKEN, or AGENT=local to ask for the embedded agent, which has no model`,
      ),
    );
  }
  return issues;
}

function checkLogin({ given }: ReadVariables): ConfigIssue[] {
  const [id, secret] = [given.has('WECHAT_APP_ID'), given.has('WECHAT_APP_SECRET')];
  if (id && !secret)
    return [variableIssue('WECHAT_APP_SECRET', 'is missing; WECHAT_APP_ID is set, and login needs both')];
  if (secret && !id)
    return [variableIssue('WECHAT_APP_ID', 'is missing; WECHAT_APP_SECRET is set, and login needs both')];
  if (!id || !given.has('JWT_JWKS_URL')) return [];
  return [
    variableIssue(
      'WECHAT_APP_ID',
      'has no effect with JWT_JWKS_URL: this server signs no tokens then, so nobody can log in here',
      'warning',
    ),
  ];
}
