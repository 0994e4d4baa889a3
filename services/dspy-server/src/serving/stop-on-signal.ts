/** Exit code of a process that a second signal ended before it was done. */
const INTERRUPTED = 130;

/** Stops once on the first signal, in order; a second one calls `end` and ends the process at once. */
export function stopOnSignal(stop: () => Promise<void>, end: () => void = () => undefined): void {
  let asked = false;
  const onSignal = (): void => {
    if (asked) {
      end();
      process.exit(INTERRUPTED);
    }
    asked = true;
    void stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
