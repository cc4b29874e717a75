import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError, type FieldError } from '../common/errors/app-error.js';
import { bodyRules } from './body-rules.js';
import { structureFault } from './json-structure.js';
import { inputInvalid } from './validation.js';

/** RFC 8259: JSON is UTF-8; anything else that a client claims would be read wrongly. */
const UTF8_JSON = /^application\/json\s*(?:;\s*charset="?utf-?8"?\s*)?$/i;
const BODYLESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE']);

/**
 * Reads request bodies: UTF-8 JSON and nothing else, in which no name stands twice, every number is finite, and whose
 * depth and parts are bounded. Where none is needed, no body at all is none, whatever the `content-type` says:
 * `wx.request` sends one with every method, and other clients do.
 * Call when the hooks are registered that take the traceId from a body.
 */
export function acceptJsonBodies(fastify: FastifyInstance): void {
  const faults = new WeakMap<FastifyRequest, FieldError>();
  fastify.removeAllContentTypeParsers();
  // A field named `__proto__` stays an ordinary one, which every contract then refuses by its name.
  const parse = fastify.getDefaultJsonParser('ignore', 'ignore');
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const { isOptional = BODYLESS.has(request.method), ...bounds } = bodyRules(request);
    if (body.length === 0 && isOptional) return done(null, undefined);
    const text = decode(request, body);
    if (text instanceof AppError) return done(text, undefined);
    void parse(request, text, (error, value) => {
      const fault = error === null ? structureFault(text, bounds) : undefined;
      if (fault !== undefined) faults.set(request, fault);
      done(error, value);
    });
  });
  // Not while parsing: the refusal has the traceId that came with the body.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const fault = faults.get(request);
    done(fault && inputInvalid([fault]));
  });
}

function decode(request: FastifyRequest, body: string | Buffer): string | AppError {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (encoding.toLowerCase() !== 'identity' || !UTF8_JSON.test(type.trim()))
    return new AppError('UNSUPPORTED_MEDIA_TYPE');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body));
  } catch {
    return new AppError('BODY_MALFORMED', { detail: 'The request body is not valid UTF-8.' });
  }
}
