import type { LogEvent, LogStream } from './open-log-stream.ts';

export interface NamedStream {
  readonly name: string;
  readonly stream: LogStream;
}

interface NamedEvent {
  readonly name: string;
  readonly event: LogEvent;
}

/** What came to several streams since they were read last, the earliest first; events of one stream stay in its order. */
export async function* readInTurn(streams: readonly NamedStream[]): AsyncGenerator<NamedEvent> {
  const waiting: (NamedEvent & { readonly rest: AsyncGenerator<LogEvent> })[] = [];
  const advance = async (name: string, rest: AsyncGenerator<LogEvent>) => {
    const { value, done } = await rest.next();
    if (!done) waiting.push({ name, event: value, rest });
  };
  for (const { name, stream } of streams) await advance(name, stream.read());
  while (waiting.length > 0) {
    const earliest = waiting.reduce((best, next) => (next.event.timestamp < best.event.timestamp ? next : best));
    waiting.splice(waiting.indexOf(earliest), 1);
    yield earliest;
    await advance(earliest.name, earliest.rest);
  }
}
