/** Things to do at given times, for a model that jumps from one to the next. Times are in seconds. */
export interface Agenda {
  /** The time of what is done now. */
  now(): number;
  /** Does something after a while. */
  after(seconds: number, act: () => void): void;
  /** Does everything that happens until the given time. Of two things at the same time, does the older entry first. */
  run(untilSeconds: number): void;
}

interface Entry {
  seconds: number;
  serial: number;
  act(): void;
}

const isBefore = (a: Entry, b: Entry): boolean =>
  a.seconds < b.seconds || (a.seconds === b.seconds && a.serial < b.serial);

/** Keeps the entries in a binary heap: the ones below an entry come later. */
export function createAgenda(): Agenda {
  const heap: Entry[] = [];
  let now = 0;
  let serial = 0;

  function rise(entry: Entry): void {
    let place = heap.length;
    for (let above = (place - 1) >> 1; place > 0 && isBefore(entry, heap[above] as Entry); above = (place - 1) >> 1) {
      heap[place] = heap[above] as Entry;
      place = above;
    }
    heap[place] = entry;
  }

  function sink(entry: Entry): void {
    let place = 0;
    for (let below = firstBelow(place); below && isBefore(below.entry, entry); below = firstBelow(place)) {
      heap[place] = below.entry;
      place = below.place;
    }
    heap[place] = entry;
  }

  function firstBelow(above: number): { entry: Entry; place: number } | undefined {
    const place = 2 * above + 1;
    const [left, right] = [heap[place], heap[place + 1]];
    if (!left) return undefined;
    return right && isBefore(right, left) ? { entry: right, place: place + 1 } : { entry: left, place };
  }

  function takeFirst(): void {
    const last = heap.pop();
    if (last && heap.length > 0) sink(last);
  }

  return {
    now: () => now,
    after: (seconds, act) => rise({ seconds: now + seconds, serial: serial++, act }),
    run(until) {
      for (let next = heap[0]; next && next.seconds <= until; next = heap[0]) {
        takeFirst();
        now = next.seconds;
        next.act();
      }
    },
  };
}
