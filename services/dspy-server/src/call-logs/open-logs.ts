import { CallLogs, type CallLogsOptions } from './call-logs.ts';
import { RecentCalls } from './recent-calls.ts';

/** Logs in a directory, or without one the newest calls in memory. */
export async function openLogs({ directory, ...options }: Omit<CallLogsOptions, 'directory'> & { readonly directory: string | undefined }): Promise<CallLogs | RecentCalls> {
  return directory === undefined ? new RecentCalls() : CallLogs.open({ directory, ...options });
}
