/**
 * Lets a read return only some attributes, and the key. Attribute names are placeholders in the expression, because many
 * of them are reserved words of DynamoDB.
 */
export function projection(attributes: readonly string[]) {
  const names = Object.fromEntries(["pk", "sk", ...attributes].map((name) => [`#${name}`, name]));
  return { ProjectionExpression: Object.keys(names).join(","), ExpressionAttributeNames: names };
}
