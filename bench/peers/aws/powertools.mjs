import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";

const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();

export const handler = async (event, context) => {
  logger.addContext(context);
  const segment = tracer.getSegment();
  const subsegment = segment?.addNewSubsegment("## orders");
  if (subsegment !== undefined) tracer.setSegment(subsegment);
  tracer.annotateColdStart();
  tracer.addServiceNameAnnotation();
  const begunAt = performance.now();
  try {
    logger.info("order requested", { path: event.rawPath });
    return { statusCode: 200, body: event.rawPath };
  } catch (error) {
    tracer.addErrorAsMetadata(error);
    throw error;
  } finally {
    subsegment?.close();
    if (segment !== undefined) tracer.setSegment(segment);
    metrics.captureColdStartMetric();
    metrics.addMetric("invocations", MetricUnit.Count, 1);
    metrics.addMetric("invokeDuration", MetricUnit.Milliseconds, performance.now() - begunAt);
    metrics.publishStoredMetrics();
  }
};
