import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DockerEngine,
  startDockerEngine,
  TEST_IMAGE,
  whyNoEngine,
} from '../packages/compute/src/executors/testing/docker-engine.ts';
import { type ServerProcess, startServer } from './testing/server-process.ts';

const missing = whyNoEngine();
const CONTAINER = 'ami-0aaaaaaaaaaaaaaa0';
const NOBODYS = 'ami-0bbbbbbbbbbbbbbb0';

describe.skipIf(missing)(`instances that are containers${missing ? ` (left out: ${missing})` : ''}`, () => {
  let engine: DockerEngine;
  let server: ServerProcess;
  let ec2: EC2;
  let ssm: SSM;

  beforeAll(async () => {
    engine = await startDockerEngine();
    server = await startServer([
      ...['--docker-host', engine.host, '--docker-network', 'none'],
      ...['--ami', `${CONTAINER}=docker:${TEST_IMAGE}`, '--ami', `${NOBODYS}=docker:nobody/has-this:1`],
    ]);
    const settings = {
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: server.credentials,
      maxAttempts: 10,
    };
    ec2 = new EC2(settings);
    ssm = new SSM(settings);
    const iam = new IAM(settings);
    const trust = {
      Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    };
    await iam.createRole({ RoleName: 'p', AssumeRolePolicyDocument: JSON.stringify(trust) });
    await iam.createInstanceProfile({ InstanceProfileName: 'p' });
    await iam.addRoleToInstanceProfile({ InstanceProfileName: 'p', RoleName: 'p' });
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    await engine?.stop();
  });

  async function until<Value>(look: () => Promise<Value | false | undefined>): Promise<Value> {
    for (const end = performance.now() + 30_000; performance.now() < end; ) {
      const seen = await look();
      if (seen) return seen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`it did not come to be: ${look}`);
  }
  const instance = async (id: string) =>
    (await ec2.describeInstances({ InstanceIds: [id] })).Reservations?.[0]?.Instances?.[0];
  const reaches = (id: string, state: string) => until(async () => (await instance(id))?.State?.Name === state);
  async function launch(ImageId: string): Promise<string> {
    const { Instances } = await ec2.runInstances({
      ...{ ImageId, MinCount: 1, MaxCount: 1, InstanceType: 't3.nano', IamInstanceProfile: { Name: 'p' } },
    });
    return Instances?.[0]?.InstanceId ?? '';
  }
  async function run(InstanceId: string, script: string, during: () => Promise<void> = async () => {}) {
    const { Command } = await ssm.sendCommand({
      ...{ DocumentName: 'AWS-RunShellScript', InstanceIds: [InstanceId], Parameters: { commands: [script] } },
    });
    const CommandId = Command?.CommandId ?? '';
    await until(async () => (await ssm.getCommandInvocation({ CommandId, InstanceId })).Status !== 'Pending');
    await during();
    return await until(async () => {
      const seen = await ssm.getCommandInvocation({ CommandId, InstanceId });
      return ['Success', 'Failed'].includes(seen.Status ?? '') && seen;
    });
  }

  it('keep to themselves, outlive the server, and keep their files when they stop', async () => {
    const id = await launch(CONTAINER);
    await reaches(id, 'running');
    const first = await run(id, 'hostname; echo kept > /file; ls / | grep -c codeyard-marker; true');
    expect(first.StandardOutputContent).toMatch(new RegExp(`^${id}\n0\n`));
    const over = await run(id, 'sleep 1; echo done', async () => {
      await server.kill();
      await server.start();
    });
    expect(over).toMatchObject({ Status: 'Success', StandardOutputContent: 'done\n' });
    await ec2.stopInstances({ InstanceIds: [id] });
    await reaches(id, 'stopped');
    await ec2.startInstances({ InstanceIds: [id] });
    await reaches(id, 'running');
    expect((await run(id, 'cat /file; exit 4')).ResponseCode).toBe(4);
    await ec2.terminateInstances({ InstanceIds: [id] });
    await reaches(id, 'terminated');
  }, 90_000);

  it('end, with the reason, when there is no such image', async () => {
    const id = await launch(NOBODYS);
    await reaches(id, 'terminated');
    expect((await instance(id))?.StateReason).toMatchObject({
      Code: 'Client.InternalError',
      Message: expect.stringMatching(/Unable to pull/),
    });
  }, 60_000);
});
