import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { Executor } from '@codeyard/compute/executors/executor';
import type { MachineHost } from '@codeyard/compute/machines/machine-host';
import { TERMINAL_PROTOCOL } from '@codeyard/engine/terminal-frames/terminal-frames';
import { createAdmin } from './admin/create-admin.ts';
import { createPages } from './admin/pages/create-pages.ts';
import { createSessions } from './admin/sessions/create-sessions.ts';
import { createTerminals } from './admin/terminals/create-terminals.ts';
import type { Config } from './config.ts';
import type { DataFolder } from './data-folder/data-folder.ts';
import { openDatabase } from './database/open-database.ts';
import { createFaultFinder, type FindFault, withFaults } from './faults/faults.ts';
import { createGateway } from './gateway/create-gateway.ts';
import type { FindCredentials } from './gateway/credentials.ts';
import type { UpgradeTaker } from './gateway/http-server.ts';
import { inProcessClients } from './gateway/in-process-clients.ts';
import type { Caller } from './gateway/request-context.ts';
import type { Service, ServiceContext } from './gateway/service.ts';
import { createSignatureVerifier } from './gateway/signature/verify-signature.ts';
import { createFileObjectStore } from './objects/file-object-store.ts';
import type { Clock } from './platform/clock.ts';
import type { Ids } from './platform/ids.ts';
import type { Logger } from './platform/logger.ts';
import { createVault } from './platform/vault.ts';
import { emitServiceEvent, serviceEventWorker } from './service-events.ts';
import { createCloudformation } from './services/cloudformation/index.ts';
import { createCloudwatch } from './services/cloudwatch/index.ts';
import { createCodebuild } from './services/codebuild/index.ts';
import { createCodepipeline } from './services/codepipeline/index.ts';
import { createDynamodb } from './services/dynamodb/index.ts';
import { createEc2 } from './services/ec2/index.ts';
import { createEvents } from './services/events/index.ts';
import { createIam } from './services/iam/index.ts';
import { createLambda } from './services/lambda/index.ts';
import { createLogs } from './services/logs/index.ts';
import { createS3 } from './services/s3/index.ts';
import { createScheduler } from './services/scheduler/index.ts';
import { createSecretsmanager } from './services/secretsmanager/index.ts';
import { createSns } from './services/sns/index.ts';
import { createSqs } from './services/sqs/index.ts';
import { createSsm, SESSION_PATH } from './services/ssm/index.ts';
import { createStepfunctions } from './services/stepfunctions/index.ts';
import { createSts } from './services/sts/index.ts';
import type { createSources } from './sources.ts';
import { createWorkQueue } from './work-queue/create-work-queue.ts';
import { workQueueMigrations } from './work-queue/migrations.ts';

/** What differs between a server and a test: everything else is decided here. */
export interface Surroundings {
  readonly config: Config;
  readonly data: DataFolder;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** By name; the configured one is the default. */
  readonly executors: Readonly<Record<string, Executor>>;
  readonly sources: ReturnType<typeof createSources>;
  /** Where EC2 instances live. */
  readonly machines: MachineHost;
  /** Where clients reach the server, once it listens. */
  readonly endpoint: () => string;
}

export interface Codeyard {
  /** Answers HTTP requests; those that come before `start` is done wait for it. */
  readonly listener: RequestListener;
  /** Connections that become terminals and sessions. */
  readonly upgrades: readonly UpgradeTaker[];
  readonly context: ServiceContext;
  readonly services: readonly Service[];
  /** Brings tables up to date and begins to work on what the queue holds. */
  start(): Promise<void>;
  /** Lets running handlers return; what they were at is taken up by the next start. */
  stop(): Promise<void>;
}

/** Puts the parts together: the only file that knows every one of them. */
export function compose(surroundings: Surroundings): Codeyard {
  const { config, data, clock, ids, logger } = surroundings;
  const database = openDatabase(config.database);
  const queue = createWorkQueue({ database, clock, ids, logger });
  const services: Service[] = [];
  const clientsOf = (caller: Caller) =>
    inProcessClients(
      { services: () => services, newRequestId: () => ids.uuid(), endpoint: surroundings.endpoint },
      caller,
    );
  const contextOf = (name: string): ServiceContext => ({
    account: config.account,
    region: config.region,
    database,
    queue,
    clock,
    ids,
    logger: logger.child({ service: name }),
    vault: createVault(data.vaultKey),
    aws: clientsOf(servicePrincipal(name)),
    awsAs: clientsOf,
    emitEvent: (tx, event) => emitServiceEvent(queue, clock, tx, event),
    endpoint: surroundings.endpoint,
  });

  const sts = createSts(contextOf('sts'), { trust: config.iam });
  const lambda = createLambda(contextOf('lambda'), lambdaParts(surroundings));
  const findFault = createFaultFinder(config.faults.refusals);
  const ec2 = createEc2(contextOf('ec2'), ec2Parts(surroundings, findFault));
  const codebuild = createCodebuild(contextOf('codebuild'), codebuildParts(surroundings));
  const codepipeline = createCodepipeline(contextOf('codepipeline'), codepipelineParts(surroundings));
  const cloudformation = createCloudformation(contextOf('cloudformation'), {
    recordsUnknownTypes: config.recordUnknownResources,
  });
  const ssm = createSsm(contextOf('ssm'), {
    machines: surroundings.machines,
    environmentOf: ec2.environmentOf,
    faults: config.faults,
    sessionTargets: codebuild.sessionTargets,
    publicUrl: publicUrlOf(surroundings),
  });
  services.push(
    sts,
    createIam(contextOf('iam')),
    lambda,
    ec2,
    cloudformation,
    createCloudwatch(contextOf('cloudwatch')),
    createDynamodb(contextOf('dynamodb')),
    createS3(contextOf('s3'), { objects: createFileObjectStore(data.objects, ids) }),
    createLogs(contextOf('logs')),
    ssm,
    createSecretsmanager(contextOf('secretsmanager')),
    createEvents(contextOf('events')),
    createScheduler(contextOf('scheduler')),
    createSqs(contextOf('sqs')),
    createStepfunctions(contextOf('stepfunctions')),
    createSns(contextOf('sns'), { messagesFolder: data.messages }),
    codebuild,
    codepipeline,
  );
  if (config.faults.refusals.length > 0) {
    services.splice(0, services.length, ...services.map((service) => withFaults(service, findFault)));
  }

  const root: Caller = {
    kind: 'root',
    arn: `arn:aws:iam::${config.account}:root`,
    userId: config.account,
    accessKeyId: data.rootKey.accessKeyId,
  };
  const findCredentials: FindCredentials = async (accessKeyId) =>
    accessKeyId === data.rootKey.accessKeyId ? { ...data.rootKey, caller: root } : await sts.findSession(accessKeyId);
  const terminals = createTerminals({
    verifySignature: createSignatureVerifier({ region: config.region, clock, findCredentials }),
    openTerminal: codebuild.openTerminal,
    clock,
    logger,
  });
  const sessions = createSessions({
    path: SESSION_PATH,
    register: ssm.sessions,
    openTerminal: codebuild.sessionTargets.open,
    ...{ clock, ids, logger },
  });
  const listener = createGateway({
    services,
    region: config.region,
    account: config.account,
    clock,
    logger,
    newRequestId: () => ids.uuid(),
    findCredentials,
    adminRoutes: createAdmin({
      config,
      findBuildCredentials: codebuild.findBuildCredentials,
      receivers: {
        receiveWebhook: codepipeline.receiveWebhook,
        receiveBuildWebhook: codebuild.receiveBuildWebhook,
        // Builds are told of what is authentic only.
        async receiveDelivery(host, call) {
          const answer = await codepipeline.receiveDelivery(host, call);
          if (answer.status !== 200) return answer;
          const { status, message } = await codebuild.receiveConnection(host, call);
          return { status, message: `${answer.message} ${message}`.trim() };
        },
      },
      findBadge: codebuild.findBadge,
      readCode: lambda.readCode,
      instances: ec2,
      receiveStackResponse: cloudformation.receiveStackResponse,
      findPage: createPages(contextOf('codeyard')),
    }),
  });

  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  return {
    listener: (request, response) => void begun.then(() => listener(request, response)),
    upgrades: [
      {
        protocol: TERMINAL_PROTOCOL,
        take: (request, socket, head) => void begun.then(() => terminals.open(request, socket, head)),
      },
      {
        protocol: 'websocket',
        accepts: sessions.accepts,
        take: (request, socket, head) => void begun.then(() => sessions.take(request, socket, head)),
      },
    ],
    context: contextOf('codeyard'),
    services,
    async start() {
      await database.migrate(Object.assign({}, workQueueMigrations, ...services.map((service) => service.migrations)));
      for (const service of services) await service.start?.();
      const workers = services.flatMap((service) => service.workers);
      await queue.start([...workers, serviceEventWorker(clientsOf(servicePrincipal('events')))]);
      begin();
    },
    async stop() {
      terminals.close();
      await Promise.all([sessions.close(), queue.stop(), ...services.map(async (service) => await service.stop?.())]);
      await database.close();
    },
  };
}

function servicePrincipal(name: string): Caller {
  return { kind: 'service', arn: `${name}.amazonaws.com`, userId: `${name}.amazonaws.com` };
}

/** Where people and git hosts reach this server. */
const publicUrlOf =
  ({ config, endpoint }: Surroundings) =>
  () =>
    config.publicUrl || endpoint();

function codebuildParts(surroundings: Surroundings) {
  const { config, data, executors, sources } = surroundings;
  return {
    publicUrl: publicUrlOf(surroundings),
    hostApis: config.gitHostApis,
    webhookSecret: config.webhookSecret,
    executors,
    defaultExecutor: config.executor,
    sources,
    workFolder: data.builds,
    cacheFolder: data.caches,
    concurrentBuilds: config.concurrentBuilds,
    capacity: {
      concurrent: config.buildLimits,
      ...(config.buildCapacity ? { machine: config.buildCapacity } : {}),
    },
  };
}

function lambdaParts({ config, data }: Surroundings) {
  const { concurrentFunctions, functionModules, path } = config;
  const scratchFolder = join(data.scratch, 'functions');
  return { codeFolder: data.functions, scratchFolder, path, concurrentFunctions, functionModules };
}

function ec2Parts({ config, data, machines }: Surroundings, findFault: FindFault) {
  const { amis, concurrentInstances, faults } = config;
  return { machines, amis, concurrentInstances, faults, findFault, secret: data.vaultKey };
}

function codepipelineParts({ config, data, sources }: Surroundings) {
  const { webhookSecret, registry, pollSeconds } = config;
  const thirdPartySecret = data.rootKey.secretAccessKey;
  return {
    scratchFolder: join(data.scratch, 'pipelines'),
    sources: sources.ofPipelines,
    thirdPartySecret,
    webhookSecret,
    registry,
    pollSeconds,
    faults: config.faults,
  };
}
