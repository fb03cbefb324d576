import type { Platform } from './program-order.ts';

/** A program as the documents take it. Windows PowerShell takes a file without a byte order mark for one of the system's code page. */
export const encodeProgram = (platform: Platform, program: string): string =>
  Buffer.from(platform === 'Windows' ? `\u{feff}${program}` : program).toString('base64');
