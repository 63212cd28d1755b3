import { invalidFieldsAt } from "../../../client/problem.ts";

const DATA = "/data";

/** What the API said about an event's data, each with its place in the data. */
export const dataErrors = (error: unknown): string[] =>
  invalidFieldsAt(error, DATA).map(({ path, message }) =>
    path === DATA ? message : `${path.slice(DATA.length)}: ${message}`,
  );
