import type { CreateReportGroupCommandInput, UpdateReportGroupCommandInput } from '@aws-sdk/client-codebuild';
import type { Json } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';
import { tagsOf } from '../tags.ts';
import { spellValues } from './spell-values.ts';

const LONGEST_NAME = 128;

const nameOf = (call: ResourceCall) => textOf(call.properties.Name) ?? call.newName({ longest: LONGEST_NAME });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-reportgroup.html */
export const reportGroup: ResourceType = {
  type: 'AWS::CodeBuild::ReportGroup',
  properties: {
    DeleteReports: 'updates',
    ExportConfig: 'updates',
    Name: 'replaces',
    Tags: 'updates',
    Type: 'replaces',
  },
  required: ['ExportConfig', 'Type'],
  attributes: ['Arn'],
  nameProperty: 'Name',
  identify: (call) => `arn:aws:codebuild:${call.stack.region}:${call.stack.account}:report-group/${nameOf(call)}`,
  request: (call) => ({ client: 'codebuild', operation: 'CreateReportGroup', input: inputOf(call) }),
  async create(call) {
    const input = inputOf(call);
    return await makeOnce(call, 'ResourceAlreadyExistsException', () => call.aws.codebuild.createReportGroup(input));
  },
  async read({ aws, physicalId }) {
    const { reportGroups = [] } = await aws.codebuild.batchGetReportGroups({ reportGroupArns: [physicalId] });
    return reportGroups[0] && { Arn: physicalId };
  },
  foresee: (attribute, { physicalId }) => (attribute === 'Arn' ? physicalId : undefined),
  async update(call) {
    const value = { ...definitionOf(call), Arn: call.physicalId };
    await call.aws.codebuild.updateReportGroup(
      call.fit<UpdateReportGroupCommandInput>('codebuild', 'UpdateReportGroup', value),
    );
    return DONE;
  },
  /** Unless the template says that its reports go with it, a group that has any stays. */
  async delete({ aws, physicalId: arn, properties }) {
    const deleteReports = textOf(properties.DeleteReports)?.toLowerCase() === 'true';
    return await deleteOnce('ResourceNotFoundException', () => aws.codebuild.deleteReportGroup({ arn, deleteReports }));
  },
};

const definitionOf = (call: ResourceCall) => ({
  ExportConfig: spellValues(call.properties.ExportConfig ?? null),
  Tags: tagsOf(call) as unknown as Json,
});

function inputOf(call: ResourceCall): CreateReportGroupCommandInput {
  const value = { ...definitionOf(call), Name: nameOf(call), Type: call.properties.Type ?? null };
  return call.fit<CreateReportGroupCommandInput>('codebuild', 'CreateReportGroup', value);
}
