/** A parsed `minutes hours day-of-month month day-of-week year`, in UTC. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  /** Whether a day counts by day of month and of week. */
  readonly takesDay: (day: CalendarDay) => boolean;
}

/** `weekday` is 1 for Sunday to 7 for Saturday, as cron counts. */
export interface CalendarDay {
  readonly date: number;
  readonly weekday: number;
  readonly daysInMonth: number;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

/** Undefined when a field is not understood, or when both days or neither is `?`. */
export function parseCron(text: string): Cron | undefined {
  const [minute, hour, date, month, weekday, year, ...more] = text.trim().split(/\s+/);
  if (!minute || !hour || !date || !month || !weekday || !year || more.length > 0) return undefined;
  if ((date === '?') === (weekday === '?')) return undefined;
  const minutes = parseNumbers(minute, { from: 0, to: 59 });
  const hours = parseNumbers(hour, { from: 0, to: 23 });
  const months = parseNumbers(month, { from: 1, to: 12, names: MONTHS });
  const years = parseNumbers(year, { from: FIRST_YEAR, to: LAST_YEAR });
  const takesDay = date === '?' ? parseDays(weekday, parseWeekday) : parseDays(date, parseDate);
  if (!minutes || !hours || !months || !years || !takesDay) return undefined;
  return { minutes, hours, months: new Set(months), years: new Set(years), takesDay };
}

type DayTest = (day: CalendarDay) => boolean;

function parseDays(field: string, parse: (part: string) => DayTest | undefined): DayTest | undefined {
  const tests: DayTest[] = [];
  for (const part of field.split(',')) {
    const test = parse(part);
    if (!test) return undefined;
    tests.push(test);
  }
  return (day) => tests.some((test) => test(day));
}

function parseDate(part: string): DayTest | undefined {
  if (part === 'L') return ({ date, daysInMonth }) => date === daysInMonth;
  if (part === 'LW') return (day) => day.date === nearestWorkday(day, day.daysInMonth);
  const workday = /^(\d{1,2})W$/.exec(part)?.[1];
  if (workday !== undefined) {
    const wanted = Number(workday);
    if (wanted < 1 || wanted > 31) return undefined;
    return (day) => wanted <= day.daysInMonth && day.date === nearestWorkday(day, wanted);
  }
  const dates = parseNumbers(part, { from: 1, to: 31 });
  return dates && (({ date }) => dates.includes(date));
}

/** The Monday to Friday nearest to date `wanted` of the day's month, never in another month. */
function nearestWorkday({ date, weekday, daysInMonth }: CalendarDay, wanted: number): number {
  const wantedWeekday = ((((weekday - 1 + wanted - date) % 7) + 7) % 7) + 1;
  if (wantedWeekday === 7) return wanted === 1 ? 3 : wanted - 1;
  if (wantedWeekday === 1) return wanted === daysInMonth ? wanted - 2 : wanted + 1;
  return wanted;
}

function parseWeekday(part: string): DayTest | undefined {
  if (part === 'L') return ({ weekday }) => weekday === 7;
  const special = /^([1-7]|[A-Z]{3})(L|#[1-5])$/.exec(part);
  if (special) {
    const [wanted] = parseNumbers(special[1] ?? '', { from: 1, to: 7, names: WEEKDAYS }) ?? [];
    if (wanted === undefined) return undefined;
    if (special[2] === 'L') return (day) => day.weekday === wanted && day.date > day.daysInMonth - 7;
    const nth = Number(special[2]?.slice(1));
    return ({ weekday, date }) => weekday === wanted && Math.ceil(date / 7) === nth;
  }
  const weekdays = parseNumbers(part, { from: 1, to: 7, names: WEEKDAYS });
  return weekdays && (({ weekday }) => weekdays.includes(weekday));
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** Names of the values, the first for `from`. */
  readonly names?: readonly string[];
}

/** Values of `*`, `5`, `1-5`, `1,3`, with `/step`, sorted; a range may wrap around. */
function parseNumbers(field: string, range: Range): number[] | undefined {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d{1,4}))?$/.exec(part);
    if (!match) return undefined;
    const step = match[3] === undefined ? 1 : Number(match[3]);
    const first = match[1] === undefined ? range.from : numberOf(match[1], range);
    const last = lastOf(match, first, range);
    if (first === undefined || last === undefined || step < 1) return undefined;
    const size = range.to - range.from + 1;
    const length = last >= first ? last - first : last - first + size;
    for (let offset = 0; offset <= length; offset += step) {
      found.add(range.from + ((first - range.from + offset) % size));
    }
  }
  return [...found].sort((a, b) => a - b);
}

function lastOf(match: RegExpExecArray, first: number | undefined, range: Range): number | undefined {
  if (match[2] !== undefined) return numberOf(match[2], range);
  return match[1] === undefined || match[3] !== undefined ? range.to : first;
}

function numberOf(text: string, { from, to, names = [] }: Range): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  const value = named >= 0 ? from + named : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}

/** Whether a minute is one of those the expression names; `at` in milliseconds since the epoch. */
export function isCronMinute(cron: Cron, at: number): boolean {
  const time = new Date(at);
  const [year, month] = [time.getUTCFullYear(), time.getUTCMonth()];
  const daysInMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return (
    cron.years.has(year) &&
    cron.months.has(month + 1) &&
    cron.takesDay({ date: time.getUTCDate(), daysInMonth, weekday: time.getUTCDay() + 1 }) &&
    cron.hours.includes(time.getUTCHours()) &&
    cron.minutes.includes(time.getUTCMinutes())
  );
}

/** The first matching minute after `after`, in milliseconds since the epoch. */
export function nextCronTime(cron: Cron, after: number): number | undefined {
  const start = new Date(after);
  for (let year = start.getUTCFullYear(); year <= LAST_YEAR; year += 1) {
    if (!cron.years.has(year)) continue;
    const firstMonth = year === start.getUTCFullYear() ? start.getUTCMonth() : 0;
    for (let month = firstMonth; month < 12; month += 1) {
      const found = cron.months.has(month + 1) ? firstInMonth(cron, { year, month }, after) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function firstInMonth(cron: Cron, { year, month }: { year: number; month: number }, after: number): number | undefined {
  const daysInMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  for (let date = 1; date <= daysInMonth; date += 1) {
    const midnight = Date.UTC(year, month, date);
    if (midnight + 86_400_000 <= after) continue;
    if (!cron.takesDay({ date, daysInMonth, weekday: new Date(midnight).getUTCDay() + 1 })) continue;
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const at = midnight + (hour * 60 + minute) * 60_000;
        if (at > after) return at;
      }
    }
  }
  return undefined;
}
