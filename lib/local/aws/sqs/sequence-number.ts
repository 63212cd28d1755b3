/**
 * The number that a FIFO queue gives to a message. It has 20 digits, grows and has gaps
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */
export const sequenceNumber = ({ seq }: { seq: number }): string => String(seq).padStart(20, "0");
