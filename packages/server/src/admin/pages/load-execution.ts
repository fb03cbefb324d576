import { parseStateMachine } from '@codeyard/engine/states-language/parse-state-machine';
import type { AwsClients } from '../../gateway/aws-clients.ts';
import type { ExecutionView } from './execution-page.ts';
import { createKeeper, cut, readEntry } from './history/entry.ts';
import { createLogList, type LogPlace } from './history/find-logs.ts';
import { tellStory } from './history/tell-story.ts';
import { type LogPart, plainLine } from './log-card.ts';

type Clients = Pick<AwsClients, 'stepfunctions' | 'logs'>;

/** Which part of which log is wanted. */
export interface Wanted {
  readonly log?: number;
  readonly at?: string;
}

const PAGE = 250;
const LINES = 500;

export interface LoadedExecution {
  readonly view: Omit<ExecutionView, 'log' | 'now'>;
  readonly places: readonly LogPlace[];
  readonly part?: LogPart;
}

/** Reads an execution through the API; rejects with what the API refuses. */
export async function loadExecution(aws: Clients, executionArn: string, wanted: Wanted): Promise<LoadedExecution> {
  const run = await aws.stepfunctions.describeExecution({ executionArn });
  const described = await aws.stepfunctions.describeStateMachineForExecution({ executionArn });
  const parsed = parseStateMachine(described.definition ?? '');
  const history = await readHistory(aws, executionArn, run.input);
  const places = history.logs;
  const number = Math.min(wanted.log ?? places.length - 1, places.length - 1);
  const place = places[number];
  return {
    view: {
      arn: executionArn,
      name: run.name ?? executionArn,
      machineName: described.name ?? '',
      status: run.status ?? '',
      startedAt: run.startDate?.getTime() ?? 0,
      ...(run.stopDate ? { stoppedAt: run.stopDate.getTime() } : {}),
      redrives: run.redriveCount ?? 0,
      ...(run.input === undefined ? {} : { input: cut(run.input) }),
      ...(run.output === undefined ? {} : { output: cut(run.output) }),
      ...(run.error === undefined ? {} : { error: cut(run.error).text }),
      ...(run.cause === undefined ? {} : { cause: cut(run.cause).text }),
      machine: parsed.ok ? parsed.machine : undefined,
      story: tellStory(history.entries),
      ...(history.problem ? { noStory: history.problem } : {}),
      events: history.entries.length,
    },
    places,
    ...(place ? { part: await readLog(aws, place, { number, at: wanted.at }) } : {}),
  };
}

async function readHistory({ stepfunctions }: Clients, executionArn: string, input: string | undefined) {
  const keeper = createKeeper();
  const logs = createLogList();
  logs.add(input);
  let problem: string | undefined;
  try {
    for (let token: string | undefined, isFirst = true; isFirst || token; isFirst = false) {
      const next = token === undefined ? {} : { nextToken: token };
      const found = await stepfunctions.getExecutionHistory({ executionArn, maxResults: PAGE, ...next });
      for (const event of found.events ?? []) {
        const details = Object.values(event).filter((value) => typeof value === 'object');
        for (const { input: given, parameters, output } of details as Record<string, string | undefined>[])
          for (const text of [given, parameters, output]) logs.add(text);
        keeper.add(readEntry(event));
      }
      token = found.nextToken;
    }
  } catch (error) {
    // Executions of EXPRESS state machines have no history.
    if ((error as Error).name !== 'StateMachineTypeNotSupported') throw error;
    problem = (error as Error).message;
  }
  return { entries: keeper.entries, logs: logs.all(), problem };
}

interface LogOrder {
  readonly number: number;
  readonly at: string | undefined;
}

/** A stream that is not there yet is told of as such: the log may be told of before its first line. */
async function readLog({ logs }: Clients, place: LogPlace, { number, at }: LogOrder): Promise<LogPart> {
  try {
    const from = at === undefined ? {} : { nextToken: at };
    const { groupName, streamName } = place;
    const { events = [], nextBackwardToken } = await logs.getLogEvents({
      ...{ logGroupName: groupName, logStreamName: streamName, limit: LINES, startFromHead: false },
      ...from,
    });
    const older = events.length === LINES ? nextBackwardToken : undefined;
    const lines = events.map(({ message = '' }) => plainLine(message));
    return { place, number, lines, isEnd: at === undefined, ...(older ? { older } : {}) };
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'ResourceNotFoundException' && name !== 'InvalidParameterException') throw error;
    const problem = name === 'ResourceNotFoundException' ? 'Nothing has been logged yet.' : message;
    return { place, number, lines: [], isEnd: at === undefined, problem };
  }
}
