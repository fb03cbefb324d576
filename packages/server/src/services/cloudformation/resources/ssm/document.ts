import type { CreateDocumentCommandInput, UpdateDocumentCommandInput } from '@aws-sdk/client-ssm';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { given, jsonText } from '../property-values.ts';
import {
  DONE,
  type ResourceCall,
  ResourceFailure,
  type ResourceType,
  textOf,
  type UpdateCall,
} from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';

const GONE = 'InvalidDocument';

/** What makes another document, or another version, as `UpdateMethod` says. */
const OF_A_VERSION = ['Attachments', 'Content', 'DocumentFormat', 'Requires', 'TargetType', 'VersionName'];

const nameOf = (call: ResourceCall) => textOf(call.properties.Name) ?? call.newName();

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-document.html */
export const document: ResourceType = {
  type: 'AWS::SSM::Document',
  properties: {
    ...Object.fromEntries(OF_A_VERSION.map((name) => [name, 'updates' as const])),
    ...{ Tags: 'updates', UpdateMethod: 'updates', DocumentType: 'replaces', Name: 'replaces' },
  },
  required: ['Content'],
  attributes: [],
  nameProperty: 'Name',
  identify: nameOf,
  async create(call) {
    await make(call, nameOf(call));
    return DONE;
  },
  async read({ aws, physicalId: Name }) {
    const found = await unlessGone(GONE, () => aws.ssm.describeDocument({ Name }));
    return found && {};
  },
  async update(call) {
    const { changed, physicalId, properties } = call;
    if (OF_A_VERSION.some((name) => changed.has(name))) {
      if (properties.UpdateMethod !== 'NewVersion') return await replace(call);
      await addVersion(call);
    }
    if (changed.has('Tags')) await retag(call, physicalId);
    return DONE;
  },
  delete: async ({ aws, physicalId: Name }) => await deleteOnce(GONE, () => aws.ssm.deleteDocument({ Name })),
};

async function make(call: ResourceCall, Name: string) {
  const { DocumentType, Requires, TargetType } = call.properties;
  const Tags = tagsOf(call).map((tag): JsonObject => ({ ...tag }));
  const value = given({ Name, DocumentType, Requires, TargetType, Tags, ...versionOf(call) });
  const input = call.fit<CreateDocumentCommandInput>('ssm', 'CreateDocument', value);
  return await makeOnce(call, 'DocumentAlreadyExists', () => call.aws.ssm.createDocument(input));
}

/** Content is text for the API, and mostly an object in templates. */
const versionOf = ({ properties: { Attachments, Content, DocumentFormat, VersionName } }: ResourceCall) =>
  given({ Attachments, Content: jsonText(Content), DocumentFormat, VersionName });

/** Another document, whose name must be free. */
async function replace(call: UpdateCall) {
  if (textOf(call.properties.Name))
    throw new ResourceFailure(
      'CloudFormation cannot replace a document that the template names. Set UpdateMethod to NewVersion, or give it another Name.',
    );
  const physicalId = call.newName();
  if (physicalId !== call.physicalId) await make({ ...call, isRetry: true }, physicalId);
  return { ...DONE, physicalId };
}

/** A version that is the default one. The content of an older one, as a rollback has it, makes that the default again. */
async function addVersion(call: UpdateCall): Promise<void> {
  const { aws, changed, fit, physicalId: Name, properties } = call;
  const same = await findVersion(call, jsonText(properties.Content));
  const isOtherwise = changed.has('TargetType') || changed.has('VersionName');
  if (same && (same.isDefault || !isOtherwise)) {
    await aws.ssm.updateDocumentDefaultVersion({ Name, DocumentVersion: same.version });
    return;
  }
  if (same) await aws.ssm.deleteDocument({ Name, DocumentVersion: same.version });
  const { TargetType } = properties;
  const value = given({ Name, TargetType, DocumentVersion: '$LATEST', ...versionOf(call) });
  const { DocumentDescription } = await aws.ssm.updateDocument(
    fit<UpdateDocumentCommandInput>('ssm', 'UpdateDocument', value),
  );
  const DocumentVersion = DocumentDescription?.DocumentVersion;
  await aws.ssm.updateDocumentDefaultVersion({ Name, DocumentVersion });
}

async function findVersion({ aws, physicalId: Name }: UpdateCall, content: string) {
  let NextToken: string | undefined;
  do {
    const page = await aws.ssm.listDocumentVersions({ Name, ...(NextToken ? { NextToken } : {}) });
    for (const { DocumentVersion: version, IsDefaultVersion } of page.DocumentVersions ?? []) {
      const { Content } = await aws.ssm.getDocument({ Name, DocumentVersion: version });
      if (version !== undefined && Content === content) return { version, isDefault: IsDefaultVersion === true };
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return undefined;
}

async function retag(call: UpdateCall, ResourceId: string): Promise<void> {
  const Tags = tagsOf(call);
  const resource = { ResourceType: 'Document' as const, ResourceId };
  const TagKeys = removedTags(previousTags(call.previous), Tags);
  await call.aws.ssm.removeTagsFromResource({ ...resource, TagKeys });
  await call.aws.ssm.addTagsToResource({ ...resource, Tags });
}
