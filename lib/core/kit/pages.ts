/** A page of a list. */
export interface Page<T> {
  items: T[];
  /** The cursor of the following page; absent on the last page. */
  next?: string;
}

export interface PageRequest {
  /** The largest number of items in the page. */
  limit: number;
  /** The `next` cursor of an earlier page. Any other value makes the list throw a 422 `Refusal`. */
  after?: string;
}
