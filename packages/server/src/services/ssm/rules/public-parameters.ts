import { createHash } from 'node:crypto';

/** Parameters by which AWS tells everybody its newest images. */
const IMAGES =
  /^\/aws\/service\/(ami-amazon-linux-latest|ami-windows-latest|canonical\/ubuntu|bottlerocket|ecs\/optimized-ami|debian)\/.+$/;

/** The image id behind such a name: the same for the same name, and of nobody else's image. */
export function publicImage(name: string): string | undefined {
  if (!IMAGES.test(name)) return undefined;
  return `ami-0${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}
