import * as fc from 'fast-check';
import { mutated } from './bytes/mutations.ts';
import { SHAPES, UNFINISHED, filled } from './bytes/shapes.ts';
import { type DraftSources, drafts } from './grammar/drafts.ts';
import { addresses } from './grammar/headers.ts';
import { type HostileRequest, type ServerName, serialise } from './request.ts';

/** Far apart, so that neighbours have nothing in common. */
const SEED_STEP = 0x9e37_79b1;

/** All requests of a seed: the same index is the same request, whatever came before. */
export class RequestSource {
  private readonly requests: fc.Arbitrary<HostileRequest>;

  constructor(
    sources: DraftSources,
    private readonly seed: number,
  ) {
    this.requests = hostileRequests(sources);
  }

  at(index: number): HostileRequest {
    const seed = (this.seed + Math.imul(index, SEED_STEP)) | 0;
    const [request] = fc.sample(this.requests, { seed, numRuns: 1 });
    if (request === undefined) throw new Error('nothing was generated');
    return request;
  }
}

type Shaped = Omit<HostileRequest, 'server'>;

function hostileRequests(sources: DraftSources): fc.Arbitrary<HostileRequest> {
  const draft = drafts(sources);
  const grammar = draft.map((it): Shaped => ({
    kind: 'grammar',
    draft: it,
    bytes: serialise(it),
    hangs: false,
  }));
  const broken = mutated(draft.map(serialise)).map(raw('bytes'));
  const shape = shaped(SHAPES, sources);
  const server = fc.oneof(
    { weight: 9, arbitrary: fc.constant<ServerName>('lifted') },
    { weight: 1, arbitrary: fc.constant<ServerName>('shipped') },
  );
  const request = fc.oneof(
    { weight: 7000, arbitrary: grammar },
    { weight: 2200, arbitrary: broken },
    { weight: 400, arbitrary: shape.map(raw('shape')) },
    { weight: 400, arbitrary: mutated(shape).map(raw('shape, mutated')) },
    { weight: 2, arbitrary: shaped(UNFINISHED, sources).map(raw('unfinished', true)) },
  );
  return fc.tuple(request, server).map(([made, name]) => Object.assign(made, { server: name }));
}

/** From many callers: one that fails so often would soon be refused before anything is looked at. */
function shaped(texts: readonly string[], { authorizations }: DraftSources): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(...texts), addresses(), authorizations)
    .map(([text, address, authorization]) =>
      filled(text, [
        ['x-forwarded-for', address],
        ...(authorization === undefined ? [] : [['authorization', authorization] as const]),
      ]),
    );
}

function raw(kind: string, hangs = false): (bytes: Buffer) => Shaped {
  return (bytes) => ({ kind, draft: null, bytes, hangs });
}
