import { Global, Module } from '@nestjs/common';
import { FlagErrors } from './flag-errors.js';
import { flagProvider } from './flag-provider.js';
import { Flags } from './flags.js';

/** What flags come to for a user. Global, as guards of every module ask. */
@Global()
@Module({ providers: [flagProvider, FlagErrors, Flags], exports: [FlagErrors, Flags] })
export class FlagsModule {}
