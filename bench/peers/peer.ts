/** The names that `--platform` takes. */
export const PLATFORMS = ["aws", "gcp", "azure"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** How a function is deployed: with the packages as npm installs them, or as one file that esbuild makes of it all. */
export const LAYOUTS = ["bundle", "installed"] as const;
export type Layout = (typeof LAYOUTS)[number];
export const FORMATS = ["cjs", "esm"] as const;
export type Format = (typeof FORMATS)[number];

/** What a function is told of its surroundings. */
export interface Surroundings {
  readonly layout: Layout;
  readonly format: Format;
  /** URL of the backend, without a trailing slash. */
  readonly endpoint: string;
}

/** One way to observe a function. */
export interface Peer {
  readonly platform: Platform;
  /** The same on each platform. */
  readonly name: string;
  readonly title: string;
  /** From the registry, at exact versions: name to version. */
  readonly packages: Readonly<Record<string, string>>;
  /** Packages of this repository, installed from their tarballs. */
  readonly ours?: readonly string[];
  /** The function, an ES module below this folder; CommonJS is made of it. */
  readonly source: string;
  /** A file below this folder that is deployed beside the function. */
  readonly preload?: string;
  /** What stays outside of its bundles. @default nothing */
  readonly external?: readonly string[];
  /** Set for it. @default OTEL_EXPORTER_OTLP_ENDPOINT alone */
  env?(surroundings: Surroundings): Readonly<Record<string, string>>;
  /** Why there is no such variant of it; undefined where there is. */
  refuses?(layout: Layout, format: Format): string | undefined;
  /** Whether what it sends is OTLP. @default true */
  readonly isOtlp?: boolean;
  /** Whether it trusts a backend's own certificate where OTEL_EXPORTER_OTLP_CERTIFICATE names it. @default false */
  readonly heedsCertificate?: boolean;
  /** What readers of its figures have to know. */
  readonly note?: string;
}
