import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';

const content = (text: string) =>
  JSON.stringify({
    ...{ schemaVersion: '2.2', description: text },
    mainSteps: [{ name: 'a', action: 'aws:runShellScript', inputs: { runCommand: [text] } }],
  });

describe('documents', () => {
  let yard: Yard;
  let ssm: SSM;
  beforeAll(async () => {
    yard = await startYard();
    ssm = yard.client(SSM);
  });
  afterAll(() => yard.stop());

  it('have no attachments and need no others: those are refused', async () => {
    const document = { Name: 'with-more', Content: content('one') };
    await expect(ssm.createDocument({ ...document, Requires: [{ Name: 'other' }] })).rejects.toThrow('Requirements');
    await expect(
      ssm.createDocument({ ...document, Attachments: [{ Key: 'SourceUrl', Values: ['s3://b/k'] }] }),
    ).rejects.toThrow('Attachments');
  });

  it('have versions, of which one is the default', async () => {
    const made = await ssm.createDocument({
      ...{ Name: 'document', Content: content('one'), DocumentType: 'Command', VersionName: 'first' },
      Tags: [{ Key: 'a', Value: '1' }],
    });
    expect(made.DocumentDescription).toMatchObject({
      ...{ Name: 'document', DocumentVersion: '1', SchemaVersion: '2.2', DocumentFormat: 'JSON', Owner: yard.account },
      ...{ PlatformTypes: ['Linux', 'MacOS'], LatestVersion: '1', DefaultVersion: '1', HashType: 'Sha256' },
    });
    await ssm.updateDocument({ Name: 'document', Content: content('two'), DocumentVersion: '$LATEST' });
    const read = async (DocumentVersion?: string) =>
      JSON.parse((await ssm.getDocument({ Name: 'document', DocumentVersion })).Content ?? '');
    expect((await read()).description).toBe('one');
    expect((await read('$LATEST')).description).toBe('two');
    await ssm.updateDocumentDefaultVersion({ Name: 'document', DocumentVersion: '2' });
    expect((await read()).description).toBe('two');
    expect((await ssm.describeDocument({ Name: 'document', VersionName: 'first' })).Document?.DocumentVersion).toBe(
      '1',
    );
    expect(await ssm.describeDocumentPermission({ Name: 'document', PermissionType: 'Share' })).toMatchObject({
      AccountIds: [],
    });
    const { DocumentVersions } = await ssm.listDocumentVersions({ Name: 'document' });
    expect(
      DocumentVersions?.map(({ DocumentVersion, IsDefaultVersion }) => [DocumentVersion, IsDefaultVersion]),
    ).toEqual([
      ['2', true],
      ['1', false],
    ]);
    await ssm.addTagsToResource({ ResourceType: 'Document', ResourceId: 'document', Tags: [{ Key: 'b', Value: '2' }] });
    const { TagList } = await ssm.listTagsForResource({ ResourceType: 'Document', ResourceId: 'document' });
    expect(TagList).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
    const own = await ssm.listDocuments({ Filters: [{ Key: 'Owner', Values: ['Self'] }] });
    expect(own.DocumentIdentifiers?.map(({ Name }) => Name)).toEqual(['document']);
    const amazons = await ssm.listDocuments({ Filters: [{ Key: 'Owner', Values: ['Amazon'] }] });
    expect(amazons.DocumentIdentifiers?.map(({ Name }) => Name)).toContain('AWS-RunShellScript');
    await ssm.deleteDocument({ Name: 'document' });
    await expect(ssm.getDocument({ Name: 'document' })).rejects.toMatchObject({ name: 'InvalidDocument' });
  });

  it('in YAML are shown as they came, or as JSON', async () => {
    const yaml =
      "schemaVersion: '2.2'\nmainSteps:\n- {name: a, action: 'aws:runShellScript', inputs: {runCommand: [x]}}\n";
    await ssm.createDocument({ Name: 'yaml', Content: yaml, DocumentFormat: 'YAML', DocumentType: 'Command' });
    expect((await ssm.getDocument({ Name: 'yaml' })).Content).toBe(yaml);
    const json = await ssm.getDocument({ Name: 'yaml', DocumentFormat: 'JSON' });
    expect(JSON.parse(json.Content ?? '').mainSteps).toHaveLength(1);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['what is no JSON', 'InvalidDocumentContent', () => ssm.createDocument({ Name: 'other', Content: '{' })],
    [
      'another schema',
      'InvalidDocumentSchemaVersion',
      () => ssm.createDocument({ Name: 'other', Content: '{"schemaVersion":"9"}' }),
    ],
    [
      'another type',
      'InvalidDocumentType',
      () => ssm.createDocument({ Name: 'other', Content: '{}', DocumentType: 'Automation' }),
    ],
    ['a name of AWS’s', 'ValidationException', () => ssm.createDocument({ Name: 'aws-mine', Content: content('x') })],
    [
      'a name that is taken',
      'DocumentAlreadyExists',
      () => ssm.createDocument({ Name: 'AWS-RunShellScript', Content: content('x') }),
    ],
    [
      'too much',
      'MaxDocumentSizeExceeded',
      () => ssm.createDocument({ Name: 'other', Content: content('x'.repeat(70_000)) }),
    ],
    ['changes to AWS’s', 'InvalidDocumentOperation', () => ssm.deleteDocument({ Name: 'AWS-RunShellScript' })],
    [
      'a version that is not there',
      'InvalidDocumentVersion',
      () => ssm.getDocument({ Name: 'yaml', DocumentVersion: '9' }),
    ],
  ])('refuse %s: %s', async (_, name, request) => {
    await expect(request()).rejects.toMatchObject({ name });
  });
});
