import { ProvisioningError } from '../executor.ts';
import { type DockerClient, DockerError, unlessMissing } from './docker-client.ts';

const UNABLE_TO_PULL = 'BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE';

export interface Pull {
  /** What the user named, and what is used in its place. */
  readonly asked: string;
  readonly image: string;
  readonly credential?: { readonly username: string; readonly password: string } | undefined;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Pulls an image unless it is there; what keeps it from coming is a ProvisioningError. */
export async function ensureImage(
  docker: DockerClient,
  { asked, image, credential, say, signal }: Pull,
): Promise<void> {
  try {
    if (await isPresent(docker, image)) return;
    say(`Pulling the image ${image}`);
    const headers = credential ? { 'x-registry-auth': authOf(credential) } : {};
    const [name, tag] = splitTag(image);
    const path = `/images/create?fromImage=${encodeURIComponent(name)}&tag=${encodeURIComponent(tag)}`;
    for await (const { error } of docker.stream('POST', path, { headers, signal })) {
      if (error) throw new DockerError(500, String(error));
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ProvisioningError(
      UNABLE_TO_PULL,
      `Unable to pull customer's container image. ${explain(asked, image, error as Error)}`,
    );
  }
}

function explain(asked: string, image: string, error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'EACCES')
    return `No Docker engine answers: ${error.message}`;
  const curated = asked.startsWith('aws/codebuild/') && asked === image;
  const hint = ` AWS does not publish ${asked}: say what to use instead with --image ${asked}=IMAGE`;
  return `${error.message}${curated ? `.${hint}` : ''}`;
}

async function isPresent(docker: DockerClient, image: string): Promise<boolean> {
  const found = docker.call('GET', `/images/${encodeURIComponent(image)}/json`).then(() => true);
  return await found.catch((error: Error) => {
    unlessMissing(error);
    return false;
  });
}

/** The tag after the last colon, unless that colon belongs to a registry's port; a digest stands for itself. */
function splitTag(image: string): [name: string, tag: string] {
  const digest = image.indexOf('@');
  if (digest >= 0) return [image.slice(0, digest), image.slice(digest + 1)];
  const colon = image.lastIndexOf(':');
  return colon > image.lastIndexOf('/') ? [image.slice(0, colon), image.slice(colon + 1)] : [image, 'latest'];
}

function authOf({ username, password }: { username: string; password: string }): string {
  return Buffer.from(JSON.stringify({ username, password })).toString('base64url');
}
