import type { ListActivitiesCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { activityArn } from '../rules/arns.ts';
import { listActivityRows } from '../store/activities.ts';

const PAGE = 100;

export const listActivities = operation<ListActivitiesCommand, Parts>(
  'ListActivities',
  async ({ maxResults, nextToken }, parts) => {
    const limit = maxResults || PAGE;
    const rows = await listActivityRows(parts.database, nextToken, limit + 1);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1)?.name;
    return {
      activities: shown.map(({ name, createdAt }) => ({
        activityArn: activityArn(parts, name),
        name,
        creationDate: new Date(createdAt),
      })),
      ...(rows.length > limit && last ? { nextToken: last } : {}),
    };
  },
);
