import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { LiveConfig } from '../config/live-config.js';

/** Keeps the log at the level that the configuration in force wants. */
@Injectable()
export class LogLevelInForce {
  constructor(live: LiveConfig) {
    live.onSwap(({ environment }) => {
      PinoLogger.root.level = environment.logLevel;
    });
  }
}
