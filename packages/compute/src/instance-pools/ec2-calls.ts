import type * as Ec2 from '@aws-sdk/client-ec2';
import type * as Ssm from '@aws-sdk/client-ssm';

/** What is asked of EC2: the SDK's `EC2` does it, and so does anything that calls the same operations. */
export interface Ec2Calls {
  runInstances(input: Ec2.RunInstancesRequest): Promise<Ec2.Reservation>;
  describeInstances(input: Ec2.DescribeInstancesRequest): Promise<Ec2.DescribeInstancesResult>;
  describeSpotInstanceRequests(
    input: Ec2.DescribeSpotInstanceRequestsRequest,
  ): Promise<Ec2.DescribeSpotInstanceRequestsResult>;
  startInstances(input: Ec2.StartInstancesRequest): Promise<Ec2.StartInstancesResult>;
  stopInstances(input: Ec2.StopInstancesRequest): Promise<Ec2.StopInstancesResult>;
  terminateInstances(input: Ec2.TerminateInstancesRequest): Promise<Ec2.TerminateInstancesResult>;
  cancelSpotInstanceRequests(
    input: Ec2.CancelSpotInstanceRequestsRequest,
  ): Promise<Ec2.CancelSpotInstanceRequestsResult>;
  getConsoleOutput(input: Ec2.GetConsoleOutputRequest): Promise<Ec2.GetConsoleOutputResult>;
}

/** And of Systems Manager: the SDK's `SSM`. */
export interface SsmCalls {
  describeInstanceInformation(
    input: Ssm.DescribeInstanceInformationRequest,
  ): Promise<Ssm.DescribeInstanceInformationResult>;
  sendCommand(input: Ssm.SendCommandRequest): Promise<Ssm.SendCommandResult>;
  listCommands(input: Ssm.ListCommandsRequest): Promise<Ssm.ListCommandsResult>;
  listCommandInvocations(input: Ssm.ListCommandInvocationsRequest): Promise<Ssm.ListCommandInvocationsResult>;
}

/** Every page of a listing. */
export async function listAll<Page extends { NextToken?: string | undefined }, Item>(
  read: (token: { NextToken?: string }) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await read(token ? { NextToken: token } : {});
    items.push(...(itemsOf(page) ?? []));
    token = page.NextToken || undefined;
  } while (token);
  return items;
}

/** Lists of at most so many. */
export function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}
