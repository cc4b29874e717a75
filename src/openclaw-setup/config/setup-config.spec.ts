import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import JSON5 from 'json5';
import { describe, expect, it } from 'vitest';
import { json5Texts } from '../../../test/support/json5-texts.js';
import { gatewayNeeds } from '../../../test/support/gateway-needs.js';
import { NotJson5 } from './json5-document.js';
import { setUpConfig } from './setup-config.js';
import { at } from './tree.js';

const PLUGIN = '/opt/openclaw-plugin';
const NEEDS = gatewayNeeds({ fast: [], strong: [] });

const data = (text: string): unknown => JSON5.parse(text);
const setUp = (text: string | undefined, needs = NEEDS, plugin: string | undefined = PLUGIN) => {
  const { text: after, warnings } = setUpConfig(text, needs, plugin);
  return { after, data: data(after), warnings };
};

/** Whether nothing that stood in `before` is missing in `after` or has changed; lists may have grown. */
function keeps(before: unknown, after: unknown): boolean {
  if (typeof before !== 'object' || before === null) return isDeepStrictEqual(before, after);
  if (typeof after !== 'object' || after === null || Array.isArray(before) !== Array.isArray(after))
    return false;
  return Object.entries(before).every(([key, value]) => keeps(value, Object(after)[key]));
}

const comments = (text: string): number => text.split('// c').length + text.split('/* c').length;

describe('any file', () => {
  const needs = gatewayNeeds({ fast: ['read'], strong: [] }, ['main/other', 'acme/big']);
  const given = fc.tuple(json5Texts, fc.constantFrom(PLUGIN, undefined));

  it('keeps everything that it held, comments included', () => {
    fc.assert(
      fc.property(given, ([text, plugin]) => {
        const { text: after } = setUpConfig(text, needs, plugin);
        expect(keeps(data(text), data(after))).toBe(true);
        expect(comments(after)).toBe(comments(text));
      }),
      { numRuns: 100 },
    );
  });

  it('is not changed a second time', () => {
    fc.assert(
      fc.property(given, ([text, plugin]) => {
        const once = setUpConfig(text, needs, plugin);
        expect(setUpConfig(once.text, needs, plugin)).toEqual(once);
      }),
      { numRuns: 100 },
    );
  });

  it('stays plain JSON when it was', () => {
    fc.assert(
      fc.property(given, ([text, plugin]) => {
        const plain = JSON.stringify(data(text), null, 2);
        expect(() => JSON.parse(setUpConfig(plain, needs, plugin).text)).not.toThrow();
      }),
      { numRuns: 100 },
    );
  });
});

describe('a new file', () => {
  it('is a lean gateway: loopback, token, no tools, nothing that runs by itself', () => {
    const { data: config, warnings } = setUp(undefined);
    expect(config).toMatchObject({
      gateway: {
        mode: 'local',
        bind: 'loopback',
        auth: { mode: 'token', token: '${OPENCLAW_GATEWAY_TOKEN}' },
        controlUi: { enabled: false },
        http: { endpoints: { chatCompletions: { enabled: true } } },
      },
      agents: {
        ownership: 'explicit',
        entries: {
          fast: { model: { primary: 'main/${MODEL_FAST}', fallbacks: [] }, tools: { deny: ['*'] } },
          strong: { model: { primary: 'main/${MODEL_STRONG}', fallbacks: [] }, tools: { deny: ['*'] } },
        },
      },
      tools: { toolSearch: false },
      plugins: {
        enabled: true,
        allow: ['miniask'],
        slots: { memory: 'none' },
        load: { paths: [PLUGIN] },
        entries: { miniask: { enabled: true, llm: { allowAgentIdOverride: true } } },
      },
      cron: { enabled: false },
      logging: { level: 'warn' },
      update: { checkOnStart: false },
      telemetry: { enabled: false },
    });
    expect(warnings).toEqual([]);
  });

  it('has an agent for every combination of agent and tools, with exactly these', () => {
    const needs = gatewayNeeds({ fast: ['read', 'write'], strong: ['apply_patch', 'edit'] });
    expect(at(setUp(undefined, needs).data, 'agents', 'entries')).toMatchObject({
      'fast--read-write': {
        model: { primary: 'main/${MODEL_FAST}' },
        tools: { profile: 'full', allow: ['read', 'write'], deny: ['apply_patch'] },
      },
      'strong--apply_patch-edit': { tools: { profile: 'full', allow: ['apply_patch', 'edit'] } },
    });
  });

  it('lets an attempt take as long as models.yaml allows', () => {
    const { data: config } = setUp(undefined, { ...NEEDS, longestRunMs: 90_500 });
    expect(at(config, 'agents', 'defaults', 'timeoutSeconds')).toBe(91);
    expect(at(config, 'plugins', 'entries', 'miniask', 'config', 'timeoutMs')).toBe(90_500);
  });

  it('says so when it allowed less before', () => {
    const { warnings } = setUp(setUp(undefined).after, { ...NEEDS, longestRunMs: 400_000 });
    expect(warnings).toEqual([
      expect.stringMatching(/^agents\.defaults\.timeoutSeconds: is 60, .* set it to 400$/),
      expect.stringMatching(/^plugins\.entries\.miniask\.config\.timeoutMs: is 60000, .* set it to 400000$/),
    ]);
  });

  it('does without plugins when there is none', () => {
    expect(setUpConfig(undefined, NEEDS, undefined).text).toContain('"plugins": { "enabled": false }');
  });

  it('is also what an empty object becomes', () => {
    expect(setUp('{ }\n').after).toBe(setUp(undefined).after);
  });

  it.each(['', '[]', '{ a: 1', 'null'])('is not made of %j', (text) => {
    expect(() => setUpConfig(text, NEEDS, PLUGIN)).toThrow(NotJson5);
  });
});

describe('a file that is there', () => {
  it("keeps the user's values, layout and comments", () => {
    const text = `// ours
{
  gateway: {
    port: 19001, // behind the proxy
    bind: 'lan',
  },
}
`;
    const { after, data: config } = setUp(text);
    expect(after.startsWith(text.slice(0, text.indexOf("'lan',")))).toBe(true);
    expect(config).toMatchObject({ gateway: { port: 19_001, bind: 'lan', mode: 'local' } });
  });

  it('gets the agents and models that were added to MiniAsk since', () => {
    const more = gatewayNeeds({ fast: [], strong: [], deep: [] }, ['main/vendor/big']);
    const { data: config, warnings } = setUp(setUp(undefined).after, more);
    expect(at(config, 'agents', 'entries', 'deep', 'model', 'primary')).toBe('main/${MODEL_DEEP}');
    expect(at(config, 'models', 'providers', 'main', 'models')).toMatchObject([
      { id: '${MODEL_FAST}' },
      { id: '${MODEL_STRONG}' },
      { id: '${MODEL_DEEP}' },
      { id: 'vendor/big' },
    ]);
    expect(warnings).toEqual([]);
  });

  it('has other providers: agents use its default model, and no provider is added', () => {
    const { data: config, warnings } = setUp(`{
      models: { providers: { acme: { models: [] } } },
      agents: { defaults: { model: { primary: 'acme/one', fallbacks: [] } } },
    }`);
    expect(at(config, 'models')).toEqual({ providers: { acme: { models: [] } } });
    expect(at(config, 'agents', 'entries', 'fast')).not.toHaveProperty('model');
    expect(warnings).toEqual([]);
  });

  it('lists the models that models.yaml names wherever it lists models', () => {
    const { data: config } = setUp(
      `{ agents: {
        defaults: { models: { 'acme/one': {} }, modelPolicy: { allow: ['acme/one'] } },
        entries: { fast: { modelPolicy: { allow: [] } } },
      } }`,
      gatewayNeeds({ fast: [] }, ['acme/two']),
    );
    expect(at(config, 'agents', 'defaults', 'models')).toEqual({ 'acme/one': {}, 'acme/two': {} });
    expect(at(config, 'agents', 'defaults', 'modelPolicy', 'allow')).toEqual(['acme/one', 'acme/two']);
    expect(at(config, 'agents', 'entries', 'fast', 'modelPolicy', 'allow')).toEqual([]);
  });

  it('serves others too: what concerns all of the gateway is left alone', () => {
    const { data: config, warnings } = setUp(`{
      agents: { entries: { home: { workspace: '~/home' } } },
      channels: { telegram: {} },
      plugins: { allow: ['telegram'] },
    }`);
    expect(config).not.toHaveProperty('cron');
    expect(config).not.toHaveProperty('tools');
    expect(at(config, 'agents')).not.toHaveProperty('defaults');
    expect(at(config, 'plugins', 'allow')).toEqual(['telegram', 'miniask']);
    expect(warnings).toEqual([
      expect.stringMatching(/^agents\.entries: there are other agents/),
      expect.stringMatching(/^bindings: /),
    ]);
  });

  it('does not count agents of profiles that are gone as others', () => {
    const before = setUp(undefined, gatewayNeeds({ fast: ['read'], strong: [] })).after;
    expect(setUp(before).warnings).toEqual([]);
  });

  it('takes parts from other files: they are left alone, and told', () => {
    const { data: config, warnings } = setUp("{ agents: { $include: './agents.json5' } }");
    expect(at(config, 'agents')).toEqual({ $include: './agents.json5' });
    expect(warnings).toContainEqual(expect.stringMatching(/^agents: comes from another file/));
  });

  it('knows the plugin at another place: that is told, and not doubled', () => {
    const { data: config, warnings } = setUp("{ plugins: { load: { paths: ['/old/openclaw-plugin'] } } }");
    expect(at(config, 'plugins', 'load', 'paths')).toEqual(['/old/openclaw-plugin']);
    expect(warnings).toEqual([expect.stringMatching(/^plugins\.load\.paths: holds \/old/)]);
  });
});

describe('what stands in the way of MiniAsk', () => {
  const tools = gatewayNeeds({ fast: ['read'] });

  it.each([
    ["{ gateway: { mode: 'remote' } }", 'gateway.mode: '],
    ["{ gateway: { auth: { mode: 'none' } } }", 'gateway.auth: '],
    [
      '{ gateway: { http: { endpoints: { chatCompletions: { enabled: false } } } } }',
      'gateway.http.endpoints.chatCompletions.enabled: ',
    ],
    ['{ plugins: { enabled: false } }', 'plugins.enabled: '],
    ["{ plugins: { deny: ['miniask'] } }", 'plugins.deny: '],
    [
      '{ plugins: { entries: { miniask: { hooks: { allowPromptInjection: false } } } } }',
      'plugins.entries.miniask.hooks.allowPromptInjection: ',
    ],
    [
      "{ agents: { entries: { fast: { model: { primary: 'main/x', fallbacks: ['main/y'] } } } } }",
      'agents.entries.fast.model.fallbacks: ',
    ],
    [
      "{ agents: { entries: { fast: { tools: { allow: ['exec'] } } } } }",
      'agents.entries.fast.tools: lets "fast" use tools',
    ],
  ])('%s', (text, warning) => {
    const { warnings } = setUp(text, gatewayNeeds({ fast: [] }));
    expect(warnings).toEqual([expect.stringContaining(warning)]);
    expect(warnings[0]?.startsWith(warning)).toBe(true);
  });

  it.each([
    [
      "{ agents: { entries: { 'fast--read': { tools: { allow: [] } } } } }",
      'has no "allow" with a name in it',
    ],
    [
      "{ agents: { entries: { 'fast--read': { tools: { allow: ['read'], deny: ['read'] } } } } }",
      'lacks read',
    ],
    ["{ agents: { entries: { 'fast--read': { tools: { allow: ['read', 'exec'] } } } } }", 'also allows exec'],
    ["{ tools: { deny: ['read'] } }", 'takes read from every agent'],
    ["{ tools: { allow: ['exec'] } }", 'does not name read'],
  ])('%s for a profile that wants to read', (text, warning) => {
    expect(setUp(text, tools).warnings).toEqual([expect.stringContaining(warning)]);
  });

  it('a provider that is missing', () => {
    expect(setUp(undefined, gatewayNeeds({ fast: [] }, ['deepseek/chat'])).warnings).toEqual([
      expect.stringMatching(/^models\.providers\.deepseek: is missing/),
    ]);
  });

  it('an agent without any model', () => {
    expect(setUp('{ models: { providers: { acme: {} } } }').warnings).toEqual([
      expect.stringMatching(/^agents\.defaults\.model: is missing, and so is the model of fast, strong/),
    ]);
  });
});
