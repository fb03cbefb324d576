import type { CreateFunctionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { languageOf } from '@codeyard/compute/functions/find-runtime';
import type { InputOf } from '../../gateway/operation.ts';
import { invalidParameter, notFound, notHere } from './errors.ts';
import type { Parts } from './parts.ts';
import type { FunctionDocument } from './rules/function.ts';
import { readLayerArn } from './rules/function-name.ts';
import { findLayer } from './store/layers.ts';

/** The members that creating and updating a function share. */
type Settings = Omit<InputOf<UpdateFunctionConfigurationCommand>, 'FunctionName' | 'RevisionId'>;

const MOST_VARIABLE_BYTES = 4096;
const RESERVED =
  /^(AWS_(REGION|DEFAULT_REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|EXECUTION_ENV|LAMBDA_)|_HANDLER$|LAMBDA_(TASK_ROOT|RUNTIME_DIR)$)/;

/** A new function's `$LATEST`, without its code. */
export async function newDocument(
  parts: Parts,
  input: InputOf<CreateFunctionCommand>,
): Promise<Omit<FunctionDocument, 'code' | 'codeSize'>> {
  if (input.PackageType === 'Image') throw notHere('A function from a container image');
  if (input.CodeSigningConfigArn) throw notHere('Code signing of a function');
  if (input.TenancyConfig) throw notHere('Tenant isolation of a function');
  if (!input.Runtime || !input.Handler)
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  const { Role } = input;
  const fresh = {
    Role,
    architectures: input.Architectures ?? ['x86_64' as const],
    ephemeralStorage: 512,
    tracing: 'PassThrough' as const,
    logging: {},
    snapStart: 'None' as const,
  };
  return await changeDocument(parts, fresh, input);
}

/** What a document becomes by the settings given; everything else stays. */
export async function changeDocument<
  Document extends Omit<FunctionDocument, 'code' | 'codeSize' | 'modifiedAt' | 'revisionId'>,
>(
  parts: Parts,
  before: Document,
  settings: Settings,
): Promise<Document & Pick<FunctionDocument, 'modifiedAt' | 'revisionId'>> {
  await checkSettings(parts, settings);
  if (settings.CapacityProviderConfig) throw notHere('A capacity provider of a function');
  if (settings.DurableConfig) throw notHere('A durable function');
  const { Environment, DeadLetterConfig, TracingConfig, EphemeralStorage, SnapStart, LoggingConfig } = settings;
  const { Description, Handler, KMSKeyArn, Layers, MemorySize, Role, Runtime, Timeout, VpcConfig, FileSystemConfigs } =
    settings;
  const kept = {
    Description,
    Handler,
    KMSKeyArn,
    Layers,
    MemorySize,
    Role,
    Runtime,
    Timeout,
    VpcConfig,
    FileSystemConfigs,
  };
  const given = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  const variables = Environment?.Variables;
  const { sealedVariables: _, deadLetterArn: __, ...rest } = before;
  return {
    ...(Environment ? rest : { ...rest, ...pickSealed(before) }),
    ...(DeadLetterConfig || !before.deadLetterArn ? {} : { deadLetterArn: before.deadLetterArn }),
    ...given,
    ...(variables && Object.keys(variables).length > 0
      ? { sealedVariables: parts.vault.seal(JSON.stringify(variables)) }
      : {}),
    ...(DeadLetterConfig?.TargetArn ? { deadLetterArn: DeadLetterConfig.TargetArn } : {}),
    ...(TracingConfig?.Mode ? { tracing: TracingConfig.Mode } : {}),
    ...(EphemeralStorage?.Size ? { ephemeralStorage: EphemeralStorage.Size } : {}),
    ...(SnapStart?.ApplyOn ? { snapStart: SnapStart.ApplyOn } : {}),
    ...(LoggingConfig ? { logging: LoggingConfig } : {}),
    modifiedAt: parts.clock.now(),
    revisionId: parts.ids.uuid(),
  } as Document & Pick<FunctionDocument, 'modifiedAt' | 'revisionId'>;
}

const pickSealed = ({ sealedVariables }: { sealedVariables?: string }) =>
  sealedVariables === undefined ? {} : { sealedVariables };

async function checkSettings(
  parts: Parts,
  { Runtime, Environment, Layers, DeadLetterConfig }: Settings,
): Promise<void> {
  if (Runtime !== undefined && !languageOf(Runtime))
    throw invalidParameter(`The runtime ${Runtime} is not supported by Codeyard: use nodejs…, python… or provided…`);
  checkVariables(Environment?.Variables ?? {});
  const dead = DeadLetterConfig?.TargetArn;
  if (dead && !/^arn:aws[a-z-]*:(sns|sqs):/.test(dead))
    throw notHere(`A dead letter queue other than a queue or a topic (${dead})`);
  for (const arn of Layers ?? []) {
    const named = readLayerArn(arn);
    if (!named) throw invalidParameter(`${arn} is no ARN of a layer version`);
    if (!(await findLayer(parts.database, named.name, named.version)))
      throw notFound(`Layer version ${arn} does not exist.`);
  }
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED.test(name));
  if (reserved.length > 0)
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > MOST_VARIABLE_BYTES)
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${bytes} bytes`,
    );
}
