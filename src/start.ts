import { Logger } from '@nestjs/common';
import { publishDevSecret } from './auth/dev-secret.js';
import { SessionTokens } from './auth/session-tokens.js';
import { takeEnvFile } from './config/environment/env-file.js';
import { describeIssue } from './config/issues.js';
import { ConfigReloader } from './config/live/config-reloader.js';
import { type LoadedConfiguration, loadConfiguration } from './config/load-configuration.js';
import { ConsoleFiles } from './console/console-files.js';
import { createApp } from './create-app.js';
import { greet } from './greeting.js';
import type { OnHangup } from './hangup.js';
import { catalogIntentNames } from './intents/catalog/index.js';
import { explainStartFailure } from './start-failure.js';

/** EX_CONFIG of sysexits.h: supervisors need not restart what cannot start. */
const EXIT_CONFIGURATION = 78;

/** Ends the process, with an explanation, where the server cannot be started as it is configured. */
export async function start(onHangup: OnHangup): Promise<void> {
  try {
    takeEnvFile();
    await serve(loadConfiguration(process.env, catalogIntentNames()), onHangup);
  } catch (error) {
    const explanation = explainStartFailure(error);
    if (explanation === undefined) throw error;
    process.stderr.write(`${explanation}\n`);
    process.exit(EXIT_CONFIGURATION);
  }
}

async function serve(configuration: LoadedConfiguration, onHangup: OnHangup): Promise<void> {
  const { settings } = configuration;
  const app = await createApp(configuration);
  const logger = new Logger('Configuration');
  for (const warning of configuration.warnings) logger.warn(describeIssue(warning).trim());
  await app.listen(settings.port, settings.host);
  const reloader = app.get(ConfigReloader);
  onHangup(() => void reloader.reload('signal'));
  publishDevSecret(settings);
  greet(await app.getUrl(), configuration, app.get(SessionTokens), app.get(ConsoleFiles).built);
}
