/**
 * Every attribute, metric and event name that Isobar emits, copied once from the OpenTelemetry semantic conventions
 * 1.45.0. They are copied, not imported, because most of them are in development there and a minor release of the
 * package may change a constant's value.
 */
export const SEMCONV_VERSION = "1.45.0";
export const SCHEMA_URL = `https://opentelemetry.io/schemas/${SEMCONV_VERSION}`;

// Resource
export const ATTR_SERVICE_NAME = "service.name";
export const ATTR_SERVICE_INSTANCE_ID = "service.instance.id";
export const ATTR_TELEMETRY_SDK_NAME = "telemetry.sdk.name";
export const ATTR_TELEMETRY_SDK_LANGUAGE = "telemetry.sdk.language";
export const ATTR_TELEMETRY_SDK_VERSION = "telemetry.sdk.version";
export const ATTR_TELEMETRY_DISTRO_NAME = "telemetry.distro.name";
export const ATTR_TELEMETRY_DISTRO_VERSION = "telemetry.distro.version";
export const ATTR_DEPLOYMENT_ENVIRONMENT_NAME = "deployment.environment.name";

// Cloud
export const ATTR_CLOUD_ACCOUNT_ID = "cloud.account.id";
export const ATTR_CLOUD_PLATFORM = "cloud.platform";
export const ATTR_CLOUD_PROVIDER = "cloud.provider";
export const ATTR_CLOUD_REGION = "cloud.region";
export const ATTR_CLOUD_RESOURCE_ID = "cloud.resource_id";
export const ATTR_AWS_DYNAMODB_TABLE_NAMES = "aws.dynamodb.table_names";
export const ATTR_AWS_KINESIS_STREAM_NAME = "aws.kinesis.stream_name";
export const ATTR_AWS_LAMBDA_INVOKED_ARN = "aws.lambda.invoked_arn";
export const ATTR_AWS_LOG_GROUP_NAMES = "aws.log.group.names";
export const ATTR_AWS_LOG_STREAM_NAMES = "aws.log.stream.names";
export const ATTR_AWS_REQUEST_ID = "aws.request_id";
export const ATTR_AWS_S3_BUCKET = "aws.s3.bucket";
export const ATTR_AWS_SNS_TOPIC_ARN = "aws.sns.topic.arn";
export const ATTR_AWS_SQS_QUEUE_URL = "aws.sqs.queue.url";
export const ATTR_AWS_STEP_FUNCTIONS_STATE_MACHINE_ARN = "aws.step_functions.state_machine.arn";
export const ATTR_AZURE_EVENTHUBS_ENQUEUED_TIME = "azure.eventhubs.message.enqueued_time";
export const ATTR_AZURE_RESOURCE_GROUP_NAME = "azure.resource_group.name";
export const ATTR_AZURE_RESOURCE_PROVIDER_NAMESPACE = "azure.resource_provider.namespace";
export const ATTR_AZURE_SERVICE_REQUEST_ID = "azure.service.request.id";
export const ATTR_AZURE_SERVICEBUS_DELIVERY_COUNT = "azure.servicebus.message.delivery_count";
export const ATTR_AZURE_SERVICEBUS_ENQUEUED_TIME = "azure.servicebus.message.enqueued_time";
export const ATTR_GCP_CLIENT_SERVICE = "gcp.client.service";
export const ATTR_GCP_PUBSUB_DELIVERY_ATTEMPT = "gcp.pubsub.message.delivery_attempt";

// Functions
export const ATTR_FAAS_COLDSTART = "faas.coldstart";
export const ATTR_FAAS_CRON = "faas.cron";
export const ATTR_FAAS_DOCUMENT_COLLECTION = "faas.document.collection";
export const ATTR_FAAS_DOCUMENT_OPERATION = "faas.document.operation";
export const ATTR_FAAS_DOCUMENT_TIME = "faas.document.time";
export const ATTR_FAAS_INSTANCE = "faas.instance";
export const ATTR_FAAS_INVOCATION_ID = "faas.invocation.id";
export const ATTR_FAAS_INVOCATION_START_TIME = "faas.invocation.start_time";
export const ATTR_FAAS_INVOKED_NAME = "faas.invoked_name";
export const ATTR_FAAS_INVOKED_PROVIDER = "faas.invoked_provider";
export const ATTR_FAAS_INVOKED_REGION = "faas.invoked_region";
export const ATTR_FAAS_MAX_MEMORY = "faas.max_memory";
export const ATTR_FAAS_NAME = "faas.name";
export const ATTR_FAAS_TRIGGER = "faas.trigger";
export const ATTR_FAAS_VERSION = "faas.version";

// HTTP
export const ATTR_HTTP_REQUEST_METHOD = "http.request.method";
export const ATTR_HTTP_REQUEST_METHOD_ORIGINAL = "http.request.method_original";
export const ATTR_HTTP_RESPONSE_STATUS_CODE = "http.response.status_code";
export const ATTR_HTTP_ROUTE = "http.route";
export const ATTR_NETWORK_PROTOCOL_VERSION = "network.protocol.version";
export const ATTR_SERVER_ADDRESS = "server.address";
export const ATTR_SERVER_PORT = "server.port";
export const ATTR_URL_FULL = "url.full";
export const ATTR_URL_PATH = "url.path";
export const ATTR_URL_SCHEME = "url.scheme";
export const ATTR_USER_AGENT_ORIGINAL = "user_agent.original";

// Messaging
export const ATTR_MESSAGING_BATCH_MESSAGE_COUNT = "messaging.batch.message_count";
export const ATTR_MESSAGING_CONSUMER_GROUP_NAME = "messaging.consumer.group.name";
export const ATTR_MESSAGING_DESTINATION_NAME = "messaging.destination.name";
export const ATTR_MESSAGING_DESTINATION_PARTITION_ID = "messaging.destination.partition.id";
export const ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME = "messaging.destination.subscription.name";
export const ATTR_MESSAGING_MESSAGE_CONVERSATION_ID = "messaging.message.conversation_id";
export const ATTR_MESSAGING_MESSAGE_ID = "messaging.message.id";
export const ATTR_MESSAGING_OPERATION_NAME = "messaging.operation.name";
export const ATTR_MESSAGING_OPERATION_TYPE = "messaging.operation.type";
export const ATTR_MESSAGING_SYSTEM_NAME = "messaging.system.name";
export const ATTR_KAFKA_MESSAGE_TOMBSTONE = "kafka.message.tombstone";
export const ATTR_KAFKA_OFFSET = "kafka.offset";
export const ATTR_RABBITMQ_DELIVERY_TAG = "rabbitmq.message.delivery_tag";
export const ATTR_RABBITMQ_ROUTING_KEY = "rabbitmq.destination.routing_key";

// Calls of other programs' procedures
export const ATTR_RPC_METHOD = "rpc.method";
export const ATTR_RPC_STATUS_CODE = "rpc.status_code";
export const ATTR_RPC_SYSTEM_NAME = "rpc.system.name";

// Databases and tools
export const ATTR_DB_COLLECTION_NAME = "db.collection.name";
export const ATTR_DB_NAMESPACE = "db.namespace";
export const ATTR_DB_OPERATION_NAME = "db.operation.name";
export const ATTR_DB_SYSTEM_NAME = "db.system.name";
export const ATTR_GEN_AI_TOOL_NAME = "gen_ai.tool.name";
export const ATTR_GRAPHQL_OPERATION_TYPE = "graphql.operation.type";
export const ATTR_MCP_METHOD_NAME = "mcp.method.name";

// CloudEvents
export const ATTR_CLOUDEVENTS_EVENT_ID = "cloudevents.event_id";
export const ATTR_CLOUDEVENTS_EVENT_SOURCE = "cloudevents.event_source";
export const ATTR_CLOUDEVENTS_EVENT_SPEC_VERSION = "cloudevents.event_spec_version";
export const ATTR_CLOUDEVENTS_EVENT_SUBJECT = "cloudevents.event_subject";
export const ATTR_CLOUDEVENTS_EVENT_TYPE = "cloudevents.event_type";

// Errors
export const ATTR_ERROR_TYPE = "error.type";
/** One record's own: a record that arrives twice has it twice. */
export const ATTR_LOG_RECORD_UID = "log.record.uid";
export const ATTR_EXCEPTION_MESSAGE = "exception.message";
export const ATTR_EXCEPTION_STACKTRACE = "exception.stacktrace";
export const ATTR_EXCEPTION_TYPE = "exception.type";
/** `error.type` of an invocation that ran into the platform's time limit. */
export const ERROR_TYPE_TIMEOUT = "timeout";
/** `error.type` of an invocation that was under way when its process exited, for no error of its own. */
export const ERROR_TYPE_PROCESS_EXIT = "process_exit";
export const ATTR_PROCESS_EXIT_CODE = "process.exit.code";
export const ERROR_TYPE_OTHER = "_OTHER";
export const EVENT_EXCEPTION = "exception";
/** Somebody called `process.exit()`, or nothing was left to do, while invocations ran. */
export const EVENT_ISOBAR_PROCESS_EXIT = "isobar.process_exit";
/** The process ended with a failure before it had any invocation: most often, because the function's file cannot be loaded. */
export const EVENT_ISOBAR_EXITED_BEFORE_INVOCATION = "isobar.exited_before_invocation";
/** `error.type` of an invocation whose process was killed without a word, as another process found out. */
export const ERROR_TYPE_KILLED = "killed";
export const EVENT_ISOBAR_INVOCATION_KILLED = "isobar.invocation_killed";
/** An invocation has begun: sent at once, with the option `earlySpan`. */
export const EVENT_ISOBAR_INVOCATION_START = "isobar.invocation_start";
export const EVENT_FAAS_INVOCATION_EXCEPTION = "faas.invocation.exception";
export const EVENT_HTTP_SERVER_REQUEST_EXCEPTION = "http.server.request.exception";
export const EVENT_MESSAGING_PROCESS_EXCEPTION = "messaging.process.exception";

// Metrics
export const METRIC_FAAS_COLDSTARTS = "faas.coldstarts";
export const METRIC_FAAS_CPU_USAGE = "faas.cpu_usage";
export const METRIC_FAAS_ERRORS = "faas.errors";
export const METRIC_FAAS_INIT_DURATION = "faas.init_duration";
export const METRIC_FAAS_INVOCATIONS = "faas.invocations";
export const METRIC_FAAS_INVOKE_DURATION = "faas.invoke_duration";
export const METRIC_FAAS_MEM_USAGE = "faas.mem_usage";
export const METRIC_FAAS_TIMEOUTS = "faas.timeouts";

// Isobar's own, where no convention exists
/** Records that were dropped before they could be sent, by signal. */
export const METRIC_ISOBAR_DROPPED = "isobar.dropped";
/** Spans and log records that were sent again because no answer came: the backend may have them twice, by their ids. */
export const METRIC_ISOBAR_POSSIBLE_DUPLICATES = "isobar.possible_duplicates";
/** Points of delta metrics to which no answer came: the backend may lack them. */
export const METRIC_ISOBAR_POSSIBLE_LOSSES = "isobar.possible_losses";
/** What Isobar itself costs. */
export const METRIC_ISOBAR_OVERHEAD_INIT_DURATION = "isobar.overhead.init.duration";
export const METRIC_ISOBAR_OVERHEAD_WRAP_DURATION = "isobar.overhead.wrap.duration";
export const METRIC_ISOBAR_OVERHEAD_HOLD_DURATION = "isobar.overhead.hold.duration";
export const METRIC_ISOBAR_OVERHEAD_FLUSH_DURATION = "isobar.overhead.flush.duration";
export const METRIC_ISOBAR_OVERHEAD_FLUSH_SIZE = "isobar.overhead.flush.size";
export const METRIC_ISOBAR_OVERHEAD_QUEUE_SIZE = "isobar.overhead.queue.size";
/** Whether an export came through: `sent` or `failed`. */
export const ATTR_ISOBAR_FLUSH_OUTCOME = "isobar.flush.outcome";
export const ATTR_ISOBAR_SIGNAL = "isobar.signal";
/** Why records were dropped. */
export const ATTR_ISOBAR_REASON = "isobar.reason";
/** Of a log record: the spans that were open when an invocation ran into its time limit, the innermost first. */
export const ATTR_ISOBAR_RUNNING = "isobar.running";
/** Items of a batch that the handler reported as failed. */
export const ATTR_ISOBAR_BATCH_FAILED_COUNT = "isobar.batch.failed_count";
/** Records of an event that are no messages: changes, objects, resolver calls. */
export const ATTR_ISOBAR_BATCH_RECORD_COUNT = "isobar.batch.record_count";
/** True where an invocation had to wait in the process until another one, the cold start's, was set up. */
export const ATTR_ISOBAR_WAITED_FOR_COLD_START = "isobar.waited_for_cold_start";
/** Which attempt this is, counted from 1, for sources whose conventions have no name for it. */
export const ATTR_ISOBAR_ATTEMPT = "isobar.attempt";
/** What kind of event it is, in the words of its source, where it is no CloudEvent. */
export const ATTR_ISOBAR_EVENT_TYPE = "isobar.event.type";
/** The event's own id, where it is no message. */
export const ATTR_ISOBAR_EVENT_ID = "isobar.event.id";
/** The name that its owner gave to what the event comes from: a rule, an alarm, an intent, a pipeline's action. */
export const ATTR_ISOBAR_EVENT_NAME = "isobar.event.name";
/** What sent the event: an ARN, or the sender's own name for itself. */
export const ATTR_ISOBAR_EVENT_SOURCE = "isobar.event.source";
/** What kind of thing the event is about. */
export const ATTR_ISOBAR_EVENT_SUBJECT = "isobar.event.subject";
/** What a call to a cloud's service does, in the service's own words. */
export const ATTR_ISOBAR_CALL_OPERATION = "isobar.call.operation";
/** The bucket, container or queue of tasks that a call to a cloud's service is about. */
export const ATTR_ISOBAR_CALL_RESOURCE = "isobar.call.resource";
/** Which service and integration called the function: finer than `faas.trigger`. */
export const ATTR_ISOBAR_TRIGGER_TYPE = "isobar.trigger.type";
/** Whether the broker says that it may have delivered the message before. */
export const ATTR_ISOBAR_MESSAGE_REDELIVERED = "isobar.message.redelivered";
/** EventBridge: account and region that the event is from, and the replay that repeats it. */
export const ATTR_ISOBAR_AWS_EVENTBRIDGE_ACCOUNT_ID = "isobar.aws.eventbridge.account_id";
export const ATTR_ISOBAR_AWS_EVENTBRIDGE_REGION = "isobar.aws.eventbridge.region";
export const ATTR_ISOBAR_AWS_EVENTBRIDGE_REPLAY_NAME = "isobar.aws.eventbridge.replay_name";
/** How often Lambda called the function whose result a destination is told of. */
export const ATTR_ISOBAR_AWS_DESTINATION_INVOKE_COUNT = "isobar.aws.destination.invoke_count";
/** True where DynamoDB itself deleted an item whose time to live had ended. */
export const ATTR_ISOBAR_AWS_DYNAMODB_EXPIRED = "isobar.aws.dynamodb.expired";
/** What a durable execution came to in this invocation: SUCCEEDED, FAILED or PENDING. */
export const ATTR_ISOBAR_AWS_DURABLE_STATUS = "isobar.aws.durable_execution.status";
/** When a single message was sent, in UTC epoch seconds, for systems whose conventions have no name for it. */
export const ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME = "isobar.message.enqueued_time";
/** Google's audit logs: the API that was called, and its method. */
export const ATTR_ISOBAR_GCP_AUDIT_SERVICE_NAME = "isobar.gcp.audit.service_name";
export const ATTR_ISOBAR_GCP_AUDIT_METHOD_NAME = "isobar.gcp.audit.method_name";
export const ATTR_ISOBAR_GCP_SCHEDULER_JOB_NAME = "isobar.gcp.scheduler.job_name";
export const ATTR_ISOBAR_GCP_TASKS_EXECUTION_COUNT = "isobar.gcp.tasks.execution_count";
/** Status code of the last attempt's answer. */
export const ATTR_ISOBAR_GCP_TASKS_PREVIOUS_RESPONSE = "isobar.gcp.tasks.previous_response";
export const ATTR_ISOBAR_GCP_TASKS_QUEUE_NAME = "isobar.gcp.tasks.queue_name";
export const ATTR_ISOBAR_GCP_TASKS_RETRY_REASON = "isobar.gcp.tasks.retry_reason";
/** When the task was to run, ISO 8601. */
export const ATTR_ISOBAR_GCP_TASKS_SCHEDULED_TIME = "isobar.gcp.tasks.scheduled_time";
/** The orchestration that called an activity. */
export const ATTR_ISOBAR_AZURE_DURABLE_INSTANCE_ID = "isobar.azure.durable.instance_id";
/** The timer fires later than its schedule says. */
export const ATTR_ISOBAR_AZURE_TIMER_PAST_DUE = "isobar.azure.timer.past_due";

/** Methods that may be a value of `http.request.method`; others become `_OTHER`. */
export const KNOWN_HTTP_METHODS: ReadonlySet<string> = new Set([
  "CONNECT",
  "DELETE",
  "GET",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PUT",
  "QUERY",
  "TRACE",
]);
