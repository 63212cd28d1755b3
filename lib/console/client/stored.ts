type Area = "localStorage" | "sessionStorage";

/**
 * The browser's storage, or undefined if the page may not use it: browsers refuse storage to embedded pages when they
 * block third-party cookies, and then even `window.sessionStorage` throws.
 */
function areaOf(area: Area): Storage | undefined {
  try {
    return window[area];
  } catch {
    return undefined;
  }
}

/** A JSON value that the browser keeps. Without storage, nothing is kept. */
export const stored = <T>(area: Area, key: string) => ({
  read(): T | undefined {
    try {
      return JSON.parse(areaOf(area)?.getItem(key) ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  },
  write(value: T): void {
    try {
      areaOf(area)?.setItem(key, JSON.stringify(value));
    } catch {
      // A full storage: the value lasts as long as the page.
    }
  },
  clear: (): void => areaOf(area)?.removeItem(key),
});
