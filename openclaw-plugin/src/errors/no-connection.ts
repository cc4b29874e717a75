/** What OpenClaw, its HTTP client and Node say of connections that did not come about, or broke. */
const WORDS: readonly RegExp[] = [
  /^\s*$/,
  /^terminated\b/i,
  /\b(?:connection|network) (?:error|closed|lost|refused|reset|timeout|is unreachable)\b/i,
  /\b(?:fetch failed|socket hang up|other side closed|premature close|getaddrinfo)\b/i,
  /\b(?:timed out|stream ended)\b/i,
  /\b(?:tls|ssl)\b.*\b(?:alert|routines|handshake|connection)\b/i,
  /\b(?:ECONN[A-Z]+|E(?:SOCKET)?TIMEDOUT|E(?:HOST|NET)UNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|EPIPE|EPROTO)\b/,
  /\bUND_ERR_[A-Z_]+\b/,
];

/**
 * Whether the words of an error are those of a connection. A list and not a guess: an error without a
 * status may just as well be a TypeError over an answer that OpenClaw did not expect.
 */
export function saysNoConnection(text: string): boolean {
  return WORDS.some((words) => words.test(text));
}
