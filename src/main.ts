import { Logger } from '@nestjs/common';
import { publishDevSecret } from './auth/dev-secret.js';
import { SessionTokens } from './auth/session-tokens.js';
import { ConfigurationError, describeIssue } from './config/issues.js';
import { type LoadedConfiguration, loadConfiguration } from './config/load-configuration.js';
import { createApp } from './create-app.js';
import { greet } from './greeting.js';
import { catalogIntentNames } from './intents/catalog/index.js';
import { DatabaseUnusable } from './storage/storage-errors.js';

/** EX_CONFIG of sysexits.h: supervisors need not restart what cannot start. */
const EXIT_CONFIGURATION = 78;

try {
  await start(loadConfiguration(process.env, catalogIntentNames()));
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof DatabaseUnusable)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_CONFIGURATION;
}

async function start(configuration: LoadedConfiguration): Promise<void> {
  const { settings } = configuration;
  const app = await createApp(configuration);
  const logger = new Logger('Configuration');
  for (const warning of configuration.warnings) logger.warn(describeIssue(warning).trim());
  await app.listen(settings.port, settings.host);
  publishDevSecret(settings);
  greet(await app.getUrl(), configuration, app.get(SessionTokens));
}
