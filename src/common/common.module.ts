import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { Draining } from './draining.js';

@Global()
@Module({})
export class CommonModule {
  /** @param graceMs milliseconds for which what runs may go on when the server is stopped */
  static with(clock: Clock, graceMs: number): DynamicModule {
    return {
      module: CommonModule,
      providers: [
        { provide: Clock, useValue: clock },
        { provide: Draining, useFactory: () => new Draining(clock, graceMs) },
      ],
      exports: [Clock, Draining],
    };
  }
}
