/**
 * The architecture as rules: docs/architecture.md says why. Imports point from right to left:
 * common ← telemetry, privacy ← config ← agent ← trace ← http ← redis, cache, storage, auth, profiles, intents, output, limits, flags,
 * metrics, tools, evals, safety, wechat ← asks ← replays, rollouts ← client-config, console, ops, health ← app, cli. `openclaw-setup` stands on agent, `stream-check` on common,
 * `audit-export` on trace, `evals-export` on intents, `promotion` on profiles, all under cli alone.
 */
const layers = [
  ['common'],
  ['telemetry', 'privacy'],
  ['config'],
  ['agent'],
  ['openclaw-setup', 'stream-check'],
  ['trace'],
  ['audit-export'],
  ['http'],
  [
    'redis',
    'cache',
    'storage',
    'auth',
    'profiles',
    'intents',
    'output',
    'limits',
    'flags',
    'metrics',
    'tools',
    'evals',
    'safety',
    'wechat',
  ],
  ['asks'],
  ['replays', 'rollouts'],
  ['client-config', 'console', 'ops', 'health', 'evals-export', 'promotion'],
  // The files that stand directly in src/, and the commands.
  ['[^/]+\\.ts$', 'cli/'],
];

/** The layers above one, as parts of a path. */
function above(index) {
  return layers
    .slice(index + 1)
    .flat()
    .map((name) => (/\W/.test(name) ? name : `${name}/`));
}

/** Everything that stands to the right of a layer is out of its reach. */
const layerRules = layers.slice(0, -1).map((layer, index) => ({
  name: `layer-${layer[0]}`,
  comment: `${layer.join(', ')} must not know the layers above: move the code up, or define a port here that they implement.`,
  severity: 'error',
  from: { path: `^src/(${layer.join('|')})/` },
  to: {
    path: `^src/(${above(index).join('|')})`,
  },
}));

export default {
  forbidden: [
    ...layerRules,
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one thing, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unused',
      comment: 'The server and its commands do not reach this file: delete it, or move it to test/.',
      severity: 'error',
      from: { path: '^src/(main\\.ts$|cli/)', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(main\\.ts$|cli/)|\\.spec\\.ts$', reachable: false },
    },
    {
      name: 'setup-is-for-commands',
      comment: 'Setting up and examining servers is for people at a terminal: the server does neither.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/(openclaw-setup|stream-check|audit-export|evals-export|promotion|cli)/',
      },
      to: { path: '^src/(openclaw-setup|stream-check|audit-export|evals-export|promotion)/' },
    },
    {
      name: 'core-knows-no-intent',
      comment: 'Only catalog/index.ts may name an intent: reach handlers through IntentRegistry.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/intents/catalog/' },
      to: { path: '^src/intents/catalog/', pathNot: '^src/intents/catalog/index\\.ts$' },
    },
    {
      name: 'core-knows-no-tool',
      comment: 'Only catalog/index.ts may name a tool: reach them through ToolRegistry.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/tools/catalog/' },
      to: { path: '^src/tools/catalog/', pathNot: '^src/tools/catalog/index\\.ts$' },
    },
    {
      name: 'catalog-stays-small',
      comment:
        'An intent builds on intents/, output/, common/ and the local task; nothing else is its business.',
      severity: 'error',
      from: { path: '^src/intents/catalog/' },
      to: {
        path: '^src/',
        pathNot: '^src/(intents|output|common)/|^src/agent/local-task\\.ts$|^src/config/snapshot\\.ts$',
      },
    },
    {
      name: 'intents-apart',
      comment: 'One intent must not import another: share through intents/ or output/.',
      severity: 'error',
      from: { path: '^src/intents/catalog/([^/]+)/' },
      to: { path: '^src/intents/catalog/[^/]+/', pathNot: '^src/intents/catalog/$1/' },
    },
    {
      name: 'database-in-storage',
      comment: 'Only storage/ talks SQL: give the others a port.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/storage/' },
      to: { path: 'node_modules/(kysely|pg)/|^node:sqlite$|^sqlite$' },
    },
    {
      name: 'opentelemetry-behind-a-port',
      comment: 'Only telemetry/otel knows OpenTelemetry: begin spans through Tracing.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/telemetry/otel/' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    {
      name: 'opentelemetry-on-demand',
      comment: 'The SDK is loaded where somebody wants traces, by import(), and costs nobody else anything.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/telemetry/otel/|\\.spec\\.ts$' },
      to: { path: '^src/telemetry/otel/', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'redis-behind-ports',
      comment: 'Only redis/ and the adapters that keep things there know Redis: give the others a port.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(redis|cache)/|^src/asks/log/redis/' },
      to: { path: 'node_modules/ioredis/' },
    },
    {
      name: 'flags-behind-openfeature',
      comment: 'Only flags/ knows who evaluates flags: ask Flags, and effects.ts what comes of it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/flags/' },
      to: { path: 'node_modules/@openfeature/' },
    },
    {
      name: 'safety-behind-a-port',
      comment: 'Only the table of drivers knows who judges texts: ask ContentReview.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/safety/(wechat/|drivers\\.ts$)|\\.spec\\.ts$' },
      to: { path: '^src/safety/wechat/' },
    },
    {
      name: 'http-client-at-the-edges',
      comment: 'Only the adapters of OpenClaw and WeChat, and common/http-json.ts, call other servers.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(agent/openclaw|auth|wechat)/|^src/common/http-json\\.ts$' },
      to: { path: 'node_modules/undici/' },
    },
    {
      name: 'sockets-at-the-edges',
      comment:
        'Only http/, the stream check and the adapters of OpenClaw, WeChat and PostgreSQL know sockets.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/(agent/openclaw|auth|config|http|limits|storage|stream-check)/|\\.spec\\.ts$',
      },
      to: { path: '^(node:)?(http|https|net|tls)$' },
    },
    {
      name: 'classes-at-the-http-edge',
      comment:
        'class-validator is for request bodies; files and foreign JSON are zod schemas (docs/adr/0003).',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(http|auth|intents|ops)/' },
      to: { path: 'node_modules/class-(validator|transformer)/' },
    },
    {
      name: 'plugin-apart',
      comment: 'The OpenClaw plugin is a package of its own: it has no dependencies, and nobody imports it.',
      severity: 'error',
      from: { path: '^openclaw-plugin/', pathNot: '\\.spec\\.ts$|/testing/' },
      to: { path: '^(src|test)/|node_modules/|/testing/' },
    },
    {
      name: 'plugin-not-imported',
      comment: 'The server talks to the OpenClaw plugin over HTTP.',
      severity: 'error',
      from: { path: '^(src|test)/' },
      to: { path: '^openclaw-plugin/' },
    },
    {
      name: 'console-apart',
      comment:
        'The console is built and served as files: it and the server talk over HTTP. Only specs in test/console hold them against each other.',
      severity: 'error',
      from: {
        path: '^(src|test|bench|fuzz|openclaw-plugin)/',
        pathNot: '^test/console/[^/]+\\.spec\\.ts$',
      },
      to: { path: '^console/' },
    },
    {
      name: 'console-from-outside',
      comment: 'The console runs in browsers: nothing of the server is there.',
      severity: 'error',
      from: { path: '^console/src/' },
      to: { path: '^(src|openclaw-plugin)/|^node:' },
    },
    {
      name: 'fuzz-from-outside',
      comment: 'The fuzzer knows the server by its contract alone: the table of errors, and what HTTP tells.',
      severity: 'error',
      from: { path: '^fuzz/' },
      to: { path: '^(src|openclaw-plugin)/', pathNot: '^src/common/errors/catalogue\\.ts$' },
    },
    {
      name: 'fuzz-not-imported',
      comment: 'The fuzzer is run, not imported: what others need too stands in test/support.',
      severity: 'error',
      from: { path: '^(src|test|bench|openclaw-plugin)/' },
      to: { path: '^fuzz/' },
    },
    {
      name: 'not-to-tests',
      comment: 'What only tests need stands in test/ or in a spec.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^test/|\\.spec\\.ts$' },
    },
    {
      name: 'not-to-dev-dependencies',
      comment: 'What runs in production must be in `dependencies`.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
