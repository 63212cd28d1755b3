type Fields = Readonly<Record<string, unknown>>;

/** A field that differs. A side without the field is undefined. */
export interface FieldDifference {
  /** Its name, after those of the objects that it is in. */
  path: readonly string[];
  before?: unknown;
  after?: unknown;
}

/**
 * The fields in which two states differ, down to the innermost objects. With one state only, all of its fields. The time of
 * the change comes last: people look for the others.
 */
export function fieldDifferences(before: Fields | undefined, after: Fields | undefined): FieldDifference[] {
  const found = differencesIn([], before ?? {}, after ?? {});
  const isTime = ({ path }: FieldDifference) => path.join() === "updatedAt";
  return [...found.filter((one) => !isTime(one)), ...found.filter(isTime)];
}

function differencesIn(path: readonly string[], before: Fields, after: Fields): FieldDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [was, is] = [fieldIn(before, name), fieldIn(after, name)];
    const at = [...path, name];
    if (isObject(was) && isObject(is)) return differencesIn(at, was, is);
    if (isObject(was) && is === undefined && hasFields(was)) return differencesIn(at, was, {});
    if (isObject(is) && was === undefined && hasFields(is)) return differencesIn(at, {}, is);
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ path: at, before: was, after: is }];
  });
}

/** Names may be those of `Object.prototype`. */
const fieldIn = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const hasFields = (fields: Fields): boolean => Object.keys(fields).length > 0;
