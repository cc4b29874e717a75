import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** Preloaded by `NODE_OPTIONS=--import`: says on stderr which modules of OpenTelemetry a process loads. */
registerHooks({
  load(url, context, nextLoad) {
    const [, name] = /\/(@opentelemetry\/[^/]+)\//.exec(url) ?? [];
    if (name !== undefined) writeSync(2, `loaded ${name}\n`);
    return nextLoad(url, context);
  },
});
