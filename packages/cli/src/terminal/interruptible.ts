/** The exit status of what was interrupted. */
const INTERRUPTED = 130;

/**
 * Work that Ctrl-C asks to stop; a second one ends this process at once. `work` resolves with whether all went well; answers the exit
 * status.
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<boolean>): Promise<number> {
  const interrupt = new AbortController();
  const onInterrupt = () => {
    if (interrupt.signal.aborted) process.exit(INTERRUPTED);
    interrupt.abort();
  };
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt);
  try {
    const good = await work(interrupt.signal);
    return interrupt.signal.aborted ? INTERRUPTED : good ? 0 : 1;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
  }
}
