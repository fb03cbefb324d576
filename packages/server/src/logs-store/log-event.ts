/** One event of a stream, as it was put. */
export interface LogEvent {
  /** Milliseconds since the epoch, as the writer said. */
  readonly timestamp: number;
  readonly message: string;
}

/** An event with its place in the stream: places are whole numbers without gaps, from 0. */
export interface StoredLogEvent extends LogEvent {
  readonly place: number;
  /** When it was put, in milliseconds since the epoch. */
  readonly ingestedAt: number;
}
