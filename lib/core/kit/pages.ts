/** A page of a list; `next` fetches the following one. */
export interface Page<T> {
  items: T[];
  next?: string;
}

export interface PageRequest {
  limit: number;
  /** A cursor that an earlier page gave. One that was not is refused with a `Refusal` of status 422. */
  after?: string;
}
