/** Something that happens, as often as it does, and that others wait for. */
export interface Gate {
  pass(): void;
  /** Resolves once it has happened so many times. */
  passed(times: number): Promise<void>;
}

export function gate(): Gate {
  let passes = 0;
  let waiting: { readonly times: number; readonly resolve: () => void }[] = [];
  return {
    pass() {
      passes += 1;
      for (const { times, resolve } of waiting) if (passes >= times) resolve();
      waiting = waiting.filter(({ times }) => passes < times);
    },
    passed: (times) =>
      new Promise((resolve) => {
        if (passes >= times) resolve();
        else waiting.push({ times, resolve });
      }),
  };
}
