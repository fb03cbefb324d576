import { describe, expect, it } from 'vitest';
import type { ConditionType, EngineStage, ExecutionMode } from './engine-state.ts';
import { define, drive, MODES, stage, TWO } from './testing/drive.ts';

describe('a pipeline', () => {
  it.each(MODES)('runs its stages in order and the actions of a stage by run order (%s)', (mode) => {
    const yard = drive({ ...TWO, mode });
    yard.start('x');
    expect(yard.started()).toEqual(['S0']);
    yard.end('S0');
    expect(yard.started()).toEqual(['S0', 'B0', 'B1']);
    yard.end('B1');
    yard.end('B0');
    expect(yard.started()).toEqual(['S0', 'B0', 'B1', 'B2']);
    yard.end('B2');
    expect(yard.status('x')).toBe('Succeeded');
  });

  it('lets siblings end after a failure, starts nothing new, and keeps the stage until they have', () => {
    const yard = drive();
    yard.start('x');
    yard.end('S0');
    yard.end('B0', 'Failed');
    expect(yard.status('x')).toBe('Failed');
    expect(yard.state().stages[1]?.lock).toBe('x');
    yard.end('B1');
    expect(yard.state().stages[1]?.lock).toBeUndefined();
    expect(yard.started()).not.toContain('B2');
  });

  it('waits at a disabled transition and goes on when it is enabled', () => {
    const yard = drive();
    yard.send({ type: 'transition', stage: 'B', transition: { enabled: false, reason: 'no' } });
    yard.start('x');
    yard.end('S0');
    expect(yard.state().stages[1]?.inbound).toEqual(['x']);
    yard.send({ type: 'transition', stage: 'B', transition: { enabled: true } });
    expect(yard.started()).toContain('B0');
  });

  it.each([
    [false, ['B0', 'B1']],
    [true, []],
  ])('stops (abandon: %s)', (abandon, toEnd) => {
    const yard = drive();
    yard.start('x');
    yard.end('S0');
    const effects = yard.send({ type: 'stop', executionId: 'x', abandon });
    expect(effects.filter(({ type }) => type === 'abandon-action').length).toBe(abandon ? 2 : 0);
    for (const name of toEnd) yard.end(name);
    expect(yard.status('x')).toBe('Stopped');
    expect(yard.started()).not.toContain('B2');
  });

  it('stops what only waits at once', () => {
    const yard = drive();
    yard.start('x');
    yard.start('y');
    yard.send({ type: 'stop', executionId: 'y', abandon: false });
    expect(yard.status('y')).toBe('Stopped');
    expect(yard.state().stages[0]?.inbound).toEqual([]);
  });

  it.each(MODES)('retries the failed actions, or all of them, under the same id (%s)', (executionMode) => {
    for (const mode of ['FAILED_ACTIONS', 'ALL_ACTIONS'] as const) {
      const yard = drive({ ...TWO, mode: executionMode });
      yard.start('x');
      yard.end('S0');
      yard.end('B0', 'Failed');
      yard.end('B1');
      const kept = yard.forgotten.get('x');
      const effects = yard.send({
        type: 'retry',
        executionId: 'x',
        stage: 'B',
        mode,
        ...(kept ? { forgotten: kept } : {}),
      });
      const started = effects.flatMap((effect) => (effect.type === 'start-action' ? [effect.action] : []));
      expect(started).toEqual(mode === 'ALL_ACTIONS' ? ['B0', 'B1'] : ['B0']);
      for (const name of started) yard.end(name);
      yard.end('B2');
      expect(yard.status('x')).toBe('Succeeded');
    }
  });

  it('cancels what waits at an update, and what runs once its actions have ended', () => {
    const yard = drive();
    yard.start('x');
    yard.start('y');
    yard.send({ type: 'update', definition: { ...TWO, version: 2 } });
    expect(yard.status('y')).toBe('Cancelled');
    expect(yard.status('x')).toBe('InProgress');
    yard.end('S0');
    expect(yard.status('x')).toBe('Cancelled');
    yard.start('z');
    expect(yard.status('z')).toBe('InProgress');
  });

  it('takes no notice of an event that comes twice or too late', () => {
    const yard = drive();
    yard.start('x');
    yard.start('x');
    yard.end('S0');
    const before = yard.state();
    yard.end('S0', 'Failed');
    yard.send({ type: 'stop', executionId: 'unknown', abandon: true });
    expect(yard.state()).toEqual(before);
  });
});

describe('executions that meet', () => {
  it('SUPERSEDED: what waits gives way to something newer', () => {
    const yard = drive();
    for (const id of ['x', 'y', 'z']) yard.start(id);
    expect(yard.status('y')).toBe('Superseded');
    yard.end('S0');
    expect(yard.state().stages[0]?.lock).toBe('z');
  });

  it('QUEUED: everyone waits for their turn', () => {
    const yard = drive({ ...TWO, mode: 'QUEUED' });
    for (const id of ['x', 'y', 'z']) yard.start(id);
    expect(yard.state().stages[0]).toMatchObject({ lock: 'x', inbound: ['y', 'z'] });
    yard.end('S0');
    expect(yard.state().stages[0]).toMatchObject({ lock: 'y', inbound: ['z'] });
    yard.end('S0');
    expect(yard.state().stages[1]).toMatchObject({ lock: 'x', inbound: ['y'] });
  });

  it('PARALLEL: nobody waits, and five actions of one execution run at once', () => {
    const yard = drive(define('PARALLEL', stage('S', 1), stage('B', 1, 1, 1, 1, 1, 1, 1, 2)));
    for (const id of ['x', 'y']) yard.start(id);
    expect(yard.started()).toEqual(['S0', 'S0']);
    yard.end('S0', 'Succeeded', 'y');
    expect(yard.started('y')).toEqual(['S0', 'B0', 'B1', 'B2', 'B3', 'B4']);
    yard.end('B2', 'Succeeded', 'y');
    expect(yard.started('y').at(-1)).toBe('B5');
    expect(yard.state().stages.every(({ lock, latest }) => lock === undefined && latest === undefined)).toBe(true);
  });

  it('PARALLEL: a definition may change underneath', () => {
    const yard = drive({ ...TWO, mode: 'PARALLEL' });
    yard.start('x');
    yard.send({ type: 'update', definition: { ...define('QUEUED', stage('S', 1), stage('N', 1)), version: 2 } });
    yard.end('S0');
    expect(yard.started('x')).toEqual(['S0', 'B0', 'B1']);
    yard.start('y');
    yard.end('S0', 'Succeeded', 'y');
    expect(yard.started('y')).toEqual(['S0', 'N0']);
  });
});

const withCondition = (type: ConditionType, condition: object) =>
  define('SUPERSEDED', stage('S', 1), { ...stage('B', 1), [type]: condition } as EngineStage, stage('D', 1));
const beforeEntry = (result: 'FAIL' | 'SKIP') => withCondition('beforeEntry', { result, rules: ['r', 'q'] });

describe('a condition before entry', () => {
  function entering(result: 'FAIL' | 'SKIP') {
    const yard = drive(beforeEntry(result));
    yard.start('x');
    yard.end('S0');
    expect(yard.started()).toEqual(['S0']);
    return yard;
  }

  it('lets in when every rule succeeds', () => {
    const yard = entering('FAIL');
    yard.rule('r', 'Succeeded');
    expect(yard.started()).toEqual(['S0']);
    yard.rule('q', 'Succeeded');
    expect(yard.started()).toEqual(['S0', 'B0']);
  });

  it('fails the stage when a rule fails, until it is overridden', () => {
    const yard = entering('FAIL');
    yard.rule('r', 'Failed');
    expect(yard.status('x')).toBe('InProgress');
    yard.rule('q', 'Succeeded');
    expect(yard.status('x')).toBe('Failed');
    expect(yard.of('x')?.run?.conditions.beforeEntry?.status).toBe('Failed');
    yard.send({ type: 'override', executionId: 'x', stage: 'B', condition: 'beforeEntry' });
    expect(yard.of('x')).toMatchObject({
      status: 'InProgress',
      run: { conditions: { beforeEntry: { status: 'Overridden' } } },
    });
    expect(yard.started()).toEqual(['S0', 'B0']);
    yard.end('B0');
    yard.end('D0');
    expect(yard.status('x')).toBe('Succeeded');
  });

  it('skips the stage when that is its result', () => {
    const yard = entering('SKIP');
    yard.rule('r', 'Failed');
    yard.rule('q', 'Succeeded');
    expect(yard.stageStatus('B')).toBe('Skipped');
    expect(yard.started()).toEqual(['S0', 'D0']);
  });

  it('is Errored when a rule could not be run', () => {
    const yard = entering('FAIL');
    yard.rule('r', 'Failed', true);
    yard.rule('q', 'Succeeded');
    expect(yard.of('x')?.run?.conditions.beforeEntry?.status).toBe('Errored');
  });

  it('is overridden while its rules run, which are then abandoned', () => {
    const yard = entering('FAIL');
    const effects = yard.send({ type: 'override', executionId: 'x', stage: 'B', condition: 'beforeEntry' });
    expect(effects.filter(({ type }) => type === 'abandon-rule').length).toBe(2);
    expect(yard.started()).toContain('B0');
  });

  it('is asked again when a retry comes before any action ran', () => {
    const yard = entering('FAIL');
    yard.rule('r', 'Failed');
    yard.rule('q', 'Failed');
    yard.send({ type: 'retry', executionId: 'x', stage: 'B', mode: 'FAILED_ACTIONS' });
    yard.rule('r', 'Succeeded');
    yard.rule('q', 'Succeeded');
    expect(yard.started()).toEqual(['S0', 'B0']);
  });

  it.each([true, false])('stops with the execution (abandon: %s)', (abandon) => {
    const yard = entering('FAIL');
    yard.send({ type: 'stop', executionId: 'x', abandon });
    if (!abandon) for (const name of ['r', 'q']) yard.rule(name, 'Succeeded');
    expect(yard.status('x')).toBe('Stopped');
    expect(yard.started()).toEqual(['S0']);
  });
});

describe('a condition on success', () => {
  function succeeding(result: 'FAIL' | 'ROLLBACK', before?: 'success') {
    const yard = drive(withCondition('onSuccess', { result, rules: ['r'] }));
    if (before) {
      yard.start('w');
      for (const name of ['S0', 'B0']) yard.end(name);
      yard.rule('r', 'Succeeded');
      yard.end('D0');
    }
    yard.start('x');
    for (const name of ['S0', 'B0']) yard.end(name);
    return yard;
  }

  it('lets go on when it holds', () => {
    const yard = succeeding('FAIL');
    expect(yard.started()).toEqual(['S0', 'B0']);
    yard.rule('r', 'Succeeded');
    expect(yard.started()).toEqual(['S0', 'B0', 'D0']);
  });

  it('fails the stage when it does not, and may be overridden', () => {
    const yard = succeeding('FAIL');
    yard.rule('r', 'Failed');
    expect(yard.status('x')).toBe('Failed');
    yard.send({ type: 'override', executionId: 'x', stage: 'B', condition: 'onSuccess' });
    expect(yard.started()).toEqual(['S0', 'B0', 'D0']);
  });

  it('rolls back to what last succeeded there, and to nothing when there is nothing', () => {
    const yard = succeeding('ROLLBACK', 'success');
    const effects = yard.rule('r', 'Failed');
    const made = effects.find((effect) => effect.type === 'create-rollback');
    expect(made).toMatchObject({ stage: 'B', target: 'w', failed: 'x' });
    const rollback = made?.executionId ?? '';
    expect(yard.started(rollback)).toEqual(['B0']);
    yard.end('B0', 'Succeeded', rollback);
    yard.rule('r', 'Succeeded');
    expect(yard.status(rollback)).toBe('Succeeded');
    expect(yard.started(rollback)).toEqual(['B0']);
    expect(yard.status('x')).toBe('Failed');
    const first = succeeding('ROLLBACK');
    expect(first.rule('r', 'Failed').some(({ type }) => type === 'create-rollback')).toBe(false);
    expect(first.status('x')).toBe('Failed');
  });
});

describe('a failure', () => {
  function failing(onFailure: object, mode: ExecutionMode = 'SUPERSEDED') {
    const yard = drive({ ...withCondition('onFailure', onFailure), mode });
    yard.start('w');
    for (const name of ['S0', 'B0', 'D0']) yard.end(name);
    yard.start('x');
    yard.end('S0', 'Succeeded', 'x');
    yard.end('B0', 'Failed', 'x');
    return yard;
  }

  it.each(MODES)('is tried again once by itself (%s)', (mode) => {
    const yard = failing({ result: 'FAIL', rules: [], retryMode: 'ALL_ACTIONS' }, mode);
    expect(yard.status('x')).toBe('InProgress');
    expect(yard.of('x')?.run).toMatchObject({ autoRetries: 1, latestRetry: 'AutomatedStageRetry' });
    yard.end('B0', 'Failed', 'x');
    expect(yard.status('x')).toBe('Failed');
    expect(yard.started('x')).toEqual(['S0', 'B0', 'B0']);
  });

  it('is rolled back', () => {
    const yard = failing({ result: 'ROLLBACK', rules: [] });
    expect(yard.status('x')).toBe('Failed');
    expect(yard.log.filter(({ type }) => type === 'create-rollback').length).toBe(1);
  });

  it('is rolled back only when every rule says so', () => {
    for (const says of ['Succeeded', 'Failed'] as const) {
      const yard = failing({ result: 'ROLLBACK', rules: ['r'] });
      expect(yard.status('x')).toBe('InProgress');
      yard.rule('r', says);
      expect(yard.status('x')).toBe('Failed');
      expect(yard.log.some(({ type }) => type === 'create-rollback')).toBe(says === 'Succeeded');
    }
  });

  it('is passed over', () => {
    const yard = failing({ result: 'SKIP', rules: [] });
    expect(yard.stageStatus('B')).toBe('Skipped');
    expect(yard.started('x')).toEqual(['S0', 'B0', 'D0']);
  });
});

describe('a rollback', () => {
  it('runs one stage with its own execution, also behind a disabled transition, and supersedes nobody', () => {
    const yard = drive(define('SUPERSEDED', stage('S', 1), stage('B', 1), stage('D', 1)));
    yard.start('w');
    for (const name of ['S0', 'B0', 'D0']) yard.end(name);
    yard.start('x');
    yard.end('S0');
    yard.end('B0', 'Failed');
    yard.start('y');
    yard.send({ type: 'transition', stage: 'B', transition: { enabled: false } });
    yard.send({ type: 'rollback', executionId: 'z', stage: 'B', target: 'w' });
    yard.end('S0');
    yard.end('B0', 'Succeeded', 'z');
    expect(yard.status('z')).toBe('Succeeded');
    expect(yard.started('z')).toEqual(['B0']);
    yard.send({ type: 'transition', stage: 'B', transition: { enabled: true } });
    expect(yard.started('y')).toEqual(['S0', 'B0']);
    yard.send({ type: 'rollback', executionId: 'v', stage: 'B', target: 'w' });
    expect(yard.status('v')).toBeUndefined();
  });
});
