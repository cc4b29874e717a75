import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configDir } from '../../../test/config/config-dir.js';
import { aPipe } from '../../../test/support/a-pipe.js';
import { thrownBy } from '../../../test/support/thrown-by.js';
import { readText } from './read-text.js';
import { UnreadableFile } from './unreadable.js';

const aPath = (): string => join(configDir(), 'file');

function fileWith(content: string | Buffer): string {
  const path = aPath();
  writeFileSync(path, content);
  return path;
}

function refusalOf(path: string, maxBytes?: number): UnreadableFile {
  const error = thrownBy(() => readText(path, maxBytes));
  if (error instanceof UnreadableFile) return error;
  throw error;
}

describe('the text of a file', () => {
  it.each([
    ['', ''],
    ['\uFEFFä', 'ä'],
    // More than is read at once, so that a sign stands on the border.
    [`a${'ä'.repeat(40_000)}`, `a${'ä'.repeat(40_000)}`],
  ])('is read whole', (content, text) => {
    expect(readText(fileWith(content))).toBe(text);
  });

  it('may have as many bytes as are allowed, and no more', () => {
    const path = fileWith('x'.repeat(70_000));
    expect(readText(path, 70_000)).toHaveLength(70_000);
    expect(refusalOf(path, 69_999).message).toBe('is larger than 69999 bytes');
  });

  it.runIf(process.platform === 'linux')(
    'ends at that number also where a file does not tell its size',
    () => {
      expect(refusalOf('/proc/self/status', 100).message).toBe('is larger than 100 bytes');
    },
  );

  it('is UTF-8', () => {
    expect(refusalOf(fileWith(Buffer.from([0x61, 0xff, 0xfe]))).message).toBe('is not UTF-8 text');
  });
});

describe('what is no regular file', () => {
  const refused = (kind: string): string => `is a ${kind}, not a file: put a regular file in its place`;

  it('is refused when it is a directory', () => {
    const path = aPath();
    mkdirSync(path);
    expect(refusalOf(path).message).toBe(refused('directory'));
  });

  it('is refused when it is a pipe, and nobody waits for it', () => {
    const pipe = aPipe(aPath());
    expect(refusalOf(pipe.path).message).toBe(refused('pipe'));
    expect(pipe.hasHeldUp).toBe(false);
  });

  it('is refused when it is a device', () => {
    const path = aPath();
    symlinkSync('/dev/null', path);
    expect(refusalOf(path).message).toBe(refused('device'));
  });

  it('is refused when it is a socket', async () => {
    const path = aPath();
    const server = createServer().listen(path);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    expect(refusalOf(path).message).toBe(refused('socket'));
  });
});

describe('what is not there', () => {
  it('is told apart from a link that leads to nothing', () => {
    const path = aPath();
    expect(refusalOf(path)).toMatchObject({ message: 'does not exist', isMissing: true });
    expect(refusalOf(join(fileWith(''), 'below'))).toMatchObject({
      message: 'does not exist',
      isMissing: true,
    });
    symlinkSync(join('..data', 'file'), path);
    expect(refusalOf(path)).toMatchObject({
      message: `is a link to "${join('..data', 'file')}", which does not exist`,
      isMissing: false,
    });
  });
});
