import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aPipe } from '../../../../test/support/a-pipe.js';
import { KnowledgeBase } from './knowledge-base.js';
import { KnowledgeError } from './knowledge-folder.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'knowledge-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('KnowledgeBase', () => {
  it('cuts a document into passages by its headings, as plain text', () => {
    const markdown =
      '<!-- note -->\n# Help\n\nIntro with **bold** and a [link](https://example.com).\n\n## Opening hours\n\nKeywords: closed, open\n\n' +
      'From 9 to 18.\n\n```\n# not a heading\n```\n### On holidays\n* closed\n';
    const { documents, passages } = new KnowledgeBase([{ name: 'help', markdown }]);

    expect(documents).toEqual([
      { title: 'Help', language: 'en', headings: ['Opening hours', 'On holidays'] },
    ]);
    expect(passages.map(({ text }) => text)).toEqual([
      'Intro with bold and a link (https://example.com).',
      'From 9 to 18.\n\n# not a heading',
      '- closed',
    ]);
  });

  it('names a document without a title after its file and tells its language', () => {
    const { documents } = new KnowledgeBase([{ name: '营业时间', markdown: '每天九点到六点营业。' }]);
    expect(documents).toEqual([{ title: '营业时间', language: 'zh', headings: [] }]);
  });

  it('divides a long section between its paragraphs', () => {
    const paragraph = '这一段说明了一件事情。'.repeat(20);
    const { passages } = new KnowledgeBase([
      { name: 'a', markdown: `# A\n\n${[1, 2, 3].map(() => paragraph).join('\n\n')}` },
    ]);
    expect(passages.map(({ text }) => text)).toEqual([`${paragraph}\n\n${paragraph}`, paragraph]);
  });

  it('reads the Markdown files of a folder by name, without README and other folders', async () => {
    await writeFile(join(folder, 'b.md'), '# B\n\ntext');
    await writeFile(join(folder, 'a.md'), '# A\n\ntext');
    await writeFile(join(folder, 'README.md'), '# R\n\ntext');
    await writeFile(join(folder, 'c.txt'), 'text');
    await mkdir(join(folder, 'more'));
    await symlink(join(folder, 'b.md'), join(folder, 'd.md'));

    const { documents } = await KnowledgeBase.load(folder);
    expect(documents.map(({ title }) => title)).toEqual(['A', 'B', 'B']);
  });

  it('is empty without a folder', async () => {
    expect((await KnowledgeBase.load(join(folder, 'nowhere'))).passages).toEqual([]);
  });

  it.each([
    ['is too large', 'big.md', Buffer.alloc(256 * 1024 + 1, 'a'), /big\.md: is larger than 262144 bytes/],
    ['is no UTF-8', 'latin.md', Buffer.from([0x63, 0x61, 0x66, 0xe9]), /latin\.md: is not UTF-8 text/],
  ])('refuses a file that %s, and names it', async (_, name, bytes, message) => {
    await writeFile(join(folder, name), bytes);
    await expect(KnowledgeBase.load(folder)).rejects.toThrow(message);
    await expect(KnowledgeBase.load(folder)).rejects.toBeInstanceOf(KnowledgeError);
  });

  it('refuses a folder named like a file, a folder that is a file, and too many files', async () => {
    await mkdir(join(folder, 'x.md'));
    await expect(KnowledgeBase.load(folder)).rejects.toThrow(/x\.md: is a directory, not a file/);
    await rm(join(folder, 'x.md'), { recursive: true });

    await writeFile(join(folder, 'file'), '');
    await expect(KnowledgeBase.load(join(folder, 'file'))).rejects.toThrow(/file: is not a directory that/);

    await Promise.all(Array.from({ length: 201 }, (_, index) => writeFile(join(folder, `${index}.md`), 'x')));
    await expect(KnowledgeBase.load(folder)).rejects.toThrow(/201 Markdown files, at most 200/);
  });

  it('refuses links to nothing, be it the folder', async () => {
    await symlink('..data/a.md', join(folder, 'a.md'));
    await expect(KnowledgeBase.load(folder)).rejects.toThrow(
      /a\.md: is a link to "\.\.data\/a\.md", which does not exist/,
    );
    await symlink('nowhere', join(folder, 'link'));
    await expect(KnowledgeBase.load(join(folder, 'link'))).rejects.toThrow(
      /link: is a link to "nowhere", which does not exist/,
    );
  });

  it('refuses a pipe, and does not wait for it', async () => {
    aPipe(join(folder, 'a.md'));
    await expect(KnowledgeBase.load(folder)).rejects.toThrow(/a\.md: is a pipe, not a file/);
  });

  it('refuses more than 4 MB in total', async () => {
    const bytes = Buffer.alloc(256 * 1024, 'a');
    await Promise.all(
      Array.from({ length: 17 }, (_, index) => writeFile(join(folder, `${index}.md`), bytes)),
    );
    await expect(KnowledgeBase.load(folder)).rejects.toThrow(/more than 4194304 bytes/);
  });
});
