/**
 * Calls `run` at once, and never again before it is done and `gapMs` have passed. Calls in between become one, so that
 * what the last caller waited for is always fetched.
 */
export function coalesce(run: () => Promise<unknown>, gapMs: number): () => void {
  let busy = false;
  let again = false;
  const start = async (): Promise<void> => {
    busy = true;
    await Promise.all([run().catch(() => undefined), new Promise((resolve) => { setTimeout(resolve, gapMs); })]);
    busy = false;
    if (again) {
      again = false;
      await start();
    }
  };
  return () => {
    if (busy) again = true;
    else void start();
  };
}
