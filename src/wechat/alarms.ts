import type { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import { refusalNote } from './errcodes.js';

/** An alarm that goes on is raised again after so many milliseconds. */
const AGAIN_MS = 60_000;

/** Raises the alarm about refusals that somebody must look at, each once a minute however often it is met. */
export class Alarms {
  /** When it was raised, by errcode. */
  private readonly raised = new Map<number, number>();

  constructor(
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  raise(errcode: number, errmsg: string, meaning: string): void {
    const now = this.clock.monotonic();
    const last = this.raised.get(errcode);
    if (last !== undefined && now - last < AGAIN_MS) return;
    this.raised.set(errcode, now);
    this.logger.error(refusalNote(errcode, errmsg), `WeChat refuses this server: ${meaning}`);
  }
}
