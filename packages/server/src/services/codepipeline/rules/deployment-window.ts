import { isCronMinute, parseCron } from '@codeyard/engine/cron/parse-cron';

export type WindowLook = { readonly open: boolean } | { readonly problem: string };

/** `sec min hour day-of-month month day-of-week [year]`: AWS looks at minutes, so the seconds do not count. */
const FIELDS = /^\S+\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)(?:\s+(\S+))?$/;

/** Whether a moment is inside of the window that a cron expression stands for, in a time zone. */
export function lookAtWindow(cronText: string, timeZone: string | undefined, at: number): WindowLook {
  const fields = FIELDS.exec(cronText.trim());
  const cron = fields && parseCron(`${fields[1]} ${fields[2] ?? '*'}`);
  if (!cron) return { problem: `Cron is not an expression of six or seven fields as Quartz has them: ${cronText}` };
  const offset = offsetAt(timeZone ?? 'UTC', at);
  if (offset === undefined) return { problem: `TimeZone is not known: ${timeZone}` };
  return { open: isCronMinute(cron, at + offset) };
}

const MINUTE_MS = 60_000;

/** Milliseconds that a zone's clocks are ahead of UTC: `Region/City`, `UTC+05:30`, `GMT-3` or an abbreviation. */
function offsetAt(zone: string, at: number): number | undefined {
  const fixed = /^(?:UTC|GMT)([+-])(\d{1,2})(?::?([0-5]\d))?$/.exec(zone);
  if (fixed) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3] ?? 0);
    return minutes > 18 * 60 ? undefined : (fixed[1] === '-' ? -1 : 1) * minutes * MINUTE_MS;
  }
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const parts = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name);
    if (!parts) return undefined;
    const minutes = Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0);
    return (parts[1] === '-' ? -1 : 1) * minutes * MINUTE_MS;
  } catch {
    return undefined;
  }
}
