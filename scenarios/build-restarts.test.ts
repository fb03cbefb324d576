import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../packages/compute/src/executors/testing/docker-engine.ts';
import { until } from '../packages/server/src/testing/until.ts';
import { type BuildGround, dockerGround, processGround } from './testing/build-grounds.ts';
import type { Moment, MortalServer } from './testing/kill-switch.ts';
import { type Outcome, processesOf, type WatchedBuilds, watchedBuilds } from './testing/watched-builds.ts';
import { DOCKER_STOPS, DOCKER_WAYS, PROCESS_STOPS, PROCESS_WAYS, STOPS, WAYS } from './testing/ways-to-die.ts';

const PATIENCE_MS = 120_000;
const missing = whyNoEngine();

it.runIf(process.env.CI)('the machine has a Docker engine', () => expect(missing).toBeUndefined());

const KINDS = [
  { name: 'process', open: processGround, ways: PROCESS_WAYS, stops: PROCESS_STOPS, isMissing: false },
  { name: 'docker', open: dockerGround, ways: DOCKER_WAYS, stops: DOCKER_STOPS, isMissing: missing !== undefined },
];

describe.each(KINDS)('with the $name executor a server dies', ({ open, ways, stops, isMissing }) => {
  describe.skipIf(isMissing)(isMissing ? `(left out: ${missing})` : 'and is started again', () => {
    let ground: BuildGround;
    let server: MortalServer;
    let builds: WatchedBuilds;
    let undisturbed: Outcome;
    let stopped: Outcome;
    let stranger: ChildProcess;
    let othersBefore: readonly string[];
    let started = 0;

    beforeAll(async () => {
      ground = await open();
      ({ server } = ground);
      builds = watchedBuilds(server);
      await builds.prepare();
      // Not ours, although it looks like it.
      mkdirSync(join(server.dataFolder, 'builds', 'of-somebody'));
      stranger = spawn('/bin/sleep', ['86400'], { env: { CODEYARD_PROCESS_OF: 'somebody' }, stdio: 'ignore' });
      othersBefore = await ground.others();
      await builds.end(await builds.start('app', 'warm'));
      undisturbed = await builds.end(await builds.start('app', 'undisturbed'));
      const id = await startEndless('undisturbed-stop');
      await builds.stop(id);
      stopped = await builds.end(id);
    }, PATIENCE_MS);

    afterEach(async () => {
      server.disarm();
      await server.revive();
    });

    afterAll(async () => {
      stranger?.kill();
      await ground?.stop();
    }, PATIENCE_MS);

    async function startEndless(token: string): Promise<string> {
      const id = await builds.start('endless', token);
      await until(() => builds.hasSaid(id, 'begun'), 30_000);
      return id;
    }

    interface Course {
      readonly moments: readonly Moment[];
      readonly signal?: 'SIGKILL' | 'SIGTERM';
      /** Asked of every server on the way, as a client does that got no answer; says which build it is about. */
      readonly ask: () => Promise<string>;
    }

    /** Has the server die at every one of these moments, and answers what became of the build. */
    async function take({ moments, signal, ask }: Course): Promise<Outcome> {
      for (const moment of moments) {
        server.arm(moment, signal);
        await server.revive();
        await ask().catch(() => undefined);
        await until(async () => server.hasEnded(), 30_000).catch(() => {
          throw new Error(`it did not come to what is ${moment.name}`);
        });
      }
      await server.revive();
      const id = await ask();
      const outcome = await builds.end(id);
      await expectNothingLeft(id);
      return outcome;
    }

    async function expectNothingLeft(id: string): Promise<void> {
      const folders = () => readdirSync(join(server.dataFolder, 'builds'));
      const left = async () => [...(await ground.leftovers()), ...folders()];
      await until(async () => (await left()).length === 1, 15_000).catch(() => undefined);
      expect(await left()).toEqual(['of-somebody']);
      expect(processesOf(id.split(':')[1] ?? '')).toEqual([]);
      expect(await ground.others()).toEqual(othersBefore);
      expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
    }

    /** The token makes a request that is made again find what the first one started. */
    function askForBuild(): () => Promise<string> {
      started += 1;
      const token = `build-${started}`;
      return () => builds.start('app', token);
    }

    it('what is compared is a whole build, and a stopped one', () => {
      expect(undisturbed).toMatchObject({
        status: 'SUCCEEDED',
        exported: [{ name: 'DONE', value: '4' }],
        hasLogInS3: true,
        artifact: 'install\npre_build\nbuild\npost_build\n',
      });
      expect(undisturbed.phases).toHaveLength(11);
      expect(undisturbed.log.filter((line) => line.startsWith('this is spoken'))).toHaveLength(4);
      expect(stopped).toMatchObject({ status: 'STOPPED', artifact: undefined, hasLogInS3: true });
      expect(stopped.phases.slice(-2)).toEqual(['BUILD STOPPED', 'COMPLETED']);
    });

    it.each([...WAYS, ...ways])(
      '$name: the build ends as it would have',
      async ({ moments }) => {
        await ground.makeReady();
        expect(await take({ moments, ask: askForBuild() })).toEqual(undisturbed);
      },
      PATIENCE_MS,
    );

    it.each([...STOPS, ...stops])(
      '$name of a build that is stopped: it ends so',
      async ({ moments }) => {
        started += 1;
        const id = await startEndless(`stop-${started}`);
        const ask = async () => {
          await builds.stop(id);
          return id;
        };
        expect(await take({ moments, ask })).toEqual(stopped);
      },
      PATIENCE_MS,
    );

    const polite = WAYS.map(({ name, moments }) => ({
      name,
      moments: moments.filter(({ at }) => at === 'after').slice(0, 1),
    }));

    it.each(polite.filter(({ moments }) => moments.length > 0))(
      '$name, by a polite signal: the build ends as it would have',
      async ({ moments }) => {
        expect(await take({ moments, signal: 'SIGTERM', ask: askForBuild() })).toEqual(undisturbed);
      },
      PATIENCE_MS,
    );
  });
});
