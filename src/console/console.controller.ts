import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { AppError } from '../common/errors/app-error.js';
import { ConsoleFiles } from './console-files.js';

/** The last part of a file's address: pages of the console have no dot in theirs. */
const FILE = /\.[^/]*$/;

/** The operators' console: open, because it is files alone. What it shows, it asks the operators' API for. */
@ApiExcludeController()
@Public()
@Controller('console')
export class ConsoleController {
  constructor(private readonly files: ConsoleFiles) {}

  @Get()
  async home(@Res() reply: FastifyReply): Promise<void> {
    await this.sendPage(reply);
  }

  /** Every address of the console is the same page. */
  @Get('*')
  async page(@Param('*') path: string, @Res() reply: FastifyReply): Promise<void> {
    // A script that is gone must not come as a page.
    if (FILE.test(path)) throw new AppError('NOT_FOUND', { detail: 'The console has no such file.' });
    await this.sendPage(reply);
  }

  private async sendPage(reply: FastifyReply): Promise<void> {
    if (!this.files.built) {
      throw new AppError('NOT_FOUND', {
        detail: 'The console was not built: run `npm run console:build` and start the server again.',
      });
    }
    await this.files.sendPage(reply);
  }
}
