import type { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { imageNotFound, malformedImage } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { compileFilters, type FilterTable } from '../rules/filters.ts';
import { describeImage, findPlatform, IMAGE_ID } from '../rules/images.ts';

type Image = ReturnType<typeof describeImage>;

const FILTERS: FilterTable<Image> = {
  'image-id': ({ ImageId }) => [ImageId],
  name: ({ Name }) => [Name],
  state: ({ State }) => [State],
  architecture: ({ Architecture }) => [Architecture],
  platform: ({ PlatformDetails }) => [PlatformDetails === 'Windows' ? 'windows' : undefined],
  'owner-alias': ({ ImageOwnerAlias }) => [ImageOwnerAlias],
  'owner-id': ({ OwnerId }) => [OwnerId],
  'root-device-type': ({ RootDeviceType }) => [RootDeviceType],
  'virtualization-type': ({ VirtualizationType }) => [VirtualizationType],
  'is-public': () => ['true'],
  'image-type': ({ ImageType }) => [ImageType],
};

/** Images that are asked for by id, and those that settings name in full: of a pattern nobody can tell the ids. */
export const describeImages = operation<DescribeImagesCommand, Parts>('DescribeImages', async (input, { images }) => {
  const asked = input.ImageIds ?? [];
  for (const id of asked) if (!IMAGE_ID.test(id)) throw malformedImage(id);
  const missing = asked.filter((id) => !findPlatform(images, id));
  if (missing.length > 0) throw imageNotFound(missing);
  const byFilter = input.Filters?.find(({ Name }) => Name === 'image-id')?.Values ?? [];
  const named = images.map(({ pattern }) => pattern);
  const ids = asked.length > 0 ? asked : [...new Set([...named, ...byFilter])].filter((id) => IMAGE_ID.test(id));
  const passes = compileFilters(input.Filters, FILTERS);
  const described = ids.flatMap((id) => {
    const platform = findPlatform(images, id);
    return platform ? [describeImage(id, platform)] : [];
  });
  return { Images: described.filter((image) => passes(image, {})) };
});
