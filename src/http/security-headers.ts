import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/**
 * What helmet puts on every response: always the same, so it is asked once and not at each request. No
 * content security policy, because the only page there is, Swagger UI, brings scripts of its own.
 */
export function securityHeaders(): Readonly<OutgoingHttpHeaders> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet({ contentSecurityPolicy: false })(request, response, (error) => {
    if (error !== undefined) throw error;
  });
  return response.getHeaders();
}
