import { describe, expect, it } from 'vitest';
import { newDefinition } from './definition.ts';
import { phaseChangeEvent, stateChangeEvent, usTime } from './event-detail.ts';
import { describeLogs, logObjectOf, logStreamOf } from './log-location.ts';
import { applyOverrides, newBuild } from './new-build.ts';
import { next } from './next.ts';

const START = Date.parse('2017-09-01T16:12:29Z');
const home = { account: '123456789012', region: 'us-west-2' };
const identity = { projectName: 'demo', uuid: 'u', number: 4, initiator: 'root', account: home.account };
const definition = newDefinition(
  {
    name: 'demo',
    source: { type: 'S3', location: 'in/x.zip' },
    artifacts: { type: 'S3', location: 'out' },
    environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
    serviceRole: 'role',
  },
  home,
);
const submitted = newBuild(identity, applyOverrides(definition, {}, identity), START);
const provisioning = next(submitted, { type: 'capacity-claimed', logStream: { group: 'g', stream: 's' } }, START).build;
const failing = next(provisioning, { type: 'provisioned' }, START + 2500).build;
const context = { code: 'YAML_FILE_ERROR', message: 'stat x: no such file or directory' };
const failed = next(failing, { type: 'phase-failed', phase: 'DOWNLOAD_SOURCE', context }, START + 4000).build;

describe('events of a build', () => {
  it('a state change carries the words of AWS', () => {
    expect(stateChangeEvent(submitted, home)).toMatchObject({
      source: 'aws.codebuild',
      detailType: 'CodeBuild Build State Change',
      resources: ['arn:aws:codebuild:us-west-2:123456789012:build/demo:u'],
      detail: {
        'build-status': 'IN_PROGRESS',
        'build-id': 'arn:aws:codebuild:us-west-2:123456789012:build/demo:u',
        'current-phase': 'QUEUED',
        'current-phase-context': '[]',
        'additional-information': {
          artifact: { location: 'arn:aws:s3:::out/demo' },
          'build-start-time': 'Sep 1, 2017 4:12:29 PM',
          'build-complete': false,
          source: { type: 'S3', location: 'in/x.zip' },
        },
        version: '1',
      },
    });
  });

  it('contexts are one text for the completed phase and a list of texts within phases', () => {
    const phase = failed.phases[3];
    expect(phase).toBeDefined();
    const { detail } = phaseChangeEvent(failed, phase ?? failed.phases[0] ?? never(), home);
    expect(detail).toMatchObject({
      'completed-phase': 'DOWNLOAD_SOURCE',
      'completed-phase-status': 'FAILED',
      'completed-phase-duration-seconds': 1,
      'completed-phase-context': '[YAML_FILE_ERROR: stat x: no such file or directory]',
    });
    const { phases } = (detail as { 'additional-information': { phases: object[] } })['additional-information'];
    expect(phases[3]).toMatchObject({ 'phase-context': ['YAML_FILE_ERROR: stat x: no such file or directory'] });
    expect(phases[0]).toMatchObject({ 'phase-type': 'SUBMITTED', 'phase-context': [] });
  });

  it.each([
    ['2017-09-01T16:14:21Z', 'Sep 1, 2017 4:14:21 PM'],
    ['2017-12-31T00:00:00Z', 'Dec 31, 2017 12:00:00 AM'],
    ['2017-12-31T12:05:09Z', 'Dec 31, 2017 12:05:09 PM'],
  ])('%s is written %s', (iso, expected) => {
    expect(usTime(Date.parse(iso))).toBe(expected);
  });
});

describe('where the log is', () => {
  it('is null until PROVISIONING, which followers read as not yet', () => {
    expect(describeLogs(submitted, home)).toEqual({
      deepLink: 'https://console.aws.amazon.com/cloudwatch/home?region=us-west-2#logEvent:group=null;stream=null',
      cloudWatchLogsArn: 'arn:aws:logs:us-west-2:123456789012:log-group:null:log-stream:null',
    });
    expect(describeLogs(provisioning, home)).toMatchObject({
      groupName: 'g',
      streamName: 's',
      cloudWatchLogsArn: 'arn:aws:logs:us-west-2:123456789012:log-group:g:log-stream:s',
    });
  });

  it('is named after the project and the build unless configured', () => {
    const build = { projectName: 'demo', uuid: 'u' };
    const on = { status: 'ENABLED' } as const;
    expect(logStreamOf(undefined, build)).toEqual({ group: '/aws/codebuild/demo', stream: 'u' });
    const named = { cloudWatchLogs: { ...on, groupName: 'codebuild-flex', streamName: 's' } };
    expect(logStreamOf(named, build)).toEqual({ group: 'codebuild-flex', stream: 's/u' });
    expect(logStreamOf({ cloudWatchLogs: { status: 'DISABLED' } }, build)).toBeUndefined();
  });

  it('is an object in S3 only when asked for', () => {
    expect(logObjectOf(undefined, 'u')).toBeUndefined();
    const config = (location: string) => ({ s3Logs: { status: 'ENABLED', location } }) as const;
    expect(logObjectOf(config('b/pre/fix/'), 'u')).toEqual({ bucket: 'b', key: 'pre/fix/u.gz' });
    expect(logObjectOf(config('arn:aws:s3:::b'), 'u')).toEqual({ bucket: 'b', key: 'u.gz' });
  });
});

function never(): never {
  throw new Error('the build has phases');
}
