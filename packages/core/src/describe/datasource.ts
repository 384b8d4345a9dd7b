import type { Attributes, Invocation } from "../adapter.ts";
import { ATTR_FAAS_DOCUMENT_COLLECTION, ATTR_FAAS_DOCUMENT_OPERATION, ATTR_FAAS_DOCUMENT_TIME } from "../semconv.ts";
import { KIND_SERVER } from "./kind.ts";

/** The values of `faas.document.operation`. */
export type DocumentOperation = "insert" | "edit" | "delete";

/** What a platform says of a change in a store. */
export interface DocumentParts {
  readonly functionName: string;
  /** The bucket, container or database; never the name of what changed in it, which is often personal. */
  readonly collection?: string | undefined;
  /** Undefined where a batch mixes them. */
  readonly operation?: DocumentOperation | undefined;
  /** When it changed, ISO 8601. */
  readonly time?: string | undefined;
  readonly attributes?: Attributes;
}

/**
 * The neutral part of an invocation by a change of data.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/#datasource
 */
export function datasourceInvocation(
  parts: DocumentParts,
): Pick<Invocation, "name" | "trigger" | "kind" | "attributes"> {
  return {
    name: parts.functionName,
    trigger: "datasource",
    kind: KIND_SERVER,
    attributes: {
      ...(parts.collection !== undefined && { [ATTR_FAAS_DOCUMENT_COLLECTION]: parts.collection }),
      ...(parts.operation !== undefined && { [ATTR_FAAS_DOCUMENT_OPERATION]: parts.operation }),
      ...(parts.time !== undefined && { [ATTR_FAAS_DOCUMENT_TIME]: parts.time }),
      ...parts.attributes,
    },
  };
}
