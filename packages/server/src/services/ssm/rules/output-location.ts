import type { Command, Invocation, StepResult } from './command.ts';

export interface OutputObject {
  readonly bucket: string;
  readonly key: string;
  readonly url: string;
}

const pluginFolder = (plugin: string) => plugin.replaceAll(':', '');

/** Where the whole output of a step goes in S3; undefined when the command wants none. */
export function outputLocation(
  { s3, id }: Pick<Command, 's3' | 'id'>,
  { instance }: Pick<Invocation, 'instance'>,
  { name, plugin }: Pick<StepResult, 'name' | 'plugin'>,
): { readonly stdout: OutputObject; readonly stderr: OutputObject } | undefined {
  if (!s3) return undefined;
  const step = name === plugin ? `0.${pluginFolder(plugin)}` : name;
  const folder = [s3.prefix, id, instance, pluginFolder(plugin), step].filter((part) => part !== '').join('/');
  const object = (stream: string): OutputObject => ({
    bucket: s3.bucket,
    key: `${folder}/${stream}`,
    url: `https://s3.${s3.region}.amazonaws.com/${s3.bucket}/${folder}/${stream}`,
  });
  return { stdout: object('stdout'), stderr: object('stderr') };
}

/** The log stream of a step's output. */
export const logStream = (command: string, instance: string, step: string, stream: 'stdout' | 'stderr') =>
  `${command}/${instance}/${step.replaceAll(':', '-')}/${stream}`;
