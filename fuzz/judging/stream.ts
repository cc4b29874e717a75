import { parseProblem } from './problem.ts';

const EVENT = /^id: [1-9]\d*\nevent: (start|delta|done|error)\ndata: ([\x20-\x7e]+)$/;

/** What is wrong with the events of a stream that ended. */
export function streamFaults(text: string): string[] {
  const blocks = text.split('\n\n').filter((block) => block !== '' && !block.startsWith(':'));
  return blocks.flatMap((block) => {
    const [, type, data = ''] = EVENT.exec(block.replace(/^(?::[^\n]*\n)+/, '')) ?? [];
    if (type === undefined) return [`no event is ${JSON.stringify(block.slice(0, 200))}`];
    const problem = type === 'error' ? parseProblem(Buffer.from(data)) : '';
    return problem === '' || typeof problem !== 'string' ? [] : [`the error of a stream: ${problem}`];
  });
}
