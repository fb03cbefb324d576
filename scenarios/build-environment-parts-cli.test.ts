import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAwsClis, type ServerProcess, startServer } from './testing/server-process.ts';
import { openShell, type Shell } from './testing/shell.ts';

const clis = await findAwsClis();
const TRUST =
  '{"Statement":{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com","lambda.amazonaws.com"]},"Action":"sts:AssumeRole"}}';
const ROLE = 'arn:aws:iam::123456789012:role/builder';

it.runIf(process.env.CI)('the machine has an aws CLI', () => {
  expect(clis.length).toBeGreaterThan(0);
});

/** What a build environment is made of, as a person at a terminal uses it. */
describe.each(clis)('the aws CLI $version', ({ program, version }) => {
  let server: ServerProcess;
  let folder: string;
  let aws: Shell;

  beforeAll(async () => {
    server = await startServer();
    folder = await mkdtemp(join(tmpdir(), 'codeyard-cli-'));
    aws = await openShell(server, program, folder);
    await aws(`aws iam create-role --role-name builder --assume-role-policy-document '${TRUST}'
aws iam create-instance-profile --instance-profile-name builder
aws iam add-role-to-instance-profile --instance-profile-name builder --role-name builder`);
  });
  afterAll(async () => {
    await aws?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('runs an instance, and commands on it, and waits for both', async () => {
    const printed = await aws(`
id=$(aws ec2 run-instances --image-id ami-0123456789abcdef0 --instance-type t3.small --iam-instance-profile Name=builder \\
  --tag-specifications 'ResourceType=instance,Tags=[{Key=pool,Value=blue}]' --query 'Instances[0].InstanceId' --output text)
aws ec2 wait instance-running --instance-ids $id
aws ec2 describe-instances --filters Name=tag:pool,Values=blue --query 'Reservations[].Instances[].State.Name' --output text
aws ssm describe-instance-information --query 'InstanceInformationList[].PingStatus' --output text
command=$(aws ssm send-command --document-name AWS-RunShellScript --targets Key=tag:pool,Values=blue \\
  --parameters commands='["echo built here"]' --query Command.CommandId --output text)
${version === 1 ? 'while [ "$(aws ssm list-commands --command-id $command --query Commands[0].Status --output text)" != Success ]; do sleep 0.2; done' : 'aws ssm wait command-executed --command-id $command --instance-id $id'}
aws ssm get-command-invocation --command-id $command --instance-id $id --query '[StandardOutputContent,ResponseCode]' --output text
aws ec2 terminate-instances --instance-ids $id --query 'TerminatingInstances[].CurrentState.Name' --output text
aws ec2 wait instance-terminated --instance-ids $id && echo gone`);
    expect(printed.split('\n').filter((line) => line !== '')).toEqual([
      ...['running', 'Online', 'built here', expect.stringMatching(/^\s*0$/), 'shutting-down', 'gone'],
    ]);
  });

  it('keeps a registry', async () => {
    const printed = await aws(`
aws dynamodb create-table --table-name registry --billing-mode PAY_PER_REQUEST --key-schema AttributeName=id,KeyType=HASH \\
  --attribute-definitions AttributeName=id,AttributeType=S > /dev/null
aws dynamodb wait table-exists --table-name registry
aws dynamodb put-item --table-name registry --item '{"id":{"S":"a"},"uses":{"N":"1"}}' --condition-expression 'attribute_not_exists(id)'
(aws dynamodb put-item --table-name registry --item '{"id":{"S":"a"}}' --condition-expression 'attribute_not_exists(id)' 2>&1 || true) | grep -o ConditionalCheckFailedException
aws dynamodb update-item --table-name registry --key '{"id":{"S":"a"}}' --update-expression 'ADD uses :one' \\
  --expression-attribute-values '{":one":{"N":"1"}}' --return-values ALL_NEW --query Attributes.uses.N --output text`);
    expect(printed.split('\n')).toEqual(['ConditionalCheckFailedException', '2']);
  });

  it('runs a function, a state machine, a schedule and an alarm', async () => {
    const printed = await aws(`
echo 'def handler(event, context): return {"got": event}' > index.py; zip -q f.zip index.py
aws lambda create-function --function-name f --runtime python3.7 --handler index.handler --role ${ROLE} --zip-file fileb://f.zip > /dev/null
aws lambda invoke --function-name f ${version === 1 ? '' : '--cli-binary-format raw-in-base64-out'} --payload '{"a":1}' out.json --query StatusCode; cat out.json; echo
machine=$(aws stepfunctions create-state-machine --name m --role-arn ${ROLE} --query stateMachineArn --output text \\
  --definition '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}')
execution=$(aws stepfunctions start-execution --state-machine-arn $machine --input '{"b":2}' --query executionArn --output text)
while [ "$(aws stepfunctions describe-execution --execution-arn $execution --query status --output text)" = RUNNING ]; do sleep 0.2; done
aws stepfunctions describe-execution --execution-arn $execution --query output --output text
aws scheduler create-schedule --name nightly --schedule-expression 'cron(0 3 * * ? *)' --schedule-expression-timezone Europe/Berlin \\
  --flexible-time-window Mode=OFF --target Arn=$machine,RoleArn=${ROLE} --query ScheduleArn --output text 2>&1 | tail -1
aws cloudwatch put-metric-alarm --alarm-name failures --namespace n --metric-name m --statistic Sum --period 60 --evaluation-periods 1 \\
  --threshold 1 --comparison-operator GreaterThanThreshold
aws cloudwatch set-alarm-state --alarm-name failures --state-value ALARM --state-reason test
aws cloudwatch describe-alarms --query 'MetricAlarms[].[AlarmName,StateValue]' --output text`);
    const lines = printed.split('\n');
    expect(lines.slice(0, 3)).toEqual(['200', '{"got": {"a": 1}}', '{"got":{"b":2}}']);
    // A CLI from before 2022 knows no Scheduler.
    expect(lines[3]).toMatch(
      /^arn:aws:scheduler:us-east-1:123456789012:schedule\/default\/nightly$|Invalid choice|invalid choice|maybe you meant/i,
    );
    expect(lines.at(-1)).toBe('failures\tALARM');
  });

  it('is told what is wrong, and what is not there', async () => {
    const refused = async (command: string) => (await aws(`${command} 2>&1 || true`)).trim();
    expect(await refused('aws ec2 run-instances --image-id ami-1 --instance-type t3.small')).toMatch(
      /\(InvalidAMIID\.Malformed\).*Invalid id: "ami-1"/,
    );
    expect(await refused('aws ec2 create-vpc --cidr-block 10.0.0.0/16')).toMatch(/ec2 CreateVpc is not implemented/i);
    const broken = `aws ssm create-document --name broken --document-type Command --content '{"schemaVersion":'`;
    expect(await refused(broken)).toMatch(/\(InvalidDocumentContent\).*JSON not well-formed\. at Line: 1, Column: 18/);
    const machine = `aws stepfunctions create-state-machine --name bad --role-arn ${ROLE} --definition '{"StartAt":"A","States":{"B":{"Type":"Pass","End":true}}}'`;
    expect(await refused(machine)).toMatch(/\(InvalidDefinition\).*\/StartAt/);
  });
});
