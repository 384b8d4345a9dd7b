import type { DuckDBConnection } from "@duckdb/node-api";
import { ATTR_SERVICE_NAME } from "@isobar/core/semconv";
import type { Resource } from "@isobar/otlp";
import { attributeText, type Origin } from "../../samples/origin.ts";
import { attributesJson } from "../attributes-json.ts";
import type { Dictionary } from "./rows.ts";
import type { Cell } from "./schema.ts";

/** The numbers of one batch: those that are new are rows of the batch too. */
export interface BatchDictionary extends Dictionary {
  /** The batch was not committed: its new numbers stand for nothing. */
  forget(): void;
}

/** Numbers of resources and origins. */
export interface Dictionaries {
  begin(rows: { readonly resources: Cell[][]; readonly origins: Cell[][] }): BatchDictionary;
}

/** Reads the numbers that the tables have already. */
export async function createDictionary(connection: DuckDBConnection): Promise<Dictionaries> {
  const resources = new Map<string, number>();
  const origins = new Map<string, number>();
  for (const [id, , attributes] of (await connection.runAndReadAll("FROM resources")).getRowsJS())
    resources.set(String(attributes), Number(id));
  for (const [id, ...values] of (await connection.runAndReadAll("FROM origins")).getRowsJS())
    origins.set(JSON.stringify(values), Number(id));
  // A number that was given once is not given again, whatever came of its batch.
  let next = Math.max(0, ...resources.values(), ...origins.values()) + 1;

  return {
    begin(rows) {
      const seen = new Map<Resource, number>();
      const added: (() => void)[] = [];
      const lookUp = (numbers: Map<string, number>, text: string, add: (id: number) => void) => {
        const known = numbers.get(text);
        if (known !== undefined) return known;
        const id = next;
        next += 1;
        numbers.set(text, id);
        added.push(() => numbers.delete(text));
        add(id);
        return id;
      };
      return {
        resource(resource) {
          const known = seen.get(resource);
          if (known !== undefined) return known;
          const attributes = attributesJson(resource.attributes);
          const service = attributeText(resource.attributes[ATTR_SERVICE_NAME]);
          const id = lookUp(resources, attributes, (added) => rows.resources.push([added, service, attributes]));
          seen.set(resource, id);
          return id;
        },
        origin(origin, run) {
          const values = originValues(origin, run);
          return lookUp(origins, JSON.stringify(values), (id) => rows.origins.push([id, ...values]));
        },
        forget() {
          for (const remove of added) remove();
        },
      };
    },
  };
}

/** In the order of the table's columns. */
function originValues(origin: Origin, run: string): Cell[] {
  const { cloud, service, version, region, instance, trigger, memoryMiB, sdk } = origin;
  return [run, cloud, service, origin.function, version, region, instance, trigger, memoryMiB, sdk];
}
