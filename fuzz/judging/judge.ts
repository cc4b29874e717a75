import type { ErrorCode } from '../../src/common/errors/catalogue.ts';
import { type Answer, type Exchange, isStream } from '../sending/exchange.ts';
import type { Draft } from '../request.ts';
import { parseProblem, problemFaults } from './problem.ts';
import type { ResponseSchemas } from './schemas.ts';
import { streamFaults } from './stream.ts';

/** Words that only the inside of a server knows. */
const INTERNALS = /node_modules|\bat (?:\w+ )?\(?(?:file:|node:|\/)|\/dist\/|\/src\/|\w+Error: |SQLITE|sqlite|ECONN|undefined is not|Cannot read prop|is not a function/; // prettier-ignore

const BAD_TRACE_ID = 'x-trace-id is missing or is no traceId';

/** Says what is wrong with an exchange. */
export class Judge {
  /**
   * @param schemas what the server itself says of its answers
   * @param legitimate failures that a server set up like this may well have
   * @param secrets what must stand in no answer
   */
  constructor(
    private readonly schemas: ResponseSchemas,
    private readonly legitimate: ReadonlySet<ErrorCode>,
    private readonly secrets: readonly string[],
  ) {}

  /** @param draft what was asked, where it is known to be one request */
  faultsOf({ answers, rest, hung }: Exchange, draft: Draft | null = null): string[] {
    const asked = answers.length === 1 ? draft : null;
    return [
      ...(hung ? ['neither answered nor closed in time'] : []),
      ...(rest.length > 0 && !hung ? [`no answer is ${JSON.stringify(rest.toString('latin1').slice(0, 200))}`] : []),
      ...answers.flatMap((answer) => this.faultsOfAnswer(answer, asked)),
    ];
  } // prettier-ignore

  private faultsOfAnswer(answer: Answer, asked: Draft | null): string[] {
    const { status, headers, whole } = answer;
    const faults: string[] = [];
    const traceIds = headers.get('x-trace-id') ?? [];
    if (traceIds.length !== 1 || !/^[\w.:-]{1,64}$/.test(traceIds[0] ?? '')) faults.push(BAD_TRACE_ID);
    if (headers.get('x-content-type-options')?.[0] !== 'nosniff') faults.push('no security headers');
    if (status >= 400 && whole) faults.push(...problemFaults(answer));
    if (status >= 500) faults.push(...this.failureFaults(answer));
    if (status < 400 && whole) faults.push(...this.successFaults(answer, asked));
    return [...faults, ...this.leaks(answer)];
  }

  private failureFaults({ status, body, whole }: Answer): string[] {
    const problem = whole ? parseProblem(body) : '';
    if (typeof problem === 'string') return [`status ${status}`];
    return this.legitimate.has(problem.code) ? [] : [`${status} ${problem.code}: ${problem.detail}`];
  }

  private leaks({ status, headers, body }: Answer): string[] {
    const text = body.toString();
    const said = [text, ...[...headers.values()].flat()].join('\n');
    const secret = this.secrets.some((each) => said.includes(each));
    // What was asked may be repeated where it succeeded; a refusal repeats nothing but names.
    const internal = status >= 400 ? INTERNALS.exec(text)?.[0] : undefined;
    return [
      ...(secret ? ['a secret stands in the answer'] : []),
      ...(internal === undefined ? [] : [`internal words in the answer: ${internal}`]),
    ];
  }

  private successFaults({ status, headers, body }: Answer, asked: Draft | null): string[] {
    if (isStream(headers)) return streamFaults(body.toString());
    if (headers.get('content-type')?.[0]?.includes('json') !== true) return [];
    try {
      const json: unknown = JSON.parse(body.toString());
      return asked === null ? [] : this.schemas.faultsOf(asked, status, json);
    } catch (error) {
      if (error instanceof SyntaxError) return [`the body of a ${status} is not JSON`];
      throw error;
    }
  }
}
