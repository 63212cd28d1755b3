/**
 * Divides the records of a batch among as few invocations as their payloads allow, and keeps their order. Lambda passes
 * all records of a batch in one call, up to the payload limit
 * (https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html).
 *
 * @param sizeOf the size of a record in a payload
 */
export function invocationParts<T>(records: T[], sizeOf: (record: T) => number, most: number): T[][] {
  const parts: T[][] = [];
  let left = 0;
  for (const record of records) {
    const size = sizeOf(record);
    if (size > left || parts.length === 0) {
      parts.push([]);
      left = most;
    }
    parts.at(-1)?.push(record);
    left -= size;
  }
  return parts;
}
