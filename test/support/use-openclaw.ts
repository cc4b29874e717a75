import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { FakeClock } from './fake-clock.js';
import { FakeOpenClaw, type FakeOpenClawOptions } from './fake-openclaw/index.js';
import { RunningApp } from './running-app.js';

/** A gateway with the plugin, which is how most are reached. */
const WITH_PLUGIN: FakeOpenClawOptions = { plugin: { engines: ['lean'] } };

export interface UsedOpenClaw {
  readonly openclaw: FakeOpenClaw;
}

export interface UsedServer extends UsedOpenClaw {
  readonly clock: FakeClock;
  readonly server: RunningApp;
  /** Stops the server; another one, with other files, takes its place. */
  restart(files: Readonly<Record<string, string>>): Promise<void>;
}

export interface ServerOptions {
  readonly gateway?: FakeOpenClawOptions;
  readonly files: Readonly<Record<string, string>>;
  /** A function where it depends on what tests set up first. */
  readonly env?: Env | (() => Env);
}

type Env = Readonly<Record<string, string>>;

/** A fake gateway for all tests of the block that calls this; each finds it as new. */
export function useOpenClaw(options: FakeOpenClawOptions = WITH_PLUGIN): UsedOpenClaw {
  let openclaw: FakeOpenClaw | undefined;
  beforeAll(async () => {
    openclaw = await FakeOpenClaw.start(options);
  });
  beforeEach(() => openclaw?.reset());
  afterAll(() => openclaw?.stop());
  return {
    get openclaw() {
      return present(openclaw);
    },
  };
}

/** As `useOpenClaw`, and for each test a server that asks it, on a clock of its own. */
export function useServer({ gateway, files, env }: ServerOptions): UsedServer {
  const used = useOpenClaw(gateway);
  let clock: FakeClock | undefined;
  let server: RunningApp | undefined;
  async function start(itsFiles: Readonly<Record<string, string>>): Promise<void> {
    const { url, token } = used.openclaw;
    const more = typeof env === 'function' ? env() : env;
    const itsEnv = { OPENCLAW_URL: url, OPENCLAW_TOKEN: token, ...more };
    server = await RunningApp.start({ clock: present(clock), env: itsEnv, files: itsFiles });
  }
  beforeEach(() => {
    clock = new FakeClock();
    return start(files);
  });
  afterEach(() => server?.stop());
  return {
    get openclaw() {
      return used.openclaw;
    },
    get clock() {
      return present(clock);
    },
    get server() {
      return present(server);
    },
    restart: async (itsFiles) => {
      await server?.stop();
      await start(itsFiles);
    },
  };
}

function present<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('it is there only while a test runs');
  return thing;
}
