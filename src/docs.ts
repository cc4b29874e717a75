import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Problem } from './http/api-problems.decorator.js';
import { IntentRegistry } from './intents/intent-registry.js';
import { describeRateLimits } from './limits/openapi.js';
import { askModels, describeAsk } from './intents/openapi.js';

const DESCRIPTION = `Structured intents in, answers to render out.

Press **Authorize** and paste a bearer token: the one that the server printed at its start (dev), one
made by \`npm run token -- --user u_123\`, or one that \`POST /v1/mini/login\` gave.`;

/** Swagger UI at `/docs`, the OpenAPI document at `/docs-json`; it can log in and ask. */
export function serveDocs(app: NestFastifyApplication, version: string): void {
  SwaggerModule.setup('docs', app, () => openApi(app, version), {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    customSiteTitle: 'MiniAsk',
    swaggerOptions: { persistAuthorization: true, tryItOutEnabled: true, displayRequestDuration: true },
  });
}

function openApi(app: NestFastifyApplication, version: string) {
  const config = new DocumentBuilder()
    .setTitle('MiniAsk')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .addBearerAuth()
    .build();
  const registry = app.get(IntentRegistry);
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [Problem, ...askModels(registry)],
  });
  describeAsk(document, registry);
  describeRateLimits(document);
  return document;
}
