import { SingleBar } from "cli-progress";
import type { Context } from "../context.ts";

/** Shows how far long work is. */
export interface Progress {
  update(done: number, total: number, words: string): void;
  /** Prints a line above it. */
  print(line: string): void;
  stop(): void;
}

/** A bar on the terminal, beside what goes to stdout; only the lines where there is none, or only one thing to do. */
export function progress({ io: { stderr }, print }: Pick<Context, "io" | "print">): Progress {
  if (!stderr.isTTY) return { update: () => undefined, print, stop: () => undefined };
  let bar: SingleBar | undefined;

  function stop(): void {
    bar?.stop();
    bar = undefined;
  }

  return {
    update(done, total, words) {
      if (total < 2) return;
      bar ??= startedBar(stderr as NodeJS.WritableStream);
      bar.setTotal(total);
      bar.update(done, { words });
    },
    print(line) {
      stop();
      print(line);
    },
    stop,
  };
}

function startedBar(stream: NodeJS.WritableStream): SingleBar {
  const bar = new SingleBar({
    format: "{bar}  {words}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    stream,
    clearOnComplete: true,
  });
  bar.start(1, 0, { words: "" });
  return bar;
}
