/** What the server says of an error (RFC 9457), as far as people are told of it. */
export class Problem extends Error {
  override readonly name = 'Problem';

  /**
   * @param status 0 when there was no answer at all
   * @param code of the server's catalogue of errors, or one of the console's own: `NO_ANSWER`, `NO_PROBLEM`,
   * `NOT_SIGNED_IN`, `OTHER_SESSION`
   * @param traceId by which the server's log is searched; null when the answer had none
   */
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly traceId: string | null = null,
    readonly errors: readonly { readonly pointer: string; readonly message: string }[] = [],
  ) {
    super(detail);
  }

  /** Whether the token is no longer any good. */
  get unauthenticated(): boolean {
    return this.status === 401;
  }
}

/** Reads the problem out of an answer that is none of success, whoever wrote it: a proxy writes HTML. */
export async function problemOf(response: Response): Promise<Problem> {
  const traceId = response.headers.get('x-trace-id');
  const body = await bodyOf(response);
  const code = typeof body['code'] === 'string' ? body['code'] : 'NO_PROBLEM';
  const detail = typeof body['detail'] === 'string' ? body['detail'] : response.statusText;
  return new Problem(response.status, code, detail, traceId, fieldErrorsOf(body['errors']));
}

async function bodyOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = await response.json();
    return isRecord(body) ? body : {};
  } catch {
    return {};
  }
}

function fieldErrorsOf(value: unknown): { pointer: string; message: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown) =>
    isRecord(each) && typeof each['pointer'] === 'string' && typeof each['message'] === 'string'
      ? [{ pointer: each['pointer'], message: each['message'] }]
      : [],
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
