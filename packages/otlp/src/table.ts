import type { Attributes, AttributeValue } from "./attributes.ts";

/** The types a field can have, and what each is in the decoded message. */
export interface ScalarValues {
  string: string;
  bool: boolean;
  double: number;
  /** uint64 as a varint. */
  uint64: number | bigint;
  /** uint64 in eight bytes. */
  fixed64: number | bigint;
  /** int64 in eight bytes. */
  sfixed64: number | bigint;
  /** int64 as a varint. */
  int64: number | bigint;
  /** Nanoseconds since 1970, uint64 in eight bytes. */
  time: bigint;
  uint32: number;
  fixed32: number;
  sint32: number;
  int32: number;
  /** `SeverityNumber`: an enum that the model keeps as a number. */
  severity: number;
  /** 16 bytes, hex in JSON and in the model. */
  traceId: string;
  /** 8 bytes, hex in JSON and in the model. */
  spanId: string;
  /** `repeated KeyValue`, as one plain object. */
  attributes: Attributes;
  /** `AnyValue`. */
  anyValue: AttributeValue;
}

/** The name of a field type. */
export type ScalarKind = keyof ScalarValues;

/** "default": never absent in the decoded message; "optional": absent where not sent; "repeated": a list. */
export type Presence = "default" | "optional" | "repeated";

interface ScalarField<K extends ScalarKind = ScalarKind, P extends Presence = Presence> {
  readonly kind: K;
  readonly number: number;
  readonly presence: P;
}

interface EnumField<N extends string = string> {
  readonly kind: "enum";
  readonly number: number;
  readonly presence: "default";
  /** By number. */
  readonly names: readonly N[];
  /** What protobuf puts before the upper-case name. */
  readonly prefix: string;
}

interface MessageField<T extends Table = Table, P extends Presence = Presence> {
  readonly kind: "message";
  readonly number: number;
  readonly presence: P;
  readonly table: T;
}

/** One field of a message. */
export type Field = ScalarField | EnumField | MessageField;

/** A field with its name in OTLP/JSON, which is also its name in the decoded message. */
export type NamedField = Field & { readonly name: string };

/** The fields of a message, ready to be looked up. */
export interface Table<F extends Record<string, Field> = Record<string, Field>> {
  readonly fields: F;
  readonly list: readonly NamedField[];
  readonly byNumber: ReadonlyMap<number, NamedField>;
  /** By the name in OTLP/JSON and by the name in the .proto file. */
  readonly byKey: ReadonlyMap<string, NamedField>;
}

type ValueOf<F extends Field> =
  F extends MessageField<infer T>
    ? MessageOf<T>
    : F extends EnumField<infer N>
      ? N
      : F extends ScalarField<infer K>
        ? ScalarValues[K]
        : never;

type Optional<F extends Record<string, Field>> = {
  [K in keyof F]: F[K]["presence"] extends "optional" ? K : never;
}[keyof F];

/** What a message with this table is when decoded. */
export type MessageOf<T extends Table> =
  T extends Table<infer F>
    ? {
        [K in Exclude<keyof F, Optional<F>>]: F[K]["presence"] extends "repeated" ? ValueOf<F[K]>[] : ValueOf<F[K]>;
      } & { [K in Optional<F>]?: ValueOf<F[K]> }
    : never;

/** A field that is its type's zero value where not sent. */
export function scalar<K extends ScalarKind>(number: number, kind: K): ScalarField<K, "default"> {
  return { kind, number, presence: "default" };
}

/** A field that is absent where not sent. */
export function optional<K extends ScalarKind>(number: number, kind: K): ScalarField<K, "optional"> {
  return { kind, number, presence: "optional" };
}

/** A list of numbers. */
export function repeated<K extends "double" | "fixed64" | "uint64">(
  number: number,
  kind: K,
): ScalarField<K, "repeated"> {
  return { kind, number, presence: "repeated" };
}

/** An enum; the first name stands for 0 and for every number without a name. */
export function enumeration<const N extends string>(number: number, prefix: string, names: readonly N[]): EnumField<N> {
  return { kind: "enum", number, presence: "default", names, prefix };
}

/** A message in a message. */
export function message<T extends Table>(number: number, table: T): MessageField<T, "default"> {
  return { kind: "message", number, presence: "default", table };
}

/** A message that is absent where not sent. */
export function optionalMessage<T extends Table>(number: number, table: T): MessageField<T, "optional"> {
  return { kind: "message", number, presence: "optional", table };
}

/** A list of messages. */
export function messages<T extends Table>(number: number, table: T): MessageField<T, "repeated"> {
  return { kind: "message", number, presence: "repeated", table };
}

/** Makes the table of a message from its fields. */
export function createTable<F extends Record<string, Field>>(fields: F): Table<F> {
  const list = Object.entries(fields).map(([name, field]): NamedField => ({ ...field, name }));
  const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return {
    fields,
    list,
    byNumber: new Map(list.map((field) => [field.number, field])),
    byKey: new Map(list.flatMap((field) => [[snakeCase(field.name), field] as const, [field.name, field] as const])),
  };
}
