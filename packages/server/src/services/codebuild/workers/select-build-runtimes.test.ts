import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DockerEngine,
  startDockerEngine,
  TEST_IMAGE,
  whyNoEngine,
} from '../../../../../compute/src/executors/testing/docker-engine.ts';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { type BuildLab, buildLab, contextOf } from '../testing/build-lab.ts';

const missing = whyNoEngine();
let folder: string;
let yard: Yard;
let lab: BuildLab;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'codeyard-runtimes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const buildspec = (versions: string, command: string) => `version: 0.2
env: {variables: {WANTED: "3.99"}}
phases:
  install: {runtime-versions: ${versions}, commands: [echo installing]}
  build: {commands: ['${command}']}
`;

describe('on a machine', () => {
  beforeAll(async () => {
    writeFileSync(join(folder, 'python3.99'), '#!/bin/sh\necho "python 3.99 it is"\n', { mode: 0o755 });
    yard = await startYard({ config: { path: `${folder}${delimiter}${process.env.PATH}` } });
    lab = buildLab(yard);
  });
  afterAll(() => yard?.stop());

  it('a version that is installed is the one that all commands find', async () => {
    const { build, log } = await lab.run(buildspec('{python: $WANTED}', 'python; python3'));
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain(" Selecting 'python' runtime version '3.99' based on manual selections...\n");
    expect(log).toContain(' INSTALL: 1 commands\n');
    expect(log).toContain('\npython 3.99 it is\npython 3.99 it is\n');
  });

  it('the version that is there anyway is selected by its line', async () => {
    const { log } = await lab.run(buildspec(`{nodejs: ${process.versions.node.split('.')[0]}}`, 'node --version'));
    expect(log).toContain(" Selecting 'nodejs' runtime version '");
    expect(log).not.toContain('Skipping install of runtimes');
  });

  it('one that is not installed is a warning that tells what is', async () => {
    const { build, log } = await lab.run(buildspec('{nodejs: 4.x, golang: 0.1}', 'true'));
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain(
      ' Skipping install of runtimes. Runtime version selection is not supported by this build image\n',
    );
    expect(log).toMatch(/ nodejs 4\.x was asked for, and this machine has nodejs \d+\.\d+\.\d+/);
    expect(log).toMatch(/ golang 0\.1 was asked for, and this machine has /);
  });
});

it.runIf(process.env.CI)('CI has what it takes to start a Docker engine', () => expect(missing).toBeUndefined());

describe.skipIf(missing)(`in an image${missing ? ` (left out: ${missing})` : ''}`, () => {
  let engine: DockerEngine;
  const image = 'with-runtimes:latest';
  beforeAll(async () => {
    engine = await startDockerEngine();
    const commands =
      'commands: [mkdir -p /opt/x && echo "echo tool $V" > /opt/x/tool && chmod +x /opt/x/tool, "export PATH=/opt/x:$PATH"]';
    const file = join(folder, 'codebuild');
    execFileSync('mkdir', ['-p', join(file, 'image/config')]);
    const versions = `{1: {${commands.replace('$V', '1')}}, 2: {${commands.replace('$V', '2')}}}`;
    writeFileSync(join(file, 'image/config/runtimes.yml'), `version: 0.1\nruntimes: {tool: {versions: ${versions}}}\n`);
    const docker = (...args: string[]) =>
      execFileSync('docker', ['-H', engine.host, ...args])
        .toString()
        .trim();
    const container = docker('create', TEST_IMAGE, 'true');
    docker('cp', file, `${container}:/`);
    docker('commit', container, image);
    docker('rm', container);
    yard = await startYard({ config: { executor: 'docker', dockerHost: engine.host, dockerNetwork: 'none' } });
    lab = buildLab(yard);
  });
  afterAll(async () => {
    await yard?.stop();
    await engine?.stop();
  });
  const run = async (text: string, imageOverride = image) => await lab.run(text, { imageOverride });

  it.each([
    ['1', '1'],
    ['2', '2'],
    ['latest', '2'],
    ['1.x', '1'],
  ])('the version %s is what the image makes of it: %s', async (asked, version) => {
    const { build, log } = await run(buildspec(`{tool: ${asked}}`, 'tool'));
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain(` Selecting 'tool' runtime version '${version}' based on manual selections...\n`);
    expect(log).toContain(`\ntool ${version}\n`);
  });

  it('a version that the image does not have fails DOWNLOAD_SOURCE', async () => {
    const { build } = await run(buildspec('{tool: 3}', 'tool'));
    expect(contextOf(build, 'DOWNLOAD_SOURCE')).toBe(
      "YAML_FILE_ERROR: Unknown runtime version named '3' of tool. This build image has the following versions: 1, 2",
    );
  });

  it('an image of one’s own that says nothing is only warned about', async () => {
    const { build, log } = await run(buildspec('{nodejs: 18}', 'true'), TEST_IMAGE);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain(
      ' Skipping install of runtimes. Runtime version selection is not supported by this build image\n',
    );
  });
});
