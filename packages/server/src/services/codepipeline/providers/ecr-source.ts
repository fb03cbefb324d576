import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionJob, type ActionProvider, configurationError, jobFailed } from './action-provider.ts';
import { putArtifact } from './put-artifact.ts';

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const LARGEST_MANIFEST = 4 * 1024 ** 2;

/** An image as a registry tells of it: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
interface Image {
  readonly digest: string;
  /** Of its layers and configuration; of an index, of its manifests. */
  readonly sizeInBytes: number;
}

/** Takes what a tag of an image stands for: from the OCI registry that the operator names in place of ECR. */
export const ecrSource: ActionProvider = {
  types: ['Source/ECR'],
  async start(job) {
    const { RepositoryName = '' } = job.configuration;
    const override = job.overrides.find(({ revisionType }) => revisionType === 'IMAGE_DIGEST')?.revisionValue;
    const reference = override ?? job.configuration.ImageTag ?? 'latest';
    if (job.parts.registry === '')
      return configurationError(
        `No registry stands in for ECR, so ${RepositoryName} cannot be read: start Codeyard with --registry http://HOST:PORT`,
      );
    const image = await findImage(job.parts.registry, RepositoryName, reference, job.signal);
    if (typeof image === 'string') return jobFailed(image);
    return await take(job, image);
  },
};

/** The image, or why there is none. */
export async function findImage(
  registry: string,
  repository: string,
  reference: string,
  signal: AbortSignal,
): Promise<Image | string> {
  const url = `${registry.replace(/\/+$/, '')}/v2/${repository}/manifests/${encodeURIComponent(reference)}`;
  try {
    const answer = await fetch(url, { headers: { accept: MANIFESTS }, signal });
    if (answer.status === 404) return `The image ${repository}:${reference} does not exist in ${registry}`;
    if (!answer.ok) return `${url} answered ${answer.status}`;
    const digest = answer.headers.get('docker-content-digest') ?? '';
    const text = await answer.text();
    if (!DIGEST.test(digest) || text.length > LARGEST_MANIFEST) return `${url} did not answer with an image manifest`;
    return { digest, sizeInBytes: sizeOf(JSON.parse(text)) };
  } catch (error) {
    const { cause, message } = error as Error;
    return `${url} cannot be read: ${cause instanceof Error ? cause.message : message}`;
  }
}

function sizeOf(manifest: { config?: Part; layers?: Part[]; manifests?: Part[] }): number {
  const parts = [manifest.config, ...(manifest.layers ?? []), ...(manifest.manifests ?? [])];
  return parts.reduce((sum, part) => sum + (part?.size ?? 0), 0);
}

interface Part {
  readonly size?: number;
}

async function take(job: ActionJob, image: Image) {
  const [target] = job.outputs;
  if (!target) return configurationError('A source action needs an output artifact');
  const { RepositoryName = '', ImageTag = 'latest' } = job.configuration;
  const imageUri = `${new URL(job.parts.registry).host}/${RepositoryName}@${image.digest}`;
  const detail = {
    ImageSizeInBytes: String(image.sizeInBytes),
    ImageDigest: image.digest,
    Version: '1.0',
    RegistryId: job.parts.account,
    RepositoryName,
    ImageURI: imageUri,
    ImageTags: [ImageTag],
  };
  const folder = join(job.parts.scratchFolder, job.id);
  await rm(folder, { recursive: true, force: true });
  try {
    await mkdir(join(folder, 'tree'), { recursive: true });
    await writeFile(join(folder, 'tree', 'imageDetail.json'), JSON.stringify(detail));
    const tree = join(folder, 'tree');
    await putArtifact(job, target, { folder: tree, file: join(folder, 'image.zip'), revision: image.digest });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const revision = { id: image.digest, summary: `${RepositoryName}:${ImageTag}` };
  return {
    state: 'succeeded' as const,
    externalId: image.digest,
    summary: revision.summary,
    revision,
    outputs: [{ ...target, revision }],
    variables: {
      ImageDigest: image.digest,
      ImageTag,
      ImageURI: imageUri,
      RegistryId: job.parts.account,
      RepositoryName,
    },
  };
}
