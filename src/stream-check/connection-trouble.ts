import { type Finding, fail } from '../common/finding.js';

interface Trouble {
  readonly subject: 'reachable' | 'tls';
  readonly seen: string;
  readonly advice: string;
}

const certificate = (seen: string, advice: string): Trouble => ({ subject: 'tls', seen, advice });
const network = (seen: string, advice: string): Trouble => ({ subject: 'reachable', seen, advice });

const UNTRUSTED = certificate(
  'nobody who is trusted has signed the certificate',
  'WeChat takes none such either: get one from a public authority (Caddy does by itself)',
);

const NOT_TLS = certificate(
  'what answers does not speak TLS',
  'See the port, or begin the address with http://',
);

/** By the `code` of Node's errors: libuv's for the network, OpenSSL's names for certificates. */
const TROUBLES: Readonly<Record<string, Trouble>> = {
  ECONNREFUSED: network(
    'nobody listens there',
    'Start the server or the proxy, and look at address and port',
  ),
  ENOTFOUND: network('the name is unknown', 'Look at the spelling, and at the DNS record of the domain'),
  EAI_AGAIN: network('the name could not be looked up', 'See that this machine has a working DNS'),
  EHOSTUNREACH: network('no way leads there', 'Look at the network and its firewalls'),
  ENETUNREACH: network('no way leads there', 'Look at the network and its firewalls'),
  ETIMEDOUT: network('no answer to the connection', 'A firewall may swallow it: open the port'),
  ABORT_ERR: network(
    'no answer in time, not even headers',
    'Something collects the whole answer, or the server hangs: ask without what stands in front',
  ),
  ECONNRESET: network(
    'the connection was closed without an answer',
    'See the log of what stands in front; a TLS port that is asked by http:// may do this too',
  ),
  EPROTO: NOT_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  CERT_HAS_EXPIRED: certificate(
    'the certificate has expired',
    'Renew it, and see why that did not happen by itself',
  ),
  CERT_NOT_YET_VALID: certificate('the certificate is not valid yet', 'Look at the clocks of both machines'),
  ERR_TLS_CERT_ALTNAME_INVALID: certificate(
    'the certificate is for another name',
    'Use the name that it is for, or get one for this name',
  ),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate(
    'the chain of the certificate is incomplete',
    'Serve the intermediate certificates too (fullchain.pem): phones fail like this where browsers do not',
  ),
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
};

/** Why there was no answer, and what to do. */
export function connectionTrouble(error: unknown): Finding {
  const code = codeOf(error);
  const known = TROUBLES[code];
  if (known !== undefined) return fail(known.subject, `${known.seen} (${code})`, known.advice);
  const subject = /SSL|TLS|CERT/.test(code) ? 'tls' : 'reachable';
  return fail(
    subject,
    `no answer that is HTTP (${code})`,
    'Look at address and port, and at what listens there',
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
