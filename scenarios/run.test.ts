import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanEnvironment, codeyardProgram, repository } from './testing/server-process.ts';

let data: string;
let folder: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'codeyard-run-'));
  folder = mkdtempSync(join(tmpdir(), 'codeyard-folder-'));
});

afterEach(() => {
  for (const path of [data, folder]) rmSync(path, { recursive: true, force: true });
});

function start(...argv: string[]): { child: ChildProcess; printed: () => string; ended: Promise<number | null> } {
  const env = { ...cleanEnvironment(), HOME: data };
  const child = spawn(process.execPath, [codeyardProgram, ...argv], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  return { child, printed: () => text, ended: once(child, 'close').then(([code]) => code as number | null) };
}

async function run(...argv: string[]): Promise<{ status: number | null; printed: string }> {
  const { ended, printed } = start(...argv);
  return { status: await ended, printed: printed() };
}

/** Conditions, functions, attributes, a bucket policy, a function that answers a custom resource, an export, an unknown type. */
const stackTemplate = readFileSync(join(repository, 'scenarios/run/stack.yml'), 'utf8');

const buildspec = (...commands: string[]) =>
  writeFileSync(join(folder, 'buildspec.yml'), JSON.stringify({ version: '0.2', phases: { build: { commands } } }));

describe('codeyard run', () => {
  it('runs the example pipeline to its end', async () => {
    const { status, printed } = await run('run', join(repository, 'examples/web-app'), '--approve');
    expect(printed).toMatch(
      /Stack pipeline.*✓ BuildProject.*✓ Pipeline.*✓ Checkout.*✓ Compile.*✓ LookAtIt.*✓ Website.*web-app succeeded in/s,
    );
    expect(printed).not.toContain('"level":50');
    expect(status).toBe(0);
  });

  it('runs the pipeline of seed 002 from a working tree as far as it can, and says what it cannot', async () => {
    writeFileSync(
      join(folder, 'buildspec.yml'),
      'version: 0.2\nphases: { build: { commands: ["echo [] > imagedefinitions.json"] } }\nartifacts: { files: [imagedefinitions.json] }\n',
    );
    const definition = join(repository, 'scenarios/seed-002/pipeline.json');
    const { status, printed } = await run('run', definition, '--source', `myorg/web-app=${folder}`, '--approve');
    expect(printed).toMatch(
      /✓ GitHub.*✓ CodeBuild.*✓ ManualApproval.*✗ ECS.*Deploy\/ECS is not implemented by Codeyard yet/s,
    );
    expect(status).toBe(1);
  });

  it('runs a bare folder’s buildspec with variables, and its exit status tells the outcome', async () => {
    buildspec('echo "name is $NAME"', 'test "$NAME" = good');
    const good = await run('run', folder, '-e', 'NAME=good');
    expect(good.printed).toContain('name is good');
    expect(good.status).toBe(0);
    const bad = await run('run', folder, '-e', 'NAME=bad');
    expect(bad.printed).toMatch(/✗ BUILD .*exit status 1/);
    expect(bad.status).toBe(1);
  });

  it('tells of a folder’s tests and coverage, found without being named', async () => {
    const failures = [1, 2, 3, 4, 5, 6].map((n) => `<testcase name="t${n}"><failure>not ${n}</failure></testcase>`);
    writeFileSync(join(folder, 'results.xml'), `<testsuite><testcase name="fine"/>${failures.join('')}</testsuite>`);
    const line = '<counter type="LINE" missed="1" covered="5"/>';
    const source = `<package name="p"><sourcefile name="A.java">${line}</sourcefile></package>`;
    writeFileSync(join(folder, 'jacoco.xml'), `<report name="r">${source}</report>`);
    buildspec('true');
    const { status, printed } = await run('run', folder);
    expect(printed).toMatch(/✗ \S+-JunitXml-AutoDiscovered {2}7 tests, 1 succeeded, 6 failed\n {4}t1: not 1\n/);
    expect(printed).toMatch(/ {4}t5: not 5\n {4}and 1 more\n✓ \S+-JacocoXml-AutoDiscovered {2}83.33% of lines covered/);
    expect(status).toBe(0);
  });

  it('is stopped by Ctrl-C, with everything it started', async () => {
    buildspec('echo "my pid is $$"', 'sleep 300');
    const { child, printed, ended } = start('run', folder);
    while (!printed().includes('Running command sleep 300')) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(printed()).toMatch(/build stopped in/);
  });

  it('deploys a template as a stack, with all that only a stack can tell, and runs its pipeline', async () => {
    writeFileSync(join(folder, 'pipeline.yml'), stackTemplate);
    writeFileSync(join(folder, 'hello.txt'), 'hello from the folder\n');
    const first = await run('run', folder, '--data', data);
    expect(first.printed).toMatch(/secret github is not here/);
    expect(first.printed).toMatch(/pipeline-test is taken from .*codeyard-folder/);
    expect(first.printed).toMatch(/· Cluster +AWS::Foo::Cluster {2}is written down only/);
    expect(first.printed).toMatch(/✓ StorePolicy.*✓ Greeting .*✓ Pipeline.*StoreName = pipeline-store-\w+/s);
    expect(first.printed).not.toMatch(/ Spare /);
    expect(first.printed).toMatch(/arn:aws:s3:::pipeline-store-\w+ says hello test/);
    expect(first.printed).toMatch(/hello from the folder.*✓ Compile.*pipeline-Pipeline-\w+ succeeded in/s);
    expect(first.printed).not.toContain('"level":50');
    expect(first.status).toBe(0);
    const again = await run('run', folder, '--data', data);
    expect(again.printed).toMatch(/Stack pipeline\n {2}✓ is up to date\n {2}StoreName = .*✓ Compile/s);
    const other = await run('run', folder, '--data', data, '--parameter', 'Stage=prod');
    expect(other.printed).toMatch(/✓ Spare .*✓ Pipeline .*updated.*says hello live.*succeeded in/s);
    expect(other.status).toBe(0);
  });

  it('shows the resource that a stack failed for, and begins anew the next time', async () => {
    const file = join(folder, 'shop.yml');
    writeFileSync(file, stackTemplate.replace('nodejs20.x', 'nodejs99.x'));
    for (const _ of ['first', 'second']) {
      const { status, printed } = await run('run', file, '--data', data);
      expect(printed).toMatch(
        /✗ Greeter .*↺ taking back.*stack shop failed: Greeter \(AWS::Lambda::Function\): Value 'nodejs99.x'/s,
      );
      expect(printed).not.toContain('Checkout');
      expect(printed).toContain(`is in ${data}: remove it to begin anew`);
      expect(status).toBe(1);
    }
    writeFileSync(file, stackTemplate);
    writeFileSync(join(folder, 'hello.txt'), 'hello\n');
    expect(await run('run', file, '--data', data)).toMatchObject({ status: 0 });
  });

  it('runs the project of a template that has no pipeline', async () => {
    const file = join(folder, 'project.yml');
    writeFileSync(
      file,
      `Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      ServiceRole: builder
      Source: { Type: GITHUB, Location: 'https://github.com/myorg/tool', BuildSpec: !Sub '{"version":0.2,"phases":{"build":{"commands":["echo $NAME of \${AWS::StackName}","ls"]}}}' }
      Artifacts: { Type: NO_ARTIFACTS }
      Environment: { Type: LINUX_CONTAINER, ComputeType: BUILD_GENERAL1_SMALL, Image: any }
`,
    );
    const { status, printed } = await run('run', file, '-e', 'NAME=ok');
    expect(printed).toMatch(
      /https:\/\/github.com\/myorg\/tool is taken from.*✓ Build .*ok of project.*project.yml.*build succeeded/s,
    );
    expect(status).toBe(0);
  });

  it('says all that is wrong with a template before anything is begun, and validate says the same', async () => {
    const file = join(folder, 'wrong.yml');
    writeFileSync(
      file,
      stackTemplate
        .replace('InputArtifacts: [{ Name: Code }]', 'InputArtifacts: [{ Name: Cod }]')
        .replace('Bucket: !Ref Store', 'Buckett: !Ref Store'),
    );
    const ran = await run('run', file, '--parameter', 'Stage=none');
    const checked = await run('validate', file, '--parameter', 'Stage=none', '--record-unknown-resources');
    for (const { status, printed } of [ran, checked]) {
      expect(printed).toContain('4 problems in');
      expect(printed).toMatch(/wrong.yml:4:\d+: Parameters.Stage: Parameter 'Stage' must be one of AllowedValues/);
      expect(printed).toMatch(/wrong.yml:\d+:7: StorePolicy.Buckett: Encountered unsupported property Buckett/);
      expect(printed).toMatch(
        /wrong.yml:\d+:5: StorePolicy: Property Bucket cannot be empty|wrong.yml:\d+:3: StorePolicy: Property Bucket cannot be empty/,
      );
      expect(printed).toMatch(/Pipeline.Stages\[1\].Actions\[0\]: Input Artifact Bundle Cod in action Compile/);
      expect(status).toBe(1);
    }
    expect(ran.printed).not.toContain('Stack wrong');
    const good = await run(
      'validate',
      join(repository, 'examples/web-app'),
      join(repository, 'scenarios/seed-002/pipeline.json'),
    );
    expect(good.printed).toMatch(
      /pipeline.yml is good: a stack of 5 resources.*buildspec.yml is good.*pipeline.json is good/s,
    );
    expect(good.status).toBe(0);
    expect((await run('validate', join(repository, 'examples/web-app'), file)).status).toBe(1);
  });

  it('says what to do when an approval cannot be asked', async () => {
    const { status, printed } = await run('run', join(repository, 'examples/web-app'));
    expect(printed).toContain('run again with --approve');
    expect(status).toBe(1);
  });

  it('says what is wrong with a buildspec, with its place', async () => {
    writeFileSync(join(folder, 'buildspec.yml'), 'version: 0.2\nphases:\n  build:\n    commands:\n      - echo a: b\n');
    const checked = await run('validate', folder);
    expect(checked.printed).toMatch(/buildspec.yml:5:\d+: Expected Commands\[0\] to be of string type/);
    expect(checked.printed).toMatch(
      /\n {2}5 \| {7}- echo a: b\n {4}\| {9}\^\n {2}hint: .*\n\n1 problem in .*buildspec.yml\n$/,
    );
    expect(checked.status).toBe(1);
    const ci = join(folder, 'ci.yml');
    writeFileSync(ci, 'version: 0.2\nphases:\n  build:\n    commands:\n      - one\n\t- two\n');
    expect((await run('validate', ci)).printed).toMatch(
      /ci.yml:6:1: found character that cannot start any token at line 5/,
    );
    writeFileSync(ci, '{"version": "0.2", "phases": {"build": {"commands": ["one"]}}}');
    expect((await run('validate', ci)).printed).toContain('ci.yml is good: build (1)');
    expect((await run('run', join(folder, 'nothing'))).printed).toContain('there is nothing at');
  });
});

describe('codeyard serve', () => {
  it('refuses a second server on one data folder, and settings it does not know', async () => {
    const first = start('serve', '--port', '0', '--data', data);
    while (!first.printed().includes('Ctrl-C stops it')) await new Promise((resolve) => setTimeout(resolve, 20));
    const second = await run('serve', '--port', '0', '--data', data);
    expect(second).toMatchObject({ status: 1, printed: expect.stringMatching(/process \d+\) already uses/) });
    const env = await run('env', '--data', data);
    expect(env.printed).toMatch(/export AWS_ENDPOINT_URL='http:\/\/127\.0\.0\.1:\d+'/);
    await run('configure', '--data', data);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect((await run('serve', '--prot', '1')).printed).toContain('--prot');
    expect((await run('env', '--data', folder)).printed).toContain('start one with: codeyard serve');
  });
});
