import { text } from "./texts.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A duration in words: `12 ms`, `1.4 s`, `4 min 12 s`, `3 h 5 min`. */
export function spanText(ms: number): string {
  if (ms < SECOND_MS) return text("duration.ms", { ms: ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms) });
  if (ms < MINUTE_MS) return text("duration.s", { s: Math.round(ms / 100) / 10 });
  if (ms < HOUR_MS) {
    return text("duration.minutes", {
      minutes: Math.floor(ms / MINUTE_MS),
      seconds: Math.floor((ms % MINUTE_MS) / SECOND_MS),
    });
  }
  return text("duration.hours", {
    hours: Math.floor(ms / HOUR_MS),
    minutes: Math.floor((ms % HOUR_MS) / MINUTE_MS),
  });
}
