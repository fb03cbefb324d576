import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Build, currentPhase, isComplete } from './build.ts';
import { newDefinition } from './definition.ts';
import { describePhase } from './describe-build.ts';
import { applyOverrides, newBuild, newSandbox } from './new-build.ts';
import { type BuildEvent, next, type ReportedPhase } from './next.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const home = { account: '123456789012', region: 'us-east-1' };
const project = newDefinition(
  {
    name: 'demo',
    source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\n' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
    serviceRole: 'role',
  },
  home,
);
const identity = { projectName: 'demo', uuid: 'u', number: 1, initiator: 'root', account: home.account };
const submitted = newBuild(identity, applyOverrides(project, {}, identity), START);

/** Plays events one second apart. */
function play(...events: BuildEvent[]): Build {
  return events.reduce((build, event, index) => next(build, event, START + (index + 1) * 1000).build, submitted);
}

const phases = (build: Build) => build.phases.map(({ type, status }) => (status ? `${type} ${status}` : type));
const claimed: BuildEvent = { type: 'capacity-claimed', logStream: { group: 'g', stream: 's' } };
const downloaded: BuildEvent[] = [claimed, { type: 'provisioned' }, { type: 'source-downloaded' }];
const context = {
  code: 'COMMAND_EXECUTION_ERROR',
  message: 'Error while executing command: false. Reason: exit status 1',
};

/** The program's final report: phases by name, an exclamation mark for a failed one. */
function report(...names: string[]): BuildEvent {
  const reported = names.map((name): ReportedPhase => {
    const failed = name.endsWith('!');
    const type = name.replace('!', '') as ReportedPhase['type'];
    return {
      type,
      startedAt: START,
      endedAt: START,
      status: failed ? 'FAILED' : 'SUCCEEDED',
      ...(failed ? { context } : {}),
    };
  });
  return { type: 'program-progressed', phases: reported, finished: true };
}
const all = ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD'];
const beforeScripts = [
  'SUBMITTED SUCCEEDED',
  'QUEUED SUCCEEDED',
  'PROVISIONING SUCCEEDED',
  'DOWNLOAD_SOURCE SUCCEEDED',
];

describe('a build that passes', () => {
  const build = play(...downloaded, report(...all), { type: 'artifacts-uploaded', artifacts: {} }, { type: 'settled' });

  it('goes through every phase in order and succeeds', () => {
    expect(phases(build)).toEqual([
      ...beforeScripts,
      ...all.map((name) => `${name} SUCCEEDED`),
      'UPLOAD_ARTIFACTS SUCCEEDED',
      'FINALIZING SUCCEEDED',
      'COMPLETED',
    ]);
    expect(build.status).toBe('SUCCEEDED');
  });

  it('flips its completion, its end and its last phase together', () => {
    expect(isComplete(build)).toBe(true);
    expect(build.endedAt).toBe(build.phases.at(-1)?.startedAt);
    expect(currentPhase(build)).toBe('COMPLETED');
  });

  it('gives contexts to every phase from PROVISIONING on, even when all went well', () => {
    const shapes = build.phases.map(describePhase);
    expect(shapes.slice(0, 2).every((phase) => !('contexts' in phase))).toBe(true);
    expect(shapes.slice(2, -1).every((phase) => phase.contexts?.[0]?.statusCode === '')).toBe(true);
    expect(shapes.at(-1)).toEqual({ phaseType: 'COMPLETED', startTime: new Date(build.endedAt ?? 0) });
  });

  it('starts the clock of its timeout when it leaves the queue', () => {
    expect(build.deadlineAt).toBe(START + 1000 + 60 * 60_000);
  });
});

describe('the failure matrix', () => {
  const failure: [string, BuildEvent[], string[]][] = [
    ['INSTALL', [report('INSTALL!')], ['INSTALL FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED']],
    [
      'PRE_BUILD',
      [report('INSTALL', 'PRE_BUILD!')],
      ['INSTALL SUCCEEDED', 'PRE_BUILD FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED'],
    ],
    [
      'BUILD, which POST_BUILD and the upload still follow',
      [report('INSTALL', 'PRE_BUILD', 'BUILD!', 'POST_BUILD'), { type: 'artifacts-uploaded', artifacts: {} }],
      [
        'INSTALL SUCCEEDED',
        'PRE_BUILD SUCCEEDED',
        'BUILD FAILED',
        'POST_BUILD SUCCEEDED',
        'UPLOAD_ARTIFACTS SUCCEEDED',
        'FINALIZING SUCCEEDED',
        'COMPLETED',
      ],
    ],
    [
      'BUILD that aborts: neither POST_BUILD nor the upload follow',
      [report('INSTALL', 'PRE_BUILD', 'BUILD!')],
      ['INSTALL SUCCEEDED', 'PRE_BUILD SUCCEEDED', 'BUILD FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED'],
    ],
    [
      'UPLOAD_ARTIFACTS after commands that passed',
      [
        report(...all),
        { type: 'phase-failed', phase: 'UPLOAD_ARTIFACTS', context: { code: 'CLIENT_ERROR', message: 'no' } },
      ],
      [...all.map((name) => `${name} SUCCEEDED`), 'UPLOAD_ARTIFACTS FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED'],
    ],
  ];
  it.each(failure)('a failure in %s fails the build', (_, events, expected) => {
    const build = play(...downloaded, ...events, { type: 'settled' });
    expect(phases(build)).toEqual([...beforeScripts, ...expected]);
    expect(build.status).toBe('FAILED');
  });

  it('a failure in DOWNLOAD_SOURCE runs no script phase', () => {
    const fail: BuildEvent = {
      type: 'phase-failed',
      phase: 'DOWNLOAD_SOURCE',
      context: { code: 'YAML_FILE_ERROR', message: 'stat' },
    };
    const build = play(claimed, { type: 'provisioned' }, fail, { type: 'settled' });
    expect(phases(build).slice(3)).toEqual(['DOWNLOAD_SOURCE FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED']);
  });

  it('a failure in PROVISIONING completes the build without FINALIZING, once its log is delivered', () => {
    const fail: BuildEvent = {
      type: 'phase-failed',
      phase: 'PROVISIONING',
      context: { code: 'BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE', message: 'no' },
    };
    expect(isComplete(play(claimed, fail))).toBe(false);
    expect(phases(play(claimed, fail, { type: 'settled' })).slice(2)).toEqual(['PROVISIONING FAILED', 'COMPLETED']);
  });

  it('the context of the failing command is kept with its phase', () => {
    const build = play(...downloaded, report('INSTALL!'));
    expect(build.phases.find((phase) => phase.type === 'INSTALL')?.contexts).toEqual([context]);
  });

  it('our own fault makes the build FAULT', () => {
    const fail: BuildEvent = { type: 'phase-failed', phase: 'UPLOAD_ARTIFACTS', status: 'FAULT', context };
    expect(play(...downloaded, report(...all), fail, { type: 'settled' }).status).toBe('FAULT');
  });
});

describe('a build that is stopped', () => {
  it('closes its phase as STOPPED without contexts and completes once nothing runs', () => {
    const running: BuildEvent = {
      type: 'program-progressed',
      phases: [{ type: 'INSTALL', startedAt: START }],
      finished: false,
    };
    const stopping = play(...downloaded, running, { type: 'stop-requested' });
    expect(stopping.status).toBe('STOPPED');
    expect(isComplete(stopping)).toBe(false);
    const build = next(stopping, { type: 'settled' }, START + 60_000).build;
    expect(phases(build).slice(4)).toEqual(['INSTALL STOPPED', 'COMPLETED']);
    expect(build.phases[4]).not.toHaveProperty('contexts');
  });

  it('completes at once while it waits in the queue', () => {
    expect(phases(play({ type: 'stop-requested' }))).toEqual(['SUBMITTED SUCCEEDED', 'QUEUED STOPPED', 'COMPLETED']);
  });

  it('stays what it was when it was finished already', () => {
    const done = play(...downloaded, report('INSTALL!'), { type: 'settled' });
    expect(next(done, { type: 'stop-requested' }, START + 99_000)).toEqual({ build: done, effects: [] });
  });

  it('does not hear of what its program did before it noticed', () => {
    const stopped = play(...downloaded, { type: 'stop-requested' }, report(...all));
    expect(phases(stopped).slice(4)).toEqual(['INSTALL STOPPED']);
  });
});

describe('time', () => {
  const at = (build: Build, instant: number) => next(build, { type: 'time-passed' }, instant).build;

  it('ends a build that ran too long, with the context that AWS writes', () => {
    const build = at(play(...downloaded), START + 1000 + 60 * 60_000);
    expect(build.status).toBe('TIMED_OUT');
    expect(build.phases.at(-1)?.contexts).toEqual([{ code: 'BUILD_TIMED_OUT', message: 'Build has timed out. ' }]);
  });

  it('leaves a build alone until then', () => {
    const build = play(...downloaded);
    expect(at(build, START + 60 * 60_000)).toBe(build);
  });

  it('takes a build out of the queue that waited too long', () => {
    expect(phases(at(submitted, START + 480 * 60_000))).toEqual([
      'SUBMITTED SUCCEEDED',
      'QUEUED TIMED_OUT',
      'COMPLETED',
    ]);
  });
});

describe('a program that vanished', () => {
  it('fails the phase it was in, with AWS’s words', () => {
    const build = play(
      ...downloaded,
      { type: 'program-vanished', reason: 'It ran out of memory.' },
      { type: 'settled' },
    );
    expect(build.phases[4]?.contexts?.[0]?.message).toBe(
      'Build container found dead before completing the build. It ran out of memory.',
    );
    expect(build.status).toBe('FAILED');
  });

  it('fails the build even between two phases', () => {
    const between: BuildEvent = {
      type: 'program-progressed',
      phases: [{ type: 'INSTALL', startedAt: START, endedAt: START, status: 'SUCCEEDED' }],
      finished: false,
    };
    const build = play(...downloaded, between, { type: 'program-vanished' }, { type: 'settled' });
    expect(phases(build).slice(4)).toEqual(['INSTALL SUCCEEDED', 'FINALIZING FAILED', 'COMPLETED']);
    expect(build.status).toBe('FAILED');
  });
});

describe('whatever happens in whatever order', () => {
  const anyPhase = fc.constantFrom('QUEUED', 'PROVISIONING', 'DOWNLOAD_SOURCE', 'UPLOAD_ARTIFACTS', 'BUILD' as const);
  const anyEvent: fc.Arbitrary<BuildEvent> = fc.oneof(
    fc.constantFrom<BuildEvent>(
      claimed,
      { type: 'provisioned' },
      { type: 'source-downloaded' },
      { type: 'artifacts-uploaded', artifacts: {} },
      { type: 'stop-requested' },
      { type: 'time-passed' },
      { type: 'program-vanished' },
      { type: 'settled' },
    ),
    fc.shuffledSubarray([...all]).map((names) => report(...names)),
    fc.nat(4).map((count) => report(...all.slice(0, count))),
    anyPhase.map((phase): BuildEvent => ({ type: 'phase-failed', phase: phase as never, context })),
  );
  const anyRun = fc.array(fc.tuple(anyEvent, fc.integer({ min: -1000, max: 3_600_000 })), { maxLength: 20 });

  it('phases never overlap, only the last is open, every closed phase is told once', () => {
    fc.assert(
      fc.property(anyRun, (steps) => {
        let build = submitted;
        let now = START;
        const told: string[] = [];
        for (const [event, wait] of steps) {
          now += wait;
          const transition = next(build, event, now);
          build = transition.build;
          for (const effect of transition.effects)
            told.push(effect.type === 'phase-completed' ? effect.phase.type : 'end');
        }
        const closed = build.phases.filter((phase) => phase.status !== undefined);
        expect(build.phases.slice(0, -1).every((phase) => phase.status !== undefined)).toBe(true);
        expect(new Set(build.phases.map(({ type }) => type)).size).toBe(build.phases.length);
        for (const [index, phase] of build.phases.entries()) {
          const before = build.phases[index - 1];
          expect(phase.startedAt).toBeGreaterThanOrEqual(before?.endedAt ?? START);
          if (phase.endedAt !== undefined) expect(phase.endedAt).toBeGreaterThanOrEqual(phase.startedAt);
        }
        const expected = closed.slice(1).map(({ type }) => type as string);
        expect(told).toEqual(isComplete(build) ? [...expected, 'end'] : expected);
        expect(isComplete(build)).toBe(currentPhase(build) === 'COMPLETED');
        expect(isComplete(build) && build.status === 'IN_PROGRESS').toBe(false);
      }),
    );
  });

  it('the same event twice is the same as once', () => {
    fc.assert(
      fc.property(anyRun, anyEvent, (steps, event) => {
        let build = submitted;
        let now = START;
        for (const [earlier, wait] of steps) {
          now += Math.abs(wait);
          build = next(build, earlier, now).build;
        }
        const once = next(build, event, now).build;
        expect(next(once, event, now).build).toEqual(once);
      }),
    );
  });
});

describe('a sandbox', () => {
  const waiting = newSandbox(identity, applyOverrides(project, {}, identity), START);
  const playSandbox = (...events: BuildEvent[]): Build =>
    events.reduce((build, event, index) => next(build, event, START + (index + 1) * 1000).build, waiting);

  it.each<[string, BuildEvent[], string[]]>([
    ['runs after its source is there', [], ['RUN_SANDBOX']],
    ['is stopped', [{ type: 'stop-requested' }, { type: 'settled' }], ['RUN_SANDBOX STOPPED', 'COMPLETED']],
    ['vanishes', [{ type: 'program-vanished' }, { type: 'settled' }], ['RUN_SANDBOX FAILED', 'COMPLETED']],
    ['does not end by itself', [report(...all), { type: 'settled' }], ['RUN_SANDBOX']],
  ])('%s', (_, events, ends) => {
    expect(phases(playSandbox(...downloaded, ...events))).toEqual([...beforeScripts, ...ends]);
  });

  it('that cannot have its source ends with that phase', () => {
    const failed: BuildEvent = { type: 'phase-failed', phase: 'DOWNLOAD_SOURCE', context };
    const build = playSandbox(claimed, { type: 'provisioned' }, failed, { type: 'settled' });
    expect(phases(build)).toEqual([...beforeScripts.slice(0, 3), 'DOWNLOAD_SOURCE FAILED', 'COMPLETED']);
    expect(build.status).toBe('FAILED');
  });
});
