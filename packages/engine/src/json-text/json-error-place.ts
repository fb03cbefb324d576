/** Where a text stops being JSON; both count from 1. Undefined for JSON. */
export function jsonErrorPlace(text: string): { line: number; column: number } | undefined {
  if (isReadable(text)) return undefined;
  // The shortest beginning that nothing could complete ends with the character at fault.
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (middle <= text.length && canGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const before = text.slice(0, good).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function isReadable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether more text could make it JSON: V8 then complains of the end, or of the place right behind it. */
function canGoOn(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const { message } = error as Error;
    if (/end of JSON input|Unterminated/.test(message)) return true;
    const position = /position (\d+)/.exec(message)?.[1];
    return position !== undefined && Number(position) >= beginning.length;
  }
}
