interface Reading {
  count: number;
  whenDone?: () => Promise<void>;
}

/** Knows which objects are being streamed, so that removing one waits for its last reader. */
export function countReaders() {
  const readings = new Map<string, Reading>();
  return {
    /** The returned function is called when the reader is done; calling it again does nothing. */
    enter(id: string): () => void {
      const reading = readings.get(id) ?? { count: 0 };
      readings.set(id, reading);
      reading.count++;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        reading.count--;
        if (reading.count > 0) return;
        readings.delete(id);
        reading.whenDone?.().catch(() => {
          // What could not be removed now is doomed: the next start removes it.
        });
      };
    },
    /** Runs `action` now, or later when somebody still reads. */
    async afterLast(id: string, action: () => Promise<void>): Promise<void> {
      const reading = readings.get(id);
      if (reading) reading.whenDone = action;
      else await action();
    },
  };
}
