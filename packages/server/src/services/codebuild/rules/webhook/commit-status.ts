import type { CommitState, CommitStatus } from '../../../../git-hosts/host-api.ts';
import { hostOfSource } from '../../../../git-hosts/locate-repository.ts';
import { batchArn, buildArn, type Home, projectArn } from '../../arns.ts';
import { type Batch, isBatchComplete } from '../batch/batch.ts';
import { type Build, isComplete } from '../build.ts';
import { builtInVariables } from '../environment.ts';
import { isCommit } from '../pinned-version.ts';
import { present } from '../present.ts';
import { sourceUrl } from '../source-folder.ts';

const ENDINGS: Readonly<Record<string, CommitState>> = {
  SUCCEEDED: 'success',
  FAILED: 'failure',
  TIMED_OUT: 'failure',
  STOPPED: 'stopped',
};

const WORDS: Readonly<Record<CommitState, string>> = {
  pending: 'started',
  success: 'succeeded',
  failure: 'failed',
  error: 'failed',
  stopped: 'was stopped',
};

type Work = Pick<Build, 'projectName' | 'definition' | 'webhook' | 'resolvedSourceVersion' | 'status'>;

/** What a host is to be told of a build as it is now; undefined when nothing, or before its commit is known. */
export function statusOfBuild(build: Build, home: Home): CommitStatus | undefined {
  if (build.batch && !build.batch.reports) return undefined;
  const suffix = build.batch ? `:${build.batch.identifier}` : '';
  return statusOf(build, { home, isOver: isComplete(build), suffix, variables: variablesOf(build, home) });
}

/** The same of a batch, which speaks for all its builds unless each speaks for itself. */
export function statusOfBatch(batch: Batch, home: Home): CommitStatus | undefined {
  if (batch.config.batchReportMode === 'REPORT_INDIVIDUAL_BUILDS') return undefined;
  const variables = variablesOf(batch, home);
  return statusOf(batch, { home, isOver: isBatchComplete(batch), suffix: '', variables });
}

/** What is told of a pull request that waits for its approval. */
export function approvalStatus(
  project: string,
  { commit, text }: { commit: string; text: string },
  home: Home,
): CommitStatus {
  return { commit, state: 'failure', context: defaultContext(project, home), description: text };
}

const defaultContext = (project: string, { region }: Home) => `AWS CodeBuild ${region} (${project})`;

interface Circumstances {
  readonly home: Home;
  readonly isOver: boolean;
  /** Tells the builds of a batch apart. [inferred] */
  readonly suffix: string;
  readonly variables: Readonly<Record<string, string>>;
}

function statusOf(work: Work, { home, isOver, suffix, variables }: Circumstances): CommitStatus | undefined {
  const { source, sourceVersion } = work.definition;
  const isWanted = source.reportBuildStatus === true || work.webhook !== undefined;
  if (!isWanted || hostOfSource(source.type) === undefined) return undefined;
  const commit = work.webhook?.commit ?? work.resolvedSourceVersion ?? sourceVersion;
  if (!commit || !(work.webhook?.commit || isCommit(commit))) return undefined;
  const state = isOver ? (ENDINGS[work.status] ?? 'error') : 'pending';
  const { context, targetUrl } = source.buildStatusConfig ?? {};
  return {
    commit,
    state,
    context: context ? expand(context, variables) : defaultContext(`${work.projectName}${suffix}`, home),
    description: `Build ${WORDS[state]} for project ${work.projectName}`,
    ...present('targetUrl', targetUrl ? expand(targetUrl, variables) : undefined),
  };
}

/** `$NAME` and `${NAME}` of what CodeBuild says about a build; other names stay as they are. [inferred] */
function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    return variables[braced ?? bare ?? ''] ?? whole;
  });
}

/** Only what stays the same from the start of a build to its end: a context that changed would be another one to the host. */
function variablesOf(work: Build | Batch, home: Home): Record<string, string> {
  const { definition } = work;
  const { source, sourceVersion, environment } = definition;
  const isBuild = 'queueDeadlineAt' in work;
  const version = present('version', sourceVersion);
  const variables = builtInVariables({
    arn: isBuild ? buildArn(home, work.id) : batchArn(home, work.id),
    id: work.id,
    number: work.number,
    image: environment.image,
    initiator: work.initiator,
    encryptionKey: definition.encryptionKey,
    startedAt: work.startedAt,
    region: home.region,
    projectArn: projectArn(home, work.projectName),
    buildUrl: '',
    ...(isBuild ? present('batchIdentifier', work.batch?.identifier) : {}),
    ...present('webhook', work.webhook),
    sources: [{ identifier: '', folder: '', ...version, ...present('url', sourceUrl(source, home.region)) }],
  });
  for (const name of ['CODEBUILD_SRC_DIR', 'CODEBUILD_BUILD_SUCCEEDING', 'CODEBUILD_BUILD_URL']) delete variables[name];
  return variables;
}
