import type { CreateActivityCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { invalidName } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { activityArn, isName } from '../rules/arns.ts';
import { findActivity, insertActivity } from '../store/activities.ts';
import { tagsOf } from '../tags.ts';

export const createActivity = operation<CreateActivityCommand, Parts>(
  'CreateActivity',
  async ({ name, tags }, parts) => {
    if (!isName(name)) throw invalidName(name);
    const { database, clock } = parts;
    await database.transaction((tx) => insertActivity(tx, { name, createdAt: clock.now(), tags: tagsOf(tags) }));
    const made = await findActivity(database, name);
    return { activityArn: activityArn(parts, name), creationDate: new Date(made?.createdAt ?? clock.now()) };
  },
);
