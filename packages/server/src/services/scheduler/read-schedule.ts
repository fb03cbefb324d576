import type { CreateScheduleCommand, GetScheduleCommandOutput } from '@aws-sdk/client-scheduler';
import type { Db } from '../../database/database.ts';
import type { InputOf } from '../../gateway/operation.ts';
import { scheduleArn } from './arns.ts';
import { validation } from './errors.ts';
import { DEFAULT_GROUP, existingGroup } from './existing-group.ts';
import type { Parts } from './parts.ts';
import { nextDue, parseExpression } from './rules/recurrence.ts';
import type { Schedule } from './rules/schedule.ts';
import { isZone } from './rules/time-zone.ts';
import { saveSchedule } from './store/schedules.ts';
import { targetProblem } from './targets.ts';
import { FIRE, fireId } from './work-kinds.ts';

type Input = Omit<InputOf<CreateScheduleCommand>, 'ClientToken'>;

/** Checks what a schedule is to be; it is due from now on. */
export async function readSchedule(
  db: Db,
  input: Input,
  { now, createdAt }: { now: number; createdAt: number },
): Promise<Schedule> {
  const { ScheduleExpressionTimezone: zone = 'UTC', FlexibleTimeWindow: window } = input;
  const group = await existingGroup(db, input.GroupName ?? DEFAULT_GROUP);
  if (!parseExpression(input.ScheduleExpression))
    throw validation(`Invalid Schedule Expression ${input.ScheduleExpression}.`);
  if (!isZone(zone)) throw validation(`The provided time zone ${zone} is not valid.`);
  const isFlexible = window.Mode === 'FLEXIBLE';
  if (isFlexible !== (window.MaximumWindowInMinutes !== undefined)) {
    throw validation('MaximumWindowInMinutes must be given for a FLEXIBLE window, and for no other.');
  }
  const problem = targetProblem(input.Target);
  if (problem) throw validation(problem);
  const [startsAt, endsAt] = [input.StartDate?.getTime(), input.EndDate?.getTime()];
  if (startsAt !== undefined && endsAt !== undefined && endsAt <= startsAt)
    throw validation('The EndDate must come after the StartDate.');
  const schedule: Schedule = {
    ...{ group: group.name, name: input.Name, expression: input.ScheduleExpression, zone },
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
    windowMinutes: window.MaximumWindowInMinutes ?? 0,
    state: input.State ?? 'ENABLED',
    ...(input.Description ? { description: input.Description } : {}),
    ...(input.KmsKeyArn ? { keyArn: input.KmsKeyArn } : {}),
    afterCompletion: input.ActionAfterCompletion ?? 'NONE',
    target: input.Target,
    ...{ createdAt, changedAt: now },
  };
  const dueAt = nextDue({ ...schedule, createdAt: now }, now);
  return dueAt === undefined ? schedule : { ...schedule, dueAt };
}

/** Keeps a schedule and queues its next time. */
export async function keepSchedule(tx: Db, { queue, ids }: Parts, schedule: Schedule): Promise<void> {
  await saveSchedule(tx, schedule);
  const id = fireId(schedule);
  const { group, name, dueAt, windowMinutes } = schedule;
  if (dueAt === undefined) return await queue.cancel(tx, id);
  const late = windowMinutes === 0 ? 0 : (ids.bytes(4).readUInt32BE() / 2 ** 32) * windowMinutes * 60_000;
  await queue.enqueue(tx, { kind: FIRE, id, payload: { group, name, dueAt }, runAt: dueAt + Math.floor(late) });
}

export function describeSchedule(parts: Parts, schedule: Schedule): Omit<GetScheduleCommandOutput, '$metadata'> {
  const { startsAt, endsAt, windowMinutes } = schedule;
  return {
    Arn: scheduleArn(parts, schedule),
    GroupName: schedule.group,
    Name: schedule.name,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.zone,
    ...(startsAt === undefined ? {} : { StartDate: new Date(startsAt) }),
    ...(endsAt === undefined ? {} : { EndDate: new Date(endsAt) }),
    FlexibleTimeWindow:
      windowMinutes === 0 ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: windowMinutes },
    State: schedule.state,
    ...(schedule.description ? { Description: schedule.description } : {}),
    ...(schedule.keyArn ? { KmsKeyArn: schedule.keyArn } : {}),
    ActionAfterCompletion: schedule.afterCompletion,
    Target: schedule.target,
    CreationDate: new Date(schedule.createdAt),
    LastModificationDate: new Date(schedule.changedAt),
  };
}
