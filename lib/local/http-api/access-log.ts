/** Values of an access log's `$context` variables. Undefined is logged as `-`. */
export type AccessLogValues = Record<string, string | number | undefined>;

/**
 * Returns a line of an access log: the stage's format with its `$context.…` variables filled in
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html). Values are
 * escaped, so that a line of JSON stays valid JSON whatever a client sends.
 */
export function accessLogLine(format: string, values: AccessLogValues): string {
  const line = format.replaceAll(/\$context\.([A-Za-z.]+)/g, (_variable, name: string) =>
    JSON.stringify(String(values[name] ?? "-")).slice(1, -1),
  );
  return `${line}\n`;
}
