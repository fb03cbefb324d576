import type { CreateLogStreamCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { given } from '../property-values.ts';
import { type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';

const GONE = 'ResourceNotFoundException';

const groupOf = ({ properties }: ResourceCall) => String(properties.LogGroupName);
const nameOf = (call: ResourceCall) => textOf(call.properties.LogStreamName) ?? call.newName({ longest: 512 });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-logstream.html */
export const logStream: ResourceType = {
  type: 'AWS::Logs::LogStream',
  properties: { LogGroupName: 'replaces', LogStreamName: 'replaces' },
  required: ['LogGroupName'],
  attributes: [],
  nameProperty: 'LogStreamName',
  identify: nameOf,
  async create(call) {
    const value = given({ logGroupName: call.properties.LogGroupName, logStreamName: nameOf(call) });
    const input = call.fit<CreateLogStreamCommandInput>('cloudwatch-logs', 'CreateLogStream', value);
    return await makeOnce(call, 'ResourceAlreadyExistsException', () => call.aws.logs.createLogStream(input));
  },
  async read(call) {
    const { aws, physicalId } = call;
    const asked = { logGroupName: groupOf(call), logStreamNamePrefix: physicalId };
    const found = await unlessGone(GONE, () => aws.logs.describeLogStreams(asked));
    return found?.logStreams?.some(({ logStreamName }) => logStreamName === physicalId) ? {} : undefined;
  },
  async delete(call) {
    const { aws, physicalId: logStreamName } = call;
    return await deleteOnce(GONE, () => aws.logs.deleteLogStream({ logGroupName: groupOf(call), logStreamName }));
  },
};
