/** The architecture's import table as rules that run; each says what to do instead. */

const server = 'packages/server/src';
const foundations = `^${server}/(database|work-queue|objects|logs-store|git-hosts)/`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'engine-is-pure',
      comment:
        'The engine decides in pure functions: hand it what it needs as plain data instead of importing Node built-ins.',
      severity: 'error',
      from: { path: '^packages/engine/src', pathNot: '\\.test\\.ts$|/testing/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'engine-knows-no-other-package',
      comment: 'The engine is the bottom: move what it needs into the engine, or pass it in.',
      severity: 'error',
      from: { path: '^packages/engine/src' },
      to: { path: '^packages/(compute|server|cli|aws-stack)/' },
    },
    {
      name: 'compute-knows-no-server',
      comment:
        'Executors, archives and sources serve any caller: define a contract in compute and let compose.ts wire it.',
      severity: 'error',
      from: { path: '^packages/compute/src' },
      to: { path: '^packages/(server|cli|aws-stack)/' },
    },
    {
      name: 'aws-stack-knows-no-server',
      comment: 'What is installed on AWS finds no server there: it calls AWS’s API, which may be ours.',
      severity: 'error',
      from: { path: '^packages/aws-stack/src' },
      to: { path: '^packages/(server|cli)/' },
    },
    {
      name: 'cli-speaks-the-api',
      comment: 'The CLI is an AWS client like any other: call the API or admin/, never the server or compute code.',
      severity: 'error',
      from: { path: '^packages/cli/src' },
      to: { path: '^packages/(server|compute|aws-stack)/' },
    },
    {
      name: 'platform-is-the-floor',
      comment: 'platform/ has nothing of ours below it: move the piece that needs more out of it.',
      severity: 'error',
      from: { path: `^${server}/platform/` },
      to: { path: '^packages/', pathNot: `^${server}/platform/` },
    },
    {
      name: 'foundations-know-only-platform',
      comment:
        'database, work-queue, objects, logs-store and git-hosts serve every service: they may import platform and each other only.',
      severity: 'error',
      from: { path: foundations, pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/', pathNot: [foundations, `^${server}/platform/`] },
    },
    {
      name: 'gateway-knows-no-service',
      comment: 'The gateway is handed its services by compose.ts and reads nothing from the database.',
      severity: 'error',
      from: { path: `^${server}/gateway/`, pathNot: '\\.test\\.ts$|/testing/|/service\\.ts$' },
      to: { path: `^${server}/(services|objects|logs-store|admin)/|^${server}/(database|work-queue)/` },
    },
    {
      name: 'services-speak-the-api',
      comment: 'A service never imports another: call context.aws.<service>, which may be ours or Amazon’s.',
      severity: 'error',
      from: { path: `^${server}/services/([^/]+)/` },
      to: { path: `^${server}/services/`, pathNot: `^${server}/services/$1/` },
    },
    {
      name: 'services-see-compute-contracts-only',
      comment: 'Executors and sources reach a service through compose.ts; only contracts and archives may be imported.',
      severity: 'error',
      from: { path: `^${server}/services/`, pathNot: '\\.test\\.ts$|/testing/' },
      to: {
        path: '^packages/compute/src/',
        pathNot: '^packages/compute/src/(archives/|executors/executor\\.ts|sources/source-(map|error)\\.ts)',
      },
    },
    {
      name: 'compose-knows-services-by-their-index',
      comment: 'Outside of its folder a service is its index.ts.',
      severity: 'error',
      from: { path: `^${server}/(check|compose|main|admin/.*)\\.?(ts)?$` },
      to: { path: `^${server}/services/[^/]+/`, pathNot: `^${server}/services/[^/]+/index\\.ts$` },
    },
    {
      name: 'only-compose-knows-the-parts',
      comment: 'Wiring happens in compose.ts alone; take what you need as a parameter.',
      severity: 'error',
      from: {
        path: `^${server}/`,
        pathNot: `^${server}/(check|compose|main)\\.ts$|\\.test\\.ts$|/testing/|^${server}/services/`,
      },
      to: { path: `^${server}/services/` },
    },
    {
      name: 'the-sdk-is-types-only',
      comment: 'The server answers for AWS’s API without loading its SDK: use `import type`.',
      severity: 'error',
      from: { path: `^${server}/`, pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: 'node_modules/@(aws-sdk|smithy)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one idea, or hide a third: split it out.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-test-code-in-production',
      comment: 'Production code must not lean on tests or test harnesses.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src', pathNot: '\\.test\\.ts$|/testing/|-contract\\.ts$' },
      to: { path: '\\.test\\.ts$|/testing/|-contract\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'scripts/tsconfig.architecture.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
