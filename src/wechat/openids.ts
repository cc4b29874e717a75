import { z } from 'zod';
import type { Clock } from '../common/clock.js';
import type { SecretStore } from './secrets/secret-store.js';

/** WeChat takes a user as present for two hours after a visit, and checks texts for nobody else. */
const VISIT_MS = 2 * 3_600_000;

/** So long another login after the one that WeChat did not take for a visit changes nothing. */
const REFUSED_MS = 600_000;

const Visit = z.object({ openid: z.string().min(1), at: z.number() });
const RefusedLogin = z.object({ at: z.number() });

/** A user that WeChat knows to be here. */
export interface Visit {
  readonly openid: string;
  /** Of the login, in milliseconds since the Unix epoch. */
  readonly at: number;
}

/**
 * The openids of those who logged in within the last two hours: what the WeChat API wants to know in place of our
 * user ids, from which nothing leads back to them. They go to WeChat and nowhere else.
 */
export class Openids {
  constructor(
    private readonly store: SecretStore,
    private readonly clock: Clock,
  ) {}

  async remember(userId: string, openid: string): Promise<void> {
    const visit: Visit = { openid, at: this.clock.now() };
    await this.store.keep(nameOf(userId), JSON.stringify(visit), VISIT_MS);
  }

  /** As if the user had not logged in here. @throws SecretsUnreachable when other processes may still know better */
  async forget(userId: string): Promise<void> {
    await this.store.forget(nameOf(userId));
  }

  /** Undefined for somebody who has not logged in here within two hours. @throws SecretsUnreachable */
  async visitOf(userId: string): Promise<Visit | undefined> {
    const kept = await this.store.find(nameOf(userId));
    return kept === undefined ? undefined : Visit.parse(JSON.parse(kept));
  }

  /**
   * WeChat did not take the login for a visit. Never rejects.
   * @returns whether another login may help: not when this one came after another that was refused within ten minutes
   */
  async refused(userId: string, { at }: Visit): Promise<boolean> {
    const name = `refused login of ${userId}`;
    const kept = await this.store.find(name).catch(() => undefined);
    if (kept !== undefined && RefusedLogin.parse(JSON.parse(kept)).at < at) return false;
    await this.store.keep(name, JSON.stringify({ at }), REFUSED_MS);
    return true;
  }
}

function nameOf(userId: string): string {
  return `openid of ${userId}`;
}
