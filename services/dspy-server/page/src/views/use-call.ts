import { useEffect, useRef, useState } from 'react';

import { runProgram, type Endpoint } from '../api/run-program.ts';
import { advanced, STARTED, type Call, type CallEvent } from '../model/call.ts';
import type { JsonObject } from '../model/json.ts';

/** Pieces that arrive within this time are drawn together. */
const DRAW_MS = 40;

/** The call that was made last; leaving the program cancels it. */
export function useCall(onEnd: (call: Call) => void): { readonly call: Call | null; readonly run: (endpoint: Endpoint, inputs: JsonObject) => void; readonly cancel: () => void } {
  const [call, setCall] = useState<Call | null>(null);
  const running = useRef<AbortController>(null);
  useEffect(() => () => { running.current?.abort(); }, []);

  const follow = async (endpoint: Endpoint, inputs: JsonObject, controller: AbortController): Promise<void> => {
    let now = STARTED;
    let drawing: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      clearTimeout(drawing);
      drawing = undefined;
      if (running.current === controller) setCall(now);
    };
    const take = (event: CallEvent): void => {
      now = advanced(now, event);
      drawing ??= setTimeout(draw, DRAW_MS);
    };
    for await (const event of runProgram(endpoint, inputs, controller.signal)) take(event);
    draw();
    if (running.current === controller) onEnd(now);
  };
  const run = (endpoint: Endpoint, inputs: JsonObject): void => {
    running.current?.abort();
    running.current = new AbortController();
    setCall(STARTED);
    void follow(endpoint, inputs, running.current);
  };
  return { call, run, cancel: () => { running.current?.abort(); } };
}
