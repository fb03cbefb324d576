import { parseJsonObject } from '@codeyard/engine/event-pattern/parse-json-object';

/** An entry of PutEvents as it was sent. */
export interface GivenEntry {
  readonly Time?: Date | undefined;
  readonly Source?: string | undefined;
  readonly Resources?: readonly string[] | undefined;
  readonly DetailType?: string | undefined;
  readonly Detail?: string | undefined;
  readonly EventBusName?: string | undefined;
}

export interface CheckedEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface EntryProblem {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** What one entry says, or why it is not taken. */
export function checkEntry(entry: GivenEntry, fromService: boolean): CheckedEntry | EntryProblem {
  const { Source, DetailType, Detail } = entry;
  if (!Source) return missing('Source');
  if (!DetailType) return missing('DetailType');
  if (!Detail) return missing('Detail');
  if (Source.startsWith('aws.') && !fromService) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = parseJsonObject(Detail);
  return detail
    ? { source: Source, detailType: DetailType, detail }
    : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

const missing = (member: string): EntryProblem => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${member} is not valid. Reason: ${member} is a required argument.`,
});

const TIME_BYTES = 14;
export const LARGEST_REQUEST_BYTES = 256 * 1024;

/** The size of an entry as AWS counts it: UTF-8 bytes, and 14 for a time. */
export function entryBytes(entry: GivenEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
  return bytes + (entry.Time ? TIME_BYTES : 0);
}
