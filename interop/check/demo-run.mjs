// Compares what the demo's client saw with what the Collector received.
const REQUEST_ID = "isobar.demo.request.id";
const PLATFORMS = ["aws_lambda", "gcp_cloud_functions", "azure.functions"];
const KIND = { internal: 1, server: 2, consumer: 5 };
const DELTA = 1;
const COUNTERS = ["faas.invocations", "faas.errors", "faas.timeouts", "faas.coldstarts"];
const DURATION = "faas.invoke_duration";

/**
 * @param seen what the client knows: the lines of `requests.jsonl` and `messages.jsonl`, and the object of `--json`
 * @param received what the Collector wrote: spans, log records and metric points
 * @returns one row of figures per platform, and all that is wrong, in words
 */
export function checkDemoRun(seen, received) {
  return {
    rows: PLATFORMS.map((platform) => describePlatform(platform, seen, received)),
    problems: [
      ...checkInput(seen),
      ...checkRequests(seen, received),
      ...checkMessages(seen, received),
      ...checkStrangers(seen, received),
      ...checkParents(received),
      ...PLATFORMS.flatMap((platform) => checkMetrics(platform, seen, received)),
    ],
  };
}

/** A run in which nothing was sent would pass every other check. */
function checkInput({ requests, messages }) {
  return PLATFORMS.flatMap((platform) => [
    ...(requests.some((request) => request.platform === platform) ? [] : [`no request was sent to ${platform}`]),
    ...(messages.some((message) => message.platform === platform) ? [] : [`no message was sent to ${platform}`]),
    ...(requests.some((request) => request.platform === platform && request.isPlatformStatus)
      ? []
      : [`no request to ${platform} was to throw or time out`]),
  ]);
}

function checkRequests({ requests }, { spans, logRecords }) {
  const spansOf = groupById(spans.filter(({ kind }) => kind === KIND.server));
  const logsOf = groupById(logRecords);
  return requests.flatMap((request) => {
    const found = spansOf.get(request.id) ?? [];
    const [span] = found;
    if (span === undefined || found.length > 1) return [describeCount(request.id, "SERVER", found)];
    return [
      ...checkPlatform(request, span),
      ...checkStatus(request, span),
      ...checkLogs(span, logsOf.get(request.id) ?? []),
    ].map((problem) => `${request.id}: ${problem}`);
  });
}

function checkMessages({ messages }, { spans, logRecords }) {
  const spansOf = groupById(spans.filter(({ kind }) => kind === KIND.consumer));
  const logsOf = groupById(logRecords);
  return messages.flatMap((message) => {
    const found = spansOf.get(message.id) ?? [];
    const [span] = found;
    if (span === undefined || found.length > 1) return [describeCount(message.id, "CONSUMER", found)];
    return [...checkPlatform(message, span), ...checkLogs(span, logsOf.get(message.id) ?? [])].map(
      (problem) => `${message.id}: ${problem}`,
    );
  });
}

function describeCount(id, kind, found) {
  if (found.length === 0) return `${id}: no ${kind} span`;
  const isRepeated = new Set(found.map((span) => span.spanId)).size < found.length;
  return `${id}: ${found.length} ${kind} spans${isRepeated ? ", of which some are the same span, sent again" : ""}`;
}

function checkPlatform({ platform }, span) {
  const actual = span.resource["cloud.platform"];
  return actual === platform ? [] : [`its span comes from the platform ${actual}`];
}

function checkStatus({ status, isPlatformStatus }, { attributes }) {
  const recorded = attributes["http.response.status_code"];
  const isSame = recorded === status;
  if (!isPlatformStatus) return isSame ? [] : [`the client saw status ${status}, the span says ${recorded}`];
  return [
    ...(typeof attributes["error.type"] === "string" && attributes["error.type"] !== ""
      ? []
      : ["it failed, and its span has no error.type"]),
    ...(recorded === undefined || isSame ? [] : [`the client saw status ${status}, the span invents ${recorded}`]),
  ];
}

function checkLogs(span, logRecords) {
  if (logRecords.length === 0) return ["no log record"];
  const strays = logRecords.filter(({ traceId }) => traceId !== span.traceId).length;
  return strays === 0 ? [] : [`${strays} of ${logRecords.length} log records are not in the trace of its span`];
}

/** Invocations that the client did not ask for. */
function checkStrangers({ requests, messages }, { spans }) {
  const known = new Set([...requests, ...messages].map(({ id }) => id));
  const strangers = spans.filter(
    ({ kind, attributes }) => (kind === KIND.server || kind === KIND.consumer) && !known.has(attributes[REQUEST_ID]),
  );
  return strangers.length === 0 ? [] : [`${strangers.length} SERVER or CONSUMER spans belong to nothing that was sent`];
}

/** What happens inside an invocation hangs below a span that arrived too. */
function checkParents({ spans }) {
  const known = new Set(spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`));
  const inner = spans.filter(({ kind }) => kind === KIND.internal);
  if (inner.length === 0) return ["no INTERNAL span arrived"];
  const orphans = inner.filter(({ traceId, parentSpanId }) => !known.has(`${traceId} ${parentSpanId}`)).length;
  return orphans === 0 ? [] : [`${orphans} of ${inner.length} INTERNAL spans have a parent that did not arrive`];
}

function checkMetrics(platform, { requests, messages, summary }, received) {
  const points = received.points.filter(({ resource }) => resource["cloud.platform"] === platform);
  const isOf = (item) => item.platform === platform;
  const sent = requests.filter(isOf).length + messages.filter(isOf).length;
  const counted = summary.platforms.find(isOf);
  if (counted === undefined) return [`${platform}: the demo's summary does not name it`];
  const total = (metric) => addUp(points, metric);
  const [invocations, errors, timeouts, coldStarts] = COUNTERS.map(total);
  const duration = total(DURATION);
  const expectEqual = (what, actual, expected) =>
    actual === expected ? [] : [`${what} is ${actual}, not ${expected}`];
  return [
    ...[...COUNTERS, DURATION].flatMap((metric) => checkForm(points, metric)),
    ...expectEqual("faas.invocations + faas.errors + faas.timeouts", invocations + errors + timeouts, sent),
    ...expectEqual("the count of faas.invoke_duration", duration, sent),
    // A 5xx that the function returns is an error of the function, while the platform counts a success.
    ...expectEqual("faas.errors + faas.timeouts", errors + timeouts, counted.errors + counted.http5xx),
    ...expectEqual("faas.timeouts", timeouts, counted.timeouts),
    ...expectEqual("faas.coldstarts", coldStarts, counted.coldStarts),
  ].map((problem) => `${platform}: ${problem}`);
}

function checkForm(points, metric) {
  const own = points.filter((point) => point.metric === metric);
  if (own.length === 0) return [`no point of ${metric}`];
  const isWrong =
    metric === DURATION
      ? ({ type, unit }) => type !== "histogram" || unit !== "s"
      : ({ type, isMonotonic }) => type !== "sum" || !isMonotonic;
  return [
    ...(own.every(({ temporality }) => temporality === DELTA) ? [] : [`${metric} has points that are no deltas`]),
    ...(own.some(isWrong)
      ? [`${metric} is not a ${metric === DURATION ? "histogram in seconds" : "monotonic sum"}`]
      : []),
  ];
}

function addUp(points, metric) {
  return points.filter((point) => point.metric === metric).reduce((sum, { value }) => sum + Number(value), 0);
}

function describePlatform(platform, { requests, messages }, { spans, logRecords, points }) {
  const isOf = (item) => (item.platform ?? item.resource["cloud.platform"]) === platform;
  const own = points.filter(isOf);
  return {
    platform,
    requests: requests.filter(isOf).length,
    messages: messages.filter(isOf).length,
    server: spans.filter((span) => isOf(span) && span.kind === KIND.server).length,
    consumer: spans.filter((span) => isOf(span) && span.kind === KIND.consumer).length,
    internal: spans.filter((span) => isOf(span) && span.kind === KIND.internal).length,
    logs: logRecords.filter(isOf).length,
    ...Object.fromEntries(COUNTERS.map((metric) => [metric.slice("faas.".length), addUp(own, metric)])),
  };
}

function groupById(items) {
  const groups = new Map();
  for (const item of items) {
    const id = item.attributes[REQUEST_ID];
    if (id === undefined) continue;
    groups.set(id, [...(groups.get(id) ?? []), item]);
  }
  return groups;
}
