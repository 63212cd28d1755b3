/** Returns true when the request may pass. */
export type Throttle = () => boolean;

export interface ThrottleSettings {
  /** Requests a second. */
  rate: number;
  burst: number;
}

/**
 * Creates a token bucket, which is how API Gateway throttles
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html). `now` returns milliseconds.
 */
export function createThrottle({ rate, burst }: ThrottleSettings, now = () => performance.now()): Throttle {
  let tokens = burst;
  let since = now();

  return function mayPass() {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - since) / 1000) * rate);
    since = at;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}
