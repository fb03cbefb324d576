import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DockerEngine,
  startDockerEngine,
  TEST_IMAGE,
  whyNoEngine,
} from '../../../../../../compute/src/executors/testing/docker-engine.ts';
import { startYard, type Yard } from '../../../../testing/start-yard.ts';
import { type BuildLab, buildLab, spec } from '../../testing/build-lab.ts';

const missing = whyNoEngine();

it.runIf(process.env.CI)('CI has what it takes to start a Docker engine', () => expect(missing).toBeUndefined());

describe.skipIf(missing)(`caches of builds in containers${missing ? ` (left out: ${missing})` : ''}`, () => {
  let engine: DockerEngine;
  let yard: Yard;
  let lab: BuildLab;
  beforeAll(async () => {
    engine = await startDockerEngine();
    yard = await startYard({ config: { executor: 'docker', dockerHost: engine.host, dockerNetwork: 'none' } });
    lab = buildLab(yard);
    await yard.client(S3Client).send(new CreateBucketCommand({ Bucket: 'cache-bucket' }));
  });
  afterAll(async () => {
    await yard?.stop();
    await engine?.stop();
  });

  const PLACES = ['kept/deep', '/root/.tool', '/opt/tool/cache'];
  const COMMANDS = PLACES.flatMap((place) => [
    `echo "${place} <$(cat ${place}/word 2>/dev/null)> <$(readlink ${place}/link 2>/dev/null)> <$(stat -c '%a %Y' ${place}/word 2>/dev/null)>"`,
    `mkdir -p ${place} && echo "$CODEBUILD_BUILD_NUMBER" > ${place}/word && chmod 750 ${place}/word && touch -d @1000000000 ${place}/word && ln -sf /etc/motd ${place}/link`,
  ]);
  const foundIn = (log: string) => log.split('\n').filter((line) => /^\S+ <.*> <.*> <.*>$/.test(line));
  const environment = { type: 'LINUX_CONTAINER', image: TEST_IMAGE, computeType: 'BUILD_GENERAL1_SMALL' } as const;

  it('in S3: source, home and places of the image alike, by keys that the container’s shell expands', async () => {
    const paths = PLACES.map((place) => `"${place}/**/*"`).join(', ');
    const name = await lab.project('', {
      source: {
        type: 'NO_SOURCE',
        buildspec: spec({ build: COMMANDS }, `cache: {key: "$(cat /etc/motd)", paths: [${paths}, "/root/none/**/*"]}`),
      },
      cache: { type: 'S3', location: 'cache-bucket' },
      environment,
    });
    const first = await lab.finish(await lab.start(name));
    expect(first.build.buildStatus).toBe('SUCCEEDED');
    expect(foundIn(first.log)).toEqual(PLACES.map((place) => `${place} <> <> <>`));
    expect(first.log).toContain(' Skipping invalid cache path none/**/*\n');
    expect(first.log).toMatch(/ Saved cache with the key hello from the image \(6 files, /);
    const second = await lab.finish(await lab.start(name));
    expect(foundIn(second.log)).toEqual(PLACES.map((place) => `${place} <1> </etc/motd> <750 1000000000>`));
    expect(second.log).toContain(' Restored cache with the key hello from the image (');
  }, 90_000);

  it('on this machine: directories of the source, the home and the image are links to what outlives the container', async () => {
    const paths = PLACES.map((place) => `"${place}/**/*"`).join(', ');
    const name = await lab.project('', {
      source: { type: 'NO_SOURCE', buildspec: spec({ build: COMMANDS }, `cache: {paths: [${paths}]}`) },
      cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE', 'LOCAL_DOCKER_LAYER_CACHE'] },
      environment,
    });
    const first = await lab.finish(await lab.start(name));
    expect(first.build.buildStatus).toBe('SUCCEEDED');
    expect(first.log).toMatch(/ Symlinking: \.tool => \/codebuild\/local-cache\/[0-9a-f]{32}\n/);
    expect(first.log).toContain(' Skip Docker layer cache due to: it requires privileged mode\n');
    const second = await lab.finish(await lab.start(name));
    expect(foundIn(second.log)).toEqual(PLACES.map((place) => `${place} <1> </etc/motd> <750 1000000000>`));
  }, 90_000);
});
