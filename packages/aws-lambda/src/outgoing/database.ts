import type { Attributes } from "@isobar/core";
import {
  ATTR_AWS_DYNAMODB_TABLE_NAMES,
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_SYSTEM_NAME,
} from "@isobar/core/semconv";
import type { BodyNames } from "./body-names.ts";

/**
 * The tables that a call to DynamoDB is about.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/database/dynamodb/
 */
export function describeDynamo(operation: string | undefined, names: BodyNames): Attributes {
  const tables = [
    ...new Set(
      Object.entries(names)
        .filter(([path]) => path === "RequestItems" || path.endsWith("TableName"))
        .flatMap(([, found]) => found ?? [])
        // A table may be named by its ARN.
        .map((name) => /:table\/([^/]+)/.exec(name)?.[1] ?? name),
    ),
  ];
  return {
    [ATTR_DB_SYSTEM_NAME]: "aws.dynamodb",
    ...(operation !== undefined && { [ATTR_DB_OPERATION_NAME]: operation }),
    ...(tables.length > 0 && { [ATTR_AWS_DYNAMODB_TABLE_NAMES]: tables }),
    ...(tables.length === 1 && { [ATTR_DB_COLLECTION_NAME]: tables[0] }),
  };
}
