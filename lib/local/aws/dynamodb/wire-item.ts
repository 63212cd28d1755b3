/** A value as it travels to DynamoDB, such as `{"S": "text"}`. */
export type WireValue = Readonly<Record<string, unknown>>;
export type WireItem = Readonly<Record<string, WireValue>>;
