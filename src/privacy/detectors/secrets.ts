import { type Detector, byPattern } from '../detector.js';
import { looksLikeSecret } from './looks-like-secret.js';
import { hasUnit } from './surroundings.js';

const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/dg;

/** The header of every JWT is base64url of `{"`. */
const JWT = /(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*){0,3}/dg;

const BEARER = /(?<![A-Za-z])bearer\s{1,4}([\w.~+/-]{8,}=*)/dgi;

/** RFC 7617: base64 of name, colon and password. */
const BASIC = /(?<![A-Za-z])basic\s{1,4}([A-Za-z0-9+/]{4,}={0,2})/dgi;

/** By what those who give keys let them begin with. */
const KEYS = [
  'sk-[\\w-]{16,}', // OpenAI, DeepSeek, Anthropic and others
  '[prs]k_(?:live|test)_\\w{10,}', // Stripe
  '(?:AKIA|ASIA)[A-Z0-9]{16}', // AWS
  'LTAI[A-Za-z0-9]{12,30}', // Alibaba Cloud
  'AKID[A-Za-z0-9]{13,50}', // Tencent Cloud
  'AKLT[\\w-]{16,}', // Volcengine
  'AIza[\\w-]{30,}', // Google
  'ya29\\.[\\w-]{16,}', // Google
  'gh[pousr]_\\w{20,}', // GitHub
  'github_pat_\\w{20,}', // GitHub
  'glpat-[\\w-]{16,}', // GitLab
  'xox[abeprs]-[\\w-]{10,}', // Slack
  'npm_\\w{30,}', // npm
  'hf_\\w{30,}', // Hugging Face
];
const KNOWN_KEY = new RegExp(`(?<![A-Za-z0-9])(?:${KEYS.join('|')})`, 'dg');

/** What is called so is mostly a count, a state or a setting, unless it looks like one. */
const KEY_NAMES =
  'session[_-]?key|api[_-]?key|access[_-]?key(?:[_-]?(?:id|secret))?|secret[_-]?key|private[_-]?key|secret|token';
const PASSWORD_NAMES = 'passwd|password|passphrase|pwd|密码|密碼|口令';

/** What somebody calls a secret. The value is ASCII: "密码是什么" tells none. */
function namedBy(names: string): RegExp {
  // Also as it stands in a text inside of JSON.
  const quote = `\\\\{0,3}["']?`;
  return new RegExp(
    `(?:${names})${quote}\\s{0,4}(?:[:=]|是|为)\\s{0,4}${quote}([!#$%*+./0-9:=?@A-Z^_\`a-z|~-]{4,})`,
    'dgi',
  );
}

const isKey = (value: string, at: number, text: string): boolean => {
  if (hasUnit(text, at + value.length)) return false;
  return looksLikeSecret(value, isGiven(text, at), { digits: 9, mixed: 6 }) && !COUNT.test(value);
};

const isPassword = (value: string, at: number, text: string): boolean =>
  looksLikeSecret(value, isGiven(text, at), { digits: 4, mixed: 4 });

/** 4000, 128k, 32KB. */
const COUNT = /^\d{1,8}(?:\.\d+)?[a-z]{0,2}$/i;

/** Whether it is a value by its form, as programs write it: `token=x`, `"token":"x"`. */
function isGiven(text: string, at: number): boolean {
  return /[="']/.test(text.charAt(at - 1));
}

/** "basic information" is base64 as well, but of nothing that can be read. */
function isBasic(value: string): boolean {
  return /^[^\p{Cc}\ufffd:]*:[^\p{Cc}\ufffd]*$/u.test(Buffer.from(value, 'base64').toString('utf8'));
}

/** Name and password in an address. */
const IN_ADDRESS = /:\/\/[^\s/:@]{0,64}:([^\s/@]{1,256})@/dg;

const detectors: readonly Detector[] = [
  byPattern('[secret]', PRIVATE_KEY),
  byPattern('[secret]', JWT),
  byPattern('[secret]', BEARER, (value) => /\d/.test(value) || value.length >= 24),
  byPattern('[secret]', BASIC, isBasic),
  byPattern('[secret]', KNOWN_KEY),
  byPattern('[secret]', namedBy(KEY_NAMES), isKey),
  byPattern('[secret]', namedBy(PASSWORD_NAMES), isPassword),
  byPattern('[secret]', IN_ADDRESS),
];

/** Passwords, tokens and keys: what opens something. */
export const secrets: Detector = function* find(text) {
  for (const detector of detectors) yield* detector(text);
};
