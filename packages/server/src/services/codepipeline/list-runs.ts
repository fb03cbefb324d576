import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { cutPage, readPageToken } from '../../platform/pagination.ts';
import { declarationOf } from './declared.ts';
import { invalidNextToken } from './errors.ts';
import { findExistingExecution, findExistingPipeline } from './find.ts';
import type { Parts } from './parts.ts';
import { maskSecrets } from './rules/secrets.ts';
import { type ActionExecution, listActions } from './store/actions.ts';

const LARGEST_PAGE = 100;

/** What ListActionExecutions and ListRuleExecutions are asked. */
export interface RunsOrder {
  readonly pipelineName: string;
  readonly listing: string;
  readonly rules?: true;
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
  readonly filter?:
    | {
        readonly pipelineExecutionId?: string | undefined;
        readonly latestInPipelineExecution?:
          | { readonly pipelineExecutionId?: string | undefined; readonly startTimeRange?: string | undefined }
          | undefined;
      }
    | undefined;
}

/** One page of runs, newest first, each with the declaration that it ran, its secrets masked. */
export async function pageOfRuns(parts: Parts, order: RunsOrder) {
  const { pipelineName, nextToken, filter } = order;
  const pipeline = await findExistingPipeline(parts, pipelineName);
  const latest = filter?.latestInPipelineExecution;
  const executionId = filter?.pipelineExecutionId ?? latest?.pipelineExecutionId;
  const execution =
    executionId === undefined ? undefined : await findExistingExecution(parts.database, pipelineName, executionId);
  const listing = `${order.listing} ${pipelineName} ${executionId ?? ''} ${latest?.startTimeRange ?? ''}`;
  const before = nextToken === undefined ? undefined : readPageToken<number>(listing, nextToken);
  if (nextToken !== undefined && before === undefined) throw invalidNextToken();
  const limit = order.maxResults ?? LARGEST_PAGE;
  const since = latest?.startTimeRange === 'Latest' ? execution?.document.retriedAt : undefined;
  const runs = await listActions(parts.database, {
    pipeline: pipelineName,
    limit: limit + 1,
    rules: order.rules ?? false,
    ...(executionId === undefined ? {} : { executionId }),
    ...(before === undefined ? {} : { before }),
    ...(since === undefined ? {} : { since }),
  });
  const page = cutPage(runs, limit, listing, ({ number }) => number);
  const declarations = new Map<number, PipelineDeclaration>();
  const rows: { run: ActionExecution; declaration: PipelineDeclaration }[] = [];
  for (const run of page.rows) {
    const { version } = run.document;
    const known = declarations.get(version) ?? maskSecrets(await declarationOf(parts.database, pipeline, version));
    declarations.set(version, known);
    rows.push({ run, declaration: known });
  }
  return { rows, ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }) };
}
