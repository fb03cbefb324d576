import type { ListCuratedEnvironmentImagesCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';

const image = (name: string, description: string) => ({ name, description, versions: [name] });

/** The images AWS maintains, by the names that projects use; which of them can be had is the executor's business. */
export const listCuratedEnvironmentImages = operation<ListCuratedEnvironmentImagesCommand, Parts>(
  'ListCuratedEnvironmentImages',
  async () => ({
    platforms: [
      {
        platform: 'AMAZON_LINUX',
        languages: [
          {
            language: 'BASE',
            images: [
              image('aws/codebuild/amazonlinux-x86_64-standard:5.0', 'AWS CodeBuild - Amazon Linux 2023 standard 5.0'),
              image('aws/codebuild/amazonlinux-x86_64-standard:6.0', 'AWS CodeBuild - Amazon Linux 2023 standard 6.0'),
              image('aws/codebuild/amazonlinux-aarch64-standard:3.0', 'AWS CodeBuild - Amazon Linux 2023 ARM 3.0'),
              image('aws/codebuild/amazonlinux-aarch64-standard:4.0', 'AWS CodeBuild - Amazon Linux 2023 ARM 4.0'),
            ],
          },
        ],
      },
      {
        platform: 'UBUNTU',
        languages: [
          {
            language: 'BASE',
            images: [
              image('aws/codebuild/standard:7.0', 'AWS CodeBuild - Ubuntu 22.04 standard 7.0'),
              image('aws/codebuild/standard:8.0', 'AWS CodeBuild - Ubuntu 24.04 standard 8.0'),
            ],
          },
        ],
      },
    ],
  }),
);
