import type { WireItem, WireValue } from "../../../lib/local/aws/dynamodb/wire-item.ts";

/** An overhead of each list and map, and of each of their elements. */
const CONTAINER = 3;
const ELEMENT = 1;

/**
 * The size of an item in bytes, without the storage overhead
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html). An absent item has
 * none.
 */
export const itemSize = (item: WireItem | undefined): number =>
  sum(Object.entries(item ?? {}), ([name, value]) => Buffer.byteLength(name) + valueSize(value));

function valueSize(value: WireValue): number {
  const [[type, content] = []] = Object.entries(value);
  switch (type) {
    case "S":
      return Buffer.byteLength(content as string);
    case "N":
      return numberSize(content as string);
    case "B":
      return Buffer.byteLength(content as string, "base64");
    case "BOOL":
    case "NULL":
      return 1;
    case "SS":
    case "NS":
    case "BS":
      return sum(content as string[], (element) => valueSize({ [type.charAt(0)]: element }));
    case "L":
      return CONTAINER + sum(content as WireValue[], (element) => ELEMENT + valueSize(element));
    case "M": {
      const members = Object.entries(content as WireItem);
      return CONTAINER + sum(members, ([name, member]) => ELEMENT + Buffer.byteLength(name) + valueSize(member));
    }
    default:
      throw new Error(`DynamoDB has no type ${type}`);
  }
}

/** A byte for each two significant digits, and another one. Leading and trailing zeroes don't count. */
function numberSize(text: string): number {
  const [mantissa = ""] = text.toLowerCase().split("e");
  const digits = mantissa.replace(/[^\d]/g, "").replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "").length;
  return Math.ceil(significant / 2) + 1;
}

const sum = <T>(all: readonly T[], sizeOf: (one: T) => number): number =>
  all.reduce((total, one) => total + sizeOf(one), 0);
