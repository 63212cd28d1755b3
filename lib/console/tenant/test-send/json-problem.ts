import { text } from "../../texts/texts.ts";

/** Why a text can't be sent as data. An empty one can: the API then sends its example. */
export function jsonProblem(data: string): string | undefined {
  if (data.trim() === "") return undefined;
  try {
    JSON.parse(data);
    return undefined;
  } catch (error) {
    return text("test.data.notJson", { why: (error as Error).message });
  }
}
