// Run Command and EC2: from RunInstances to running, and from SendCommand to the first output on a running instance.
import { spawnSync } from 'node:child_process';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { SSM } from '@aws-sdk/client-ssm';
import { startServer } from '../scenarios/testing/server-process.ts';
import { milliseconds, type Row, report, spreadOf, timed } from './measure.ts';

const TURNS = 60;
const LAUNCHES = 30;
const AT_ONCE = 20;
const PROFILE = 'bench';
const rows: Row[] = [];
const times = (what: string, values: readonly number[]) => {
  const { median, p99 } = spreadOf(values);
  rows.push({ what, values: { median: milliseconds(median), p99: milliseconds(p99) } });
};
const pause = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs));

async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await pause(5);
}

async function launch(ec2: EC2): Promise<string> {
  const { Instances } = await ec2.runInstances({
    ...{ ImageId: 'ami-0123456789abcdef0', MinCount: 1, MaxCount: 1, InstanceType: 't3.small' },
    IamInstanceProfile: { Name: PROFILE },
  });
  const id = Instances?.[0]?.InstanceId ?? '';
  await until(async () => {
    const { Reservations } = await ec2.describeInstances({ InstanceIds: [id] });
    return Reservations?.[0]?.Instances?.[0]?.State?.Name === 'running';
  });
  return id;
}

async function send(ssm: SSM, InstanceId: string, wanted: 'output' | 'end'): Promise<void> {
  const Parameters = { commands: [wanted === 'output' ? 'echo begun; sleep 1' : 'true'] };
  const { Command } = await ssm.sendCommand({
    DocumentName: 'AWS-RunShellScript',
    InstanceIds: [InstanceId],
    Parameters,
  });
  const CommandId = Command?.CommandId ?? '';
  await until(async () => {
    const seen = await ssm.getCommandInvocation({ CommandId, InstanceId });
    return wanted === 'output' ? seen.StandardOutputContent === 'begun\n' : seen.Status === 'Success';
  });
}

async function main(): Promise<void> {
  const server = await startServer(['--concurrent-instances', '100']);
  const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
  const [ec2, ssm, iam] = [new EC2(settings), new SSM(settings), new IAM(settings)];
  try {
    const trust = {
      Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    };
    await iam.createRole({ RoleName: PROFILE, AssumeRolePolicyDocument: JSON.stringify(trust) });
    await iam.createInstanceProfile({ InstanceProfileName: PROFILE });
    await iam.addRoleToInstanceProfile({ InstanceProfileName: PROFILE, RoleName: PROFILE });
    const ids: string[] = [];
    const launches: number[] = [];
    for (let turn = 0; turn < LAUNCHES; turn++)
      launches.push(await timed(async () => void ids.push(await launch(ec2))));
    times('RunInstances → running', launches);
    const [first = ''] = ids;
    await send(ssm, first, 'end');
    const outputs: number[] = [];
    for (let turn = 0; turn < TURNS; turn++) outputs.push(await timed(() => send(ssm, first, 'output')));
    times('SendCommand → first output read by a client', outputs);
    await pause(1_500);
    const ends: number[] = [];
    for (let turn = 0; turn < TURNS; turn++) ends.push(await timed(() => send(ssm, first, 'end')));
    times('SendCommand of `true` → Success', ends);
    const many = await timed(() => Promise.all(ids.slice(0, AT_ONCE).map((id) => send(ssm, id, 'end'))));
    rows.push({ what: `${AT_ONCE} of them on ${AT_ONCE} instances at once`, values: { median: milliseconds(many) } });
    const floor: number[] = [];
    for (let turn = 0; turn < TURNS; turn++)
      floor.push(await timed(async () => void spawnSync('/bin/sh', ['-c', 'true'])));
    times('floor: /bin/sh -c true', floor);
    await ec2.terminateInstances({ InstanceIds: ids });
    report('Instances and commands', rows);
  } finally {
    await server.stop();
  }
}

await main();
