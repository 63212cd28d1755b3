import type { Context } from "./context.ts";
import type { Progress } from "./output/progress.ts";
import { timeText } from "./output/text.ts";

interface Waiting {
  /** What the command waits for: `2 deliveries end`. */
  until: string;
  /** What goes on after Ctrl-C: `The deliveries continue.` */
  after: string;
}

/** Notes on stderr until when a command waits, and how to stop it. */
export const waitingNote =
  ({ note }: Pick<Context, "note">, bar: Pick<Progress, "stop">, words: () => Waiting) =>
  (giveUpAtMs: number | undefined): void => {
    const { until, after } = words();
    const limit = giveUpAtMs === undefined ? "" : `, at most until ${timeText(new Date(giveUpAtMs).toISOString())}`;
    bar.stop();
    note(`Waiting until ${until}${limit}. Press Ctrl-C to stop waiting. ${after}`);
  };
