import type { Attributes, Context, Link, SpanKind } from "@opentelemetry/api";
import type { Carrier, FlushMode, Invocation } from "./adapter.ts";
import type { SemconvVersion } from "./naming.ts";

/** The part of the OpenTelemetry SDK's `Sampler` that Isobar calls. */
export interface SamplerLike {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): { decision: number; attributes?: Readonly<Attributes> };
  toString(): string;
}

/** The part of the OpenTelemetry SDK's exporters that Isobar calls: of spans, log records or metrics alike. */
export interface ExporterLike {
  export(items: never, resultCallback: (result: { code: number; error?: Error }) => void): void;
  shutdown(): Promise<void>;
  forceFlush?(): Promise<void>;
}

/** The part of the OpenTelemetry SDK's `SpanProcessor` that Isobar calls. */
export interface SpanProcessorLike {
  onStart(span: never, parentContext: Context): void;
  onEnd(span: never): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** The part of an OpenTelemetry instrumentation that Isobar calls. */
export interface InstrumentationLike {
  /** The package's name. */
  readonly instrumentationName?: string;
  setTracerProvider?(provider: never): void;
  setMeterProvider?(provider: never): void;
  enable?(): void;
}

/** What leaves the process beyond the defaults of `docs/privacy.md`. */
export interface PrivacyOptions {
  /** Record `exception.message` and put it into the stack. It often holds user data. @default false */
  readonly exceptionMessage?: boolean;
  /**
   * What becomes of `url.path`: `redacted` replaces segments that look like secrets (tokens, keys, mail addresses),
   * `full` keeps it, `omit` leaves it out. @default "redacted"
   */
  readonly urlPath?: "redacted" | "full" | "omit";
  /** Further field names whose values never reach a log line, in any case. They add to the built-in names. */
  readonly redactFields?: readonly string[];
}

/** What the user may set in code. Everything has a default; most of it can be set by an `OTEL_*` variable instead. */
export interface IsobarOptions {
  /** `service.name`. @default OTEL_SERVICE_NAME, else the function's name on its platform */
  readonly serviceName?: string;
  /** Further resource attributes; they win over `OTEL_RESOURCE_ATTRIBUTES` and the platform's own. */
  readonly resource?: Attributes;
  /** Decides which traces are recorded. @default OTEL_TRACES_SAMPLER, else parent-based, always on */
  readonly sampler?: SamplerLike;
  /** Exporters in place of the built-in OTLP ones. */
  readonly exporters?: {
    readonly traces?: ExporterLike;
    readonly metrics?: ExporterLike;
    readonly logs?: ExporterLike;
  };
  /** Span processors that see every span beside Isobar's own. */
  readonly spanProcessors?: readonly SpanProcessorLike[];
  /** OpenTelemetry instrumentations, given Isobar's providers at the first invocation. */
  readonly instrumentations?: readonly InstrumentationLike[];
  /** True for an invocation that is to run without telemetry. It must not throw; if it does, the invocation is kept. */
  readonly ignore?: (invocation: Invocation) => boolean;
  /**
   * Called with each span before it is exported, to change its attributes or to drop it by returning `false`.
   * A throw drops the span and is counted.
   */
  readonly beforeExport?: (span: { readonly name: string; readonly attributes: Attributes }) => boolean | undefined;
  /** When to export. `auto` is what suits the platform. @default "auto" */
  readonly flush?: "auto" | FlushMode;
  /** How long a response may wait for the export, in milliseconds; never more than 20 % of the time left. @default 500 */
  readonly flushTimeoutMillis?: number;
  /**
   * How long telemetry waits for more of its kind before it is exported, in milliseconds, while the instance has CPU
   * and many invocations come. @default 1000
   */
  readonly maxAgeMillis?: number;
  /**
   * How long the platform lets an invocation run, in milliseconds, where the platform does not tell the function.
   * @default what the platform tells
   */
  readonly timeoutMillis?: number;
  /**
   * Whether an invocation leaves word while it runs, for the case that its process is killed: an event when it begins,
   * exported at once, and a file in the temporary folder from which the next process sends its span. @default false
   */
  readonly earlySpan?: boolean;
  /**
   * Whether HTTP responses say how long the handler took, whether the start was cold, and the invocation's id, in the
   * headers `Server-Timing` and `Isobar-Invocation-Id`. Every caller can read that. @default false
   */
  readonly serverTiming?: boolean;
  /**
   * What becomes of the trace context that a caller sends. Anybody can send one, so a public endpoint may not want to
   * follow it: `trust` makes it the parent and heeds its sampled flag and baggage; `link` starts a trace of its own
   * with a link to the caller's; `ignore` starts a trace of its own. @default "trust"
   */
  readonly incomingContext?: "trust" | "link" | "ignore";
  /**
   * What becomes of the platform's own context (X-Ray, the Functions host, a front end), whose spans often reach no
   * backend: `parent` where the caller sent none, `link`, or `ignore`; that it is not sampled is then not heeded. `span`
   * takes the platform's span for the invocation's own and makes none beside it. `auto` is `span` where the platform
   * exports its span to where the invocation's telemetry goes, as the Functions host can, and `link` elsewhere.
   * @default "auto"
   */
  readonly platformParent?: "auto" | "span" | "parent" | "link" | "ignore";
  /**
   * Reads a trace context that your own messages carry in a place of their own: given the handler's arguments, it
   * returns names and values such as `{ traceparent }`. What it returns wins over what Isobar finds.
   */
  readonly readCarrier?: (...args: never[]) => Carrier | undefined;
  /**
   * Whether calls that the handler makes by `fetch`, undici, `node:http`, `node:https` and `node:http2` get spans. `auto`
   * leaves to others what they watch: an instrumentation among `instrumentations`, or an SDK of the application's own.
   * @default "auto"
   */
  readonly outgoingCalls?: boolean | "auto";
  /**
   * Origins that the trace context is sent to with calls: `https://api.example.com`, `https://*.example.com`, `*` for
   * all, or a regular expression that an origin is tested with. They add to the cloud's own queues and functions, and to
   * the host that an HTTP invocation was called at. @default []
   */
  readonly propagateTo?: readonly (string | RegExp)[];
  /**
   * Which version of the semantic conventions names the attributes: `dup` emits both versions' names, for the time in
   * which dashboards change over. @default "1.45"
   */
  readonly semconv?: SemconvVersion;
  readonly privacy?: PrivacyOptions;
}
