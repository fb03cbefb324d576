/**
 * Writes what the gateway must know of each AWS service into packages/server/generated/wire: the SDK's runtime schemas
 * with the constraints of packages/server/aws-model merged in. Runs at build time; the server never loads the SDK.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NormalizedSchema } from '@smithy/core/schema';

/** SDK clients and the file of aws-model that holds their constraints, where there is one. To add a service, add a line. */
const SERVICES = {
  cloudformation: 'cloudformation',
  cloudwatch: undefined,
  'cloudwatch-logs': 'logs',
  codebuild: 'codebuild',
  codepipeline: 'codepipeline',
  dynamodb: undefined,
  ec2: undefined,
  eventbridge: 'events',
  iam: undefined,
  lambda: 'lambda',
  s3: undefined,
  scheduler: undefined,
  'secrets-manager': 'secretsmanager',
  sfn: 'stepfunctions',
  sns: 'sns',
  sqs: undefined,
  ssm: 'ssm',
  sts: 'sts',
};

/** Where AWS's servers are known to differ from its published models: service → structure → member → what to lay over. */
const CORRECTIONS = {
  codepipeline: {
    // The published 1000 is a rule of the pipeline's structure; the wire allows 50000 and names no value
    // (terraform-provider-aws issue 41023 shows the reply).
    ActionDeclaration: { configuration: { value: { max: 50000 }, sensitive: true } },
  },
};

const TIMESTAMP_FORMATS = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' };
const TRAITS = [
  'httpHeader',
  'httpLabel',
  'httpPayload',
  'httpPrefixHeaders',
  'httpQuery',
  'httpQueryParams',
  'httpResponseCode',
  'ec2QueryName',
  'idempotencyToken',
  'jsonName',
  'sensitive',
  'sparse',
  'xmlAttribute',
  'xmlFlattened',
  'xmlName',
];
const CONSTRAINTS = ['min', 'max', 'pattern', 'enum'];

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'packages/server/generated/wire');
const models = join(root, 'packages/server/aws-model');

const fingerprint = inputsFingerprint();
if (!isUpToDate()) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const services = {};
  for (const [sdkClient, model] of Object.entries(SERVICES)) services[sdkClient] = await dumpService(sdkClient, model);
  // Written last: a dump that was cut short has no index and is made again.
  writeFileSync(join(target, 'index.json'), JSON.stringify({ fingerprint, services }));
}

function inputsFingerprint() {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of readdirSync(models).sort()) hash.update(file).update(readFileSync(join(models, file)));
  for (const sdkClient of Object.keys(SERVICES)) {
    hash.update(readFileSync(join(root, 'node_modules/@aws-sdk', `client-${sdkClient}`, 'package.json')));
  }
  return hash.digest('hex');
}

function isUpToDate() {
  const files = ['index', ...Object.keys(SERVICES)].map((name) => join(target, `${name}.json`));
  if (!files.every((file) => existsSync(file))) return false;
  return JSON.parse(readFileSync(join(target, 'index.json'), 'utf8')).fingerprint === fingerprint;
}

/** Writes the service's file and returns what routing must know before that file is read. */
async function dumpService(sdkClient, model) {
  const sdk = await import(`@aws-sdk/client-${sdkClient}`);
  const { config } = new (findClient(sdk))({ region: 'us-east-1' });
  const { serviceTarget, version, xmlNamespace, awsQueryCompatible } = config.protocolSettings;
  const constraints = model ? JSON.parse(readFileSync(join(models, `${model}.json`), 'utf8')).shapes : {};
  const dump = { sdkClient, corrections: CORRECTIONS[sdkClient] ?? {}, constraints, structures: {} };
  const operations = {};
  for (const exported of Object.values(sdk)) {
    if (!Array.isArray(exported)) continue;
    if (exported[0] === 9) operations[exported[2]] = dumpOperation(dump, exported);
    if (exported[0] === -3) dumpStructure(dump, NormalizedSchema.of(exported));
  }
  const routing = {
    protocol: config.protocol.getShapeId().split('#')[1],
    signingName: config.defaultSigningName,
    target: serviceTarget,
    version,
    ...(awsQueryCompatible && { queryCompatible: true }),
    operations: Object.keys(operations).sort(),
  };
  const file = { sdkClient, ...routing, xmlNamespace, operations, structures: dump.structures };
  writeFileSync(join(target, `${sdkClient}.json`), JSON.stringify(file));
  return routing;
}

function findClient(sdk) {
  const isClient = (value) => typeof value === 'function' && /.Client$/.test(value.name) && value.prototype?.destroy;
  return Object.values(sdk).find(isClient);
}

function dumpOperation(dump, [, , , traits, input, output]) {
  const operation = {};
  if (traits?.http) operation.http = traits.http;
  const inputSchema = NormalizedSchema.of(input);
  const outputSchema = NormalizedSchema.of(output);
  if (!inputSchema.isUnitSchema()) operation.input = dumpStructure(dump, inputSchema);
  if (!outputSchema.isUnitSchema()) operation.output = dumpStructure(dump, outputSchema);
  return operation;
}

/** Adds the structure once and returns its name. */
function dumpStructure(dump, schema) {
  const name = schema.getName();
  if (dump.structures[name]) return name;
  const structure = { members: {} };
  dump.structures[name] = structure;
  const own = schema.getOwnTraits();
  if (schema.isUnionSchema()) structure.union = true;
  if (own.xmlName) structure.xmlName = own.xmlName;
  if (own.xmlNamespace) structure.xmlNamespace = own.xmlNamespace;
  if (own.error) structure.error = dumpError(own);
  const [, , , , memberNames, , requiredCount = 0] = schema.getSchema();
  const required = new Set(memberNames.slice(0, requiredCount));
  for (const [memberName, member] of schema.structIterator()) {
    const shape = dumpShape(dump, member);
    if (required.has(memberName)) shape.required = true;
    constrain(shape, dump.constraints[name]?.[memberName]);
    constrain(shape, dump.corrections[name]?.[memberName]);
    structure.members[memberName] = shape;
  }
  return name;
}

function dumpError(traits) {
  const [queryCode, queryStatus] = traits.awsQueryError ?? [];
  return { status: traits.httpError ?? queryStatus ?? (traits.error === 'server' ? 500 : 400), code: queryCode };
}

function dumpShape(dump, schema) {
  const shape = {};
  const traits = schema.getMergedTraits();
  for (const trait of TRAITS) if (traits[trait] !== undefined) shape[trait] = traits[trait];
  if (traits.xmlNamespace) shape.xmlNamespace = traits.xmlNamespace;
  if (schema.isStructSchema()) {
    // The name of a structure's element is its member's, not its own; its namespace likewise is written once, inside.
    if (!schema.getMemberTraits().xmlName) delete shape.xmlName;
    if (!schema.getMemberTraits().xmlNamespace) delete shape.xmlNamespace;
    if (schema.isStreaming()) shape.eventStream = true;
    return { type: 'structure', structure: dumpStructure(dump, schema), ...shape };
  }
  if (schema.isListSchema()) return { type: 'list', element: dumpShape(dump, schema.getValueSchema()), ...shape };
  if (schema.isMapSchema()) {
    const key = dumpShape(dump, schema.getKeySchema());
    return { type: 'map', key, value: dumpShape(dump, schema.getValueSchema()), ...shape };
  }
  if (schema.isTimestampSchema()) {
    const format = TIMESTAMP_FORMATS[schema.getSchema()];
    return { type: 'timestamp', ...(format && { format }), ...shape };
  }
  if (schema.isBlobSchema()) return { type: 'blob', ...(schema.isStreaming() && { streaming: true }), ...shape };
  if (schema.isBooleanSchema()) return { type: 'boolean', ...shape };
  if (schema.isNumericSchema()) return { type: 'number', ...shape };
  if (schema.isStringSchema()) return { type: 'string', ...shape };
  if (schema.isDocumentSchema()) return { type: 'document', ...shape };
  throw new Error(`${dump.sdkClient}: no idea what ${schema.getName(true)} is`);
}

/** Lays the model's constraints over a shape; what a structure requires comes from the SDK, which is newer. */
function constrain(shape, model) {
  if (!model) return;
  for (const constraint of CONSTRAINTS) if (model[constraint] !== undefined) shape[constraint] = model[constraint];
  if (model.sensitive) shape.sensitive = 1;
  if (model.type === 'integer' || model.type === 'long') shape.integer = true;
  if (shape.element) constrain(shape.element, model.element);
  if (shape.key) constrain(shape.key, model.key);
  if (shape.value) constrain(shape.value, model.value);
}
