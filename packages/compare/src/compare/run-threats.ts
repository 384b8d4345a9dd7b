import type { Run } from "../bench/read-run.ts";
import type { Threat } from "./threat-types.ts";
import type { Comparison } from "./types.ts";

/** Less of the requests with telemetry is told. */
const MATCHED = 0.95;
/** From this share of requests on that left late, the driver is part of what was measured. */
const LATE = 0.01;

/** What the runs' clients say against a comparison. */
export function findRunThreats(
  runs: readonly Run[],
  { groups }: Omit<Comparison, "threats">,
  unattributed: number,
): Threat[] {
  return [...runs.flatMap((run) => [...local(run), ...driver(run)]), ...unmatched(groups, unattributed)];
}

function local({ info }: Run): Threat[] {
  const targets = info.targets.filter((target) => target.local).map(({ id }) => id);
  if (targets.length === 0) return [];
  const text = `${targets.join(", ")} ran on the machine that sent the requests: they share its CPUs, no network lies between, and neither clouds nor their prices are compared.`;
  return [{ kind: "local", groups: [], text }];
}

function driver({ info, requests }: Run): Threat[] {
  const dropped = requests.filter(({ outcome }) => outcome === "dropped").length;
  const late = info.late ?? 0;
  const told = [
    ...(late / Math.max(1, requests.length) > LATE ? [`${late} of ${requests.length} requests left late`] : []),
    ...(dropped > 0 ? [`${dropped} were never sent, as too many were under way`] : []),
  ];
  if (told.length === 0) return [];
  return [{ kind: "driver", groups: [], text: `The driver could not keep up: ${told.join(", ")}.` }];
}

function unmatched(groups: Comparison["groups"], unattributed: number): Threat[] {
  const threats = groups.flatMap(({ id, client }): Threat[] => {
    const share = client?.matched.share?.estimate;
    if (client === undefined || share === undefined || share >= MATCHED) return [];
    const { count, of } = client.matched;
    const text = `Telemetry came of ${count} of the ${of} requests that reached ${id} (${Math.floor(share * 100)} %): what is missing may be what was slow or failed.`;
    return [{ kind: "unmatched", groups: [id], text }];
  });
  if (unattributed === 0) return threats;
  const text = `${unattributed} requests are of targets without any telemetry: they are in no group.`;
  return [...threats, { kind: "unmatched", groups: [], text }];
}
