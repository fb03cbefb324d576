import { readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { S3 } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareKeys } from './rules/key-order.ts';
import { type LoneS3, startS3 } from './testing/start-s3.ts';

/** The model: what S3's documentation says versioning does, on plain arrays. */
interface ModelVersion {
  readonly id: string;
  readonly text: string | undefined;
}

interface Model {
  versioning: 'Enabled' | 'Suspended' | undefined;
  /** Newest first. */
  readonly keys: Map<string, ModelVersion[]>;
}

type Command =
  | { readonly do: 'put'; readonly key: string; readonly text: string }
  | { readonly do: 'copy'; readonly from: string; readonly key: string }
  | { readonly do: 'delete'; readonly key: string }
  | { readonly do: 'delete-version'; readonly key: string; readonly nth: number }
  | { readonly do: 'multipart'; readonly key: string; readonly text: string }
  | { readonly do: 'versioning'; readonly status: 'Enabled' | 'Suspended' };

const key = fc.constantFrom('a', 'a/b', 'a/c', 'b', 'é/😀');
const text = fc.string({ maxLength: 8 });
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('put' as const), key, text }) },
  fc.record({ do: fc.constant('copy' as const), from: key, key }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete-version' as const), key, nth: fc.nat(3) }) },
  fc.record({ do: fc.constant('multipart' as const), key, text }),
  fc.record({
    do: fc.constant('versioning' as const),
    status: fc.constantFrom('Enabled' as const, 'Suspended' as const),
  }),
);

let lone: LoneS3;
let s3: S3;
let buckets = 0;
beforeAll(async () => {
  lone = await startS3();
  s3 = lone.s3;
});
afterAll(() => lone.stop());

async function apply(bucket: string, model: Model, step: Command): Promise<void> {
  const target = { Bucket: bucket, Key: 'key' in step ? step.key : '' };
  const versions = model.keys.get(target.Key) ?? [];
  const push = (id: string | undefined, content: string | undefined) => {
    const others = id === undefined || id === 'null' ? versions.filter((version) => version.id !== 'null') : versions;
    model.keys.set(target.Key, [{ id: id ?? 'null', text: content }, ...others]);
  };
  switch (step.do) {
    case 'put': {
      const { VersionId } = await s3.putObject({ ...target, Body: step.text });
      expect(VersionId === undefined).toBe(model.versioning !== 'Enabled');
      return push(VersionId, step.text);
    }
    case 'copy': {
      const source = model.keys.get(step.from)?.[0]?.text;
      const copying = s3.copyObject({
        ...target,
        CopySource: encodeURI(`${bucket}/${step.from}`),
        MetadataDirective: 'REPLACE',
      });
      if (source === undefined) return void (await expect(copying).rejects.toMatchObject({ name: 'NoSuchKey' }));
      return push((await copying).VersionId, source);
    }
    case 'multipart': {
      const { UploadId } = await s3.createMultipartUpload(target);
      const { ETag } = await s3.uploadPart({ ...target, UploadId, PartNumber: 3, Body: step.text });
      const MultipartUpload = { Parts: [{ PartNumber: 3, ETag }] };
      return push((await s3.completeMultipartUpload({ ...target, UploadId, MultipartUpload })).VersionId, step.text);
    }
    case 'delete': {
      const { VersionId, DeleteMarker } = await s3.deleteObject(target);
      expect(DeleteMarker).toBe(model.versioning === undefined ? undefined : true);
      if (model.versioning !== undefined) return push(VersionId, undefined);
      model.keys.set(step.key, []);
      return;
    }
    case 'delete-version': {
      const version = versions[step.nth];
      if (!version) return;
      await s3.deleteObject({ ...target, VersionId: version.id });
      model.keys.set(
        step.key,
        versions.filter((other) => other !== version),
      );
      return;
    }
    case 'versioning':
      await s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration: { Status: step.status } });
      model.versioning = step.status;
  }
}

async function read(bucket: string, name: string, versionId?: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.getObject({ Bucket: bucket, Key: name, ...(versionId ? { VersionId: versionId } : {}) });
    return await Body?.transformToString();
  } catch (error) {
    const code = error instanceof Error ? error.name : '';
    if (code === 'NoSuchKey' || code === 'MethodNotAllowed') return undefined;
    throw error;
  }
}

/** All versions in pages of two, as `key version latest marker`. */
async function listAll(bucket: string): Promise<string[]> {
  const lines: string[] = [];
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await s3.listObjectVersions({ Bucket: bucket, MaxKeys: 2, ...marker });
    for (const entry of page.Versions ?? []) lines.push(`${entry.Key} ${entry.VersionId} ${entry.IsLatest} false`);
    for (const entry of page.DeleteMarkers ?? []) lines.push(`${entry.Key} ${entry.VersionId} ${entry.IsLatest} true`);
    if (!page.IsTruncated) return lines.sort();
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

it('any sequence of writes and deletes, with versioning switched on and off, leaves what the model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 14 }), async (steps) => {
      const bucket = `model-${++buckets}`;
      await s3.createBucket({ Bucket: bucket });
      const model: Model = { versioning: undefined, keys: new Map() };
      for (const step of steps) await apply(bucket, model, step);

      const expected: string[] = [];
      for (const [name, versions] of model.keys) {
        expect(await read(bucket, name)).toBe(versions[0]?.text);
        for (const [index, { id, text: content }] of versions.entries()) {
          expect(await read(bucket, name, id)).toBe(content);
          expected.push(`${name} ${id} ${index === 0} ${content === undefined}`);
        }
      }
      expect(await listAll(bucket)).toEqual(expected.sort());
      const shown = [...model.keys].filter(([, versions]) => versions[0]?.text !== undefined).map(([name]) => name);
      const listed = await s3.listObjectsV2({ Bucket: bucket });
      expect(listed.Contents?.map((object) => object.Key)).toEqual(shown.sort(compareKeys));
    }),
    { numRuns: 40 },
  );
});

it('no bytes are left when all versions are gone', async () => {
  const list = async () => {
    const found: { Bucket: string; Key: string; VersionId: string }[] = [];
    for (const { Name: Bucket = '' } of (await s3.listBuckets({})).Buckets ?? []) {
      const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket });
      for (const { Key = '', VersionId = '' } of [...Versions, ...DeleteMarkers])
        found.push({ Bucket, Key, VersionId });
    }
    return found;
  };
  for (const version of await list()) await s3.deleteObject(version);
  expect(await list()).toEqual([]);
  // A folder may go while it is being listed: then something was still left.
  const files = async () =>
    readdir(lone.objectsFolder, { recursive: true, withFileTypes: true }).then(
      (entries) => entries.filter((entry) => entry.isFile()).map((entry) => entry.name),
      () => ['going'],
    );
  for (let waits = 0; (await files()).length > 0 && waits < 100; waits++) await pause(20);
  expect(await files()).toEqual([]);
});
