import { findRuntime, type Runtime } from '@codeyard/compute/functions/find-runtime';
import { createFunctionPool } from '@codeyard/compute/functions/function-pool';
import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { createCodeStore } from './code-store.ts';
import { readCodeToken } from './code-url.ts';
import { migrations } from './migrations/index.ts';
import { NOT_YET } from './not-yet.ts';
import { addPermission } from './operations/add-permission.ts';
import { createAlias } from './operations/create-alias.ts';
import { createFunction } from './operations/create-function.ts';
import { deleteAlias } from './operations/delete-alias.ts';
import { deleteFunction } from './operations/delete-function.ts';
import { deleteFunctionConcurrency } from './operations/delete-function-concurrency.ts';
import { deleteFunctionEventInvokeConfig } from './operations/delete-function-event-invoke-config.ts';
import { deleteLayerVersion } from './operations/delete-layer-version.ts';
import { getAccountSettings } from './operations/get-account-settings.ts';
import { getAlias } from './operations/get-alias.ts';
import { getFunction } from './operations/get-function.ts';
import { getFunctionCodeSigningConfig } from './operations/get-function-code-signing-config.ts';
import { getFunctionConcurrency } from './operations/get-function-concurrency.ts';
import { getFunctionConfiguration } from './operations/get-function-configuration.ts';
import { getFunctionEventInvokeConfig } from './operations/get-function-event-invoke-config.ts';
import { getLayerVersion } from './operations/get-layer-version.ts';
import { getLayerVersionByArn } from './operations/get-layer-version-by-arn.ts';
import { getPolicy } from './operations/get-policy.ts';
import { invoke } from './operations/invoke.ts';
import { listAliases } from './operations/list-aliases.ts';
import { listFunctionEventInvokeConfigs } from './operations/list-function-event-invoke-configs.ts';
import { listFunctions } from './operations/list-functions.ts';
import { listLayerVersions } from './operations/list-layer-versions.ts';
import { listLayers } from './operations/list-layers.ts';
import { listTags } from './operations/list-tags.ts';
import { listVersionsByFunction } from './operations/list-versions-by-function.ts';
import { publishLayerVersion } from './operations/publish-layer-version.ts';
import { publishVersion } from './operations/publish-version.ts';
import { putFunctionConcurrency } from './operations/put-function-concurrency.ts';
import { putFunctionEventInvokeConfig } from './operations/put-function-event-invoke-config.ts';
import { removePermission } from './operations/remove-permission.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateAlias } from './operations/update-alias.ts';
import { updateFunctionCode } from './operations/update-function-code.ts';
import { updateFunctionConfiguration } from './operations/update-function-configuration.ts';
import { updateFunctionEventInvokeConfig } from './operations/update-function-event-invoke-config.ts';
import type { LambdaOptions, Parts } from './parts.ts';
import { runEvent } from './workers/run-event.ts';

/** A process of a function that had nothing to do for so long is ended. */
const IDLE_MS = 10 * 60_000;

/** What the rest of the server may ask of Lambda. */
export interface LambdaService extends Service {
  /** The ZIP file that the end of an address of ours stands for. */
  readonly readCode: (token: string) => Promise<Buffer | undefined>;
}

/** Lambda: functions in processes of this machine, kept warm, through the Lambda runtime API. */
export function createLambda(context: ServiceContext, options: LambdaOptions): LambdaService {
  const pool = createFunctionPool({ limit: options.concurrentFunctions, idleMs: IDLE_MS });
  const runtimes = new Map<string, Promise<Runtime | undefined>>();
  const runtimeOf = (name: string) => {
    const known = runtimes.get(name) ?? findRuntime(name, options.path);
    runtimes.set(name, known);
    return known;
  };
  const code = createCodeStore(options.codeFolder, () => context.ids.uuid());
  const parts: Parts = { ...context, ...options, code, pool, running: new Map(), runtimeOf };
  return {
    name: 'lambda',
    sdkClient: 'lambda',
    operations: bindOperations(OPERATIONS, parts),
    notYet: NOT_YET,
    workers: [runEvent(parts)],
    migrations,
    async readCode(token) {
      const wanted = readCodeToken(context, token);
      return wanted === undefined ? undefined : await code.read(wanted).catch(() => undefined);
    },
    stop: () => pool.stop(),
  };
}

const OPERATIONS = [
  addPermission,
  createAlias,
  createFunction,
  deleteAlias,
  deleteFunction,
  deleteFunctionConcurrency,
  deleteFunctionEventInvokeConfig,
  deleteLayerVersion,
  getAccountSettings,
  getAlias,
  getFunction,
  getFunctionCodeSigningConfig,
  getFunctionConcurrency,
  getFunctionConfiguration,
  getFunctionEventInvokeConfig,
  getLayerVersion,
  getLayerVersionByArn,
  getPolicy,
  invoke,
  listAliases,
  listFunctionEventInvokeConfigs,
  listFunctions,
  listLayerVersions,
  listLayers,
  listTags,
  listVersionsByFunction,
  publishLayerVersion,
  publishVersion,
  putFunctionConcurrency,
  putFunctionEventInvokeConfig,
  removePermission,
  tagResource,
  untagResource,
  updateAlias,
  updateFunctionCode,
  updateFunctionConfiguration,
  updateFunctionEventInvokeConfig,
];
