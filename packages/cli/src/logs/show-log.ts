import { setTimeout as pause } from 'node:timers/promises';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { UserError } from '../user-error.ts';
import type { LoggedBuild, LogTarget } from './find-log-target.ts';
import { type LogStream, openLogStream } from './open-log-stream.ts';
import { type NamedStream, readInTurn } from './read-in-turn.ts';

const LOOK_EVERY_MS = 200;
/** A group may have many streams, each of which is asked. */
const LOOK_AT_GROUP_EVERY_MS = 1_000;

export interface LogView {
  readonly logs: CloudWatchLogs;
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
  /** Goes on with what comes, for builds until they end. */
  readonly follows: boolean;
  /** Waits while whoever reads is slow. */
  write(text: string): Promise<void>;
}

/** Writes a log, as it is: the lines of builds byte for byte, those of groups with their stream before them. */
export async function showLog(view: LogView, target: LogTarget): Promise<void> {
  if (target.kind === 'build') return await showBuild(view, target);
  if (target.kind === 'group') return await showGroup(view, target.groupName);
  const stream = openLogStream(view.logs, { ...target, ...sinceOf(view) });
  const isOfBuild = target.groupName.startsWith('/aws/codebuild/');
  do {
    for await (const { message } of stream.read()) await view.write(isOfBuild ? message : asLine(message));
  } while (await goesOn(view, LOOK_EVERY_MS));
}

const sinceOf = ({ since }: LogView) => (since === undefined ? {} : { since });
const asLine = (message: string) => (message.endsWith('\n') ? message : `${message}\n`);

async function goesOn({ follows }: LogView, pauseMs: number): Promise<boolean> {
  if (follows) await pause(pauseMs);
  return follows;
}

async function showBuild(view: LogView, { id, look }: LogTarget & { kind: 'build' }): Promise<void> {
  let stream: LogStream | undefined;
  for (;;) {
    // Looked at before its log is read: what has ended by then says no more.
    const build = await look();
    stream ??= streamOf(view, build);
    if (stream) for await (const { message } of stream.read()) await view.write(message);
    if (build.hasEnded && !stream) throw new UserError(`${id} has no log in CloudWatch Logs${elsewhere(build)}`);
    if (build.hasEnded || !(await goesOn(view, LOOK_EVERY_MS))) return;
  }
}

function streamOf(view: LogView, { logs: { groupName, streamName } }: LoggedBuild): LogStream | undefined {
  if (!groupName || !streamName) return undefined;
  return openLogStream(view.logs, { groupName, streamName, ...sinceOf(view) });
}

const elsewhere = ({ logs: { s3LogsArn } }: LoggedBuild) => (s3LogsArn ? `: it is ${s3LogsArn}` : '');

async function showGroup(view: LogView, groupName: string): Promise<void> {
  const streams = new Map<string, NamedStream>();
  do {
    for (const name of await streamNames(view, groupName)) {
      const open = () => openLogStream(view.logs, { groupName, streamName: name, ...sinceOf(view) });
      if (!streams.has(name)) streams.set(name, { name, stream: open() });
    }
    for await (const { name, event } of readInTurn([...streams.values()]))
      await view.write(`${name} ${asLine(event.message)}`);
  } while (await goesOn(view, LOOK_AT_GROUP_EVERY_MS));
}

/** Of the streams that have events of the time that is looked at, and of those that have none yet. */
async function streamNames({ logs, since = 0 }: LogView, logGroupName: string): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.describeLogStreams({ logGroupName, ...(nextToken ? { nextToken } : {}) });
    for (const { logStreamName = '', lastEventTimestamp } of page.logStreams ?? [])
      if (lastEventTimestamp === undefined || lastEventTimestamp >= since) names.push(logStreamName);
    nextToken = page.nextToken;
  } while (nextToken);
  return names;
}
