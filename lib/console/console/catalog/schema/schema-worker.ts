import { schemaChecks } from "./schema-checks.ts";
import type { SchemaMessage, SchemaRequest } from "./schema-messages.ts";

// A worker: it runs the server's own code, and the page ends it if a check takes too long.
self.onmessage = ({ data: { schema, values } }: MessageEvent<SchemaRequest>) => {
  const { form, check } = schemaChecks(JSON.parse(schema));
  answer({ form });
  if (form.length > 0) return;
  for (const value of values) {
    const startedAt = performance.now();
    const problems = check(JSON.parse(value));
    answer({ problems, tookMs: performance.now() - startedAt });
  }
};

const answer = (message: SchemaMessage): void => self.postMessage(message);
