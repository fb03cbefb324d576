import { imageNotFound, malformedImage } from './errors.ts';
import type { Parts } from './parts.ts';
import { findRule, IMAGE_ID } from './rules/images.ts';

const FROM_PARAMETER = 'resolve:ssm:';

/** The image that a launch asks for, by its id or by the parameter that holds it. */
export async function imageOf(parts: Pick<Parts, 'images' | 'aws'>, asked: string) {
  const imageId = asked.startsWith(FROM_PARAMETER) ? await readParameter(parts, asked) : asked;
  if (!IMAGE_ID.test(imageId)) throw malformedImage(imageId);
  const rule = findRule(parts.images, imageId);
  if (!rule) throw imageNotFound([imageId]);
  const { platform, container } = rule;
  return { imageId, platform, ...(container ? { container } : {}) };
}

async function readParameter({ aws }: Pick<Parts, 'aws'>, asked: string): Promise<string> {
  const { Parameter } = await aws.ssm.getParameter({ Name: asked.slice(FROM_PARAMETER.length) });
  return Parameter?.Value ?? '';
}
