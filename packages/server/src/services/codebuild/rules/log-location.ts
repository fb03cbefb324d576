import type { Build } from './build.ts';
import type { LogsConfig } from './definition.ts';

/** CloudWatch stream of a build, or nothing when its project switched that log off. */
export function logStreamOf(
  logs: LogsConfig | undefined,
  build: { readonly projectName: string; readonly uuid: string },
): { group: string; stream: string } | undefined {
  const config = logs?.cloudWatchLogs;
  if (config?.status === 'DISABLED') return undefined;
  return {
    group: config?.groupName || `/aws/codebuild/${build.projectName}`,
    stream: config?.streamName ? `${config.streamName}/${build.uuid}` : build.uuid,
  };
}

/** The object that a build's log is copied to at its end: `<prefix>/<uuid>.gz`. Off unless the project asks for it. */
export function logObjectOf(logs: LogsConfig | undefined, uuid: string): { bucket: string; key: string } | undefined {
  const config = logs?.s3Logs;
  if (config?.status !== 'ENABLED' || !config.location) return undefined;
  const [bucket = '', ...prefix] = config.location.replace(/^arn:aws[a-z-]*:s3:::/, '').split('/');
  return { bucket, key: [...prefix.filter((part) => part !== ''), `${uuid}.gz`].join('/') };
}

/**
 * The `logs` member of a build. Before PROVISIONING the stream's name is the word `null`, which followers of a build
 * (AWS's own GitHub action among them) read as "not yet".
 */
export function describeLogs(build: Build, home: { account: string; region: string }) {
  const config = build.definition.logsConfig;
  const object = logObjectOf(config, build.uuid);
  const { group, stream } = build.logStream ?? { group: 'null', stream: 'null' };
  const isOff = config?.cloudWatchLogs?.status === 'DISABLED';
  const console = `https://console.aws.amazon.com/cloudwatch/home?region=${home.region}#logEvent`;
  return {
    ...(build.logStream ? { groupName: group, streamName: stream } : {}),
    ...(isOff
      ? {}
      : {
          deepLink: `${console}:group=${group};stream=${stream}`,
          cloudWatchLogsArn: `arn:aws:logs:${home.region}:${home.account}:log-group:${group}:log-stream:${stream}`,
        }),
    ...(object
      ? {
          s3LogsArn: `arn:aws:s3:::${object.bucket}/${object.key}`,
          s3DeepLink: `https://s3.console.aws.amazon.com/s3/object/${object.bucket}/${object.key}?region=${home.region}`,
        }
      : {}),
    ...(config?.cloudWatchLogs ? { cloudWatchLogs: config.cloudWatchLogs } : {}),
    ...(config?.s3Logs ? { s3Logs: config.s3Logs } : {}),
  };
}
