/**
 * List prices in US dollars, without free tiers and volume discounts.
 *
 * The price pages show their tables only in a browser. AWS publishes the same numbers as the Price List, at
 * https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/<offer>/current/us-east-1/index.json: the offers are
 * AmazonApiGateway, AWSLambda, AmazonDynamoDB, AWSQueueService, AWSEvents, AWSSecretsManager, AmazonCloudWatch and
 * AWSDataTransfer.
 */
export const PRICE_LIST = {
  region: "us-east-1",
  date: "2026-11-27",
  source: "the price pages of AWS, see test/cost/prices.ts",
};

const MILLION = 1_000_000;
const GB = 1024 ** 3;

export const PRICES = {
  /** HTTP APIs, the first 300 million requests a month: https://aws.amazon.com/api-gateway/pricing/ */
  apiRequest: 1 / MILLION,
  /** https://aws.amazon.com/lambda/pricing/ */
  invocation: 0.2 / MILLION,
  /** Arm, the first 7.5 billion GB-seconds a month: https://aws.amazon.com/lambda/pricing/ */
  gbSecond: 0.0000133334,
  /** On-demand, standard table class: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625 / MILLION,
  readUnit: 0.125 / MILLION,
  /** Provisioned, for each unit of capacity: https://aws.amazon.com/dynamodb/pricing/provisioned/ */
  writeCapacityHour: 0.00065,
  readCapacityHour: 0.00013,
  /** Standard queues, the first 100 billion requests a month: https://aws.amazon.com/sqs/pricing/ */
  queueRequest: 0.4 / MILLION,
  /** What a request to a fair queue costs more: https://aws.amazon.com/sqs/pricing/ */
  fairQueueSurcharge: 0.1 / MILLION,
  /** Custom events: https://aws.amazon.com/eventbridge/pricing/ */
  busEvent: 1 / MILLION,
  /** https://aws.amazon.com/secrets-manager/pricing/ */
  secretCall: 0.05 / 10_000,
  /**
   * Ingestion, standard class. Logs of Lambda and of API Gateway cost the same up to 10 TB a month:
   * https://aws.amazon.com/cloudwatch/pricing/
   */
  logByte: 0.5 / GB,
  /** To the internet, the first 10 TB a month: https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer */
  byteOut: 0.09 / GB,
};
