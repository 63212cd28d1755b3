import type { Backend } from "../../../lib/local/aws/backend.ts";
import type { Usage } from "./usage.ts";

/**
 * Counts the reads of secrets that a busy stack makes. A new worker reads each secret once, and keeps it. Lambda's
 * workers live for hours, so these reads cost next to nothing. Here they would be a large share of a short run. So a
 * secret may be read as often as workers have started, and only further reads count.
 */
export function createSecretMeter(usage: () => Usage) {
  const reads = new Map<string, number>();
  let starts = 0;

  return {
    started: () => void starts++,
    backend(backend: Backend): Backend {
      return async function metered(request) {
        const answer = await backend(request);
        const secret = `${request.operation} ${request.body}`;
        const count = (reads.get(secret) ?? 0) + 1;
        reads.set(secret, count);
        // The worker that reads may still be in its first invocation, which counts as started only at its end.
        if (count > starts + 1) usage().secretReads++;
        return answer;
      };
    },
  };
}
