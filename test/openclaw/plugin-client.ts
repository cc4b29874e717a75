/** A whole response of the plugin that was no stream, or did not become one. */
export interface PluginReply {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read what the contract promises
  readonly body: any;
}

/** What a stream held, in its order. */
export interface PluginStream {
  readonly status: number;
  readonly headers: Headers;
  /** The data of the events, `[DONE]` as it is. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read what the contract promises
  readonly events: readonly any[];
  readonly text: string;
}

export const MESSAGES = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Say hello.' },
];

/** Speaks to the routes of the plugin in a gateway. */
export class PluginClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, ...headersOf(init) };
    return fetch(`${this.url}/miniask/v1/${path}`, { ...init, headers });
  }

  /** Posts a request that is right but for what is given. */
  post(fields: object, init: RequestInit = {}): Promise<Response> {
    const body = JSON.stringify({ agent: 'fast', messages: MESSAGES, ...fields });
    return this.send('complete', { method: 'POST', body, ...init });
  }

  async complete(fields: object = {}, init: RequestInit = {}): Promise<PluginReply> {
    const response = await this.post(fields, init);
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  async stream(fields: object = {}, init: RequestInit = {}): Promise<PluginStream> {
    const response = await this.post({ stream: true, ...fields }, init);
    const blocks = (await response.text()).split('\n\n').filter((block) => block.startsWith('data: '));
    const events = blocks.map((block) => {
      const data = block.slice('data: '.length);
      return data === '[DONE]' ? data : JSON.parse(data);
    });
    const text = events.map((event) => event.choices?.[0]?.delta.content ?? '').join('');
    return { status: response.status, headers: response.headers, events, text };
  }

  async version(): Promise<PluginReply> {
    const response = await this.send('version');
    return { status: response.status, headers: response.headers, body: await response.json() };
  }
}

function headersOf({ headers }: RequestInit): Record<string, string> {
  return Object.fromEntries(new Headers(headers));
}
