import { SingleBar } from "cli-progress";
import type { Context } from "../context.ts";

/** The progress of a long task. */
export interface Progress {
  update(done: number, total: number, words: string): void;
  /** Prints a line above the bar. */
  print(line: string): void;
  stop(): void;
}

/** Shows a bar on stderr. Shows none without a terminal, or when the total is 1: it then only prints the lines. */
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
