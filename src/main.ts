import { Logger } from '@nestjs/common';
import { publishDevSecret } from './auth/dev-secret.js';
import { SessionTokens } from './auth/session-tokens.js';
import { takeEnvFile } from './config/environment/env-file.js';
import { describeIssue } from './config/issues.js';
import { type LoadedConfiguration, loadConfiguration } from './config/load-configuration.js';
import { ConsoleFiles } from './console/console-files.js';
import { createApp } from './create-app.js';
import { greet } from './greeting.js';
import { reloadOnHangup } from './hangup.js';
import { catalogIntentNames } from './intents/catalog/index.js';
import { explainStartFailure } from './start-failure.js';

/** EX_CONFIG of sysexits.h: supervisors need not restart what cannot start. */
const EXIT_CONFIGURATION = 78;

try {
  takeEnvFile();
  await start(loadConfiguration(process.env, catalogIntentNames()));
} catch (error) {
  const explanation = explainStartFailure(error);
  if (explanation === undefined) throw error;
  process.stderr.write(`${explanation}\n`);
  process.exit(EXIT_CONFIGURATION);
}

async function start(configuration: LoadedConfiguration): Promise<void> {
  const { settings } = configuration;
  const app = await createApp(configuration);
  reloadOnHangup(app);
  const logger = new Logger('Configuration');
  for (const warning of configuration.warnings) logger.warn(describeIssue(warning).trim());
  await app.listen(settings.port, settings.host);
  publishDevSecret(settings);
  greet(await app.getUrl(), configuration, app.get(SessionTokens), app.get(ConsoleFiles).built);
}
