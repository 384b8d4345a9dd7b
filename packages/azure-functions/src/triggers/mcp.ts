import { KIND_SERVER } from "@isobar/core/describe";
import { ATTR_GEN_AI_TOOL_NAME, ATTR_MCP_METHOD_NAME } from "@isobar/core/semconv";
import { readResolved } from "./app-setting.ts";
import type { TriggerReader } from "./table.ts";

const createReader =
  (method: string): TriggerReader =>
  ({ options, faasName, env }) => {
    const tool = readResolved(options.toolName, env);
    return {
      name: faasName,
      trigger: "other",
      kind: KIND_SERVER,
      attributes: { [ATTR_MCP_METHOD_NAME]: method, ...(tool !== undefined && { [ATTR_GEN_AI_TOOL_NAME]: tool }) },
    };
  };

/**
 * A model's call of a tool. Neither its arguments nor its session.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-mcp-trigger
 */
export const mcpToolTrigger = createReader("tools/call");
export const mcpResourceTrigger = createReader("resources/read");
export const mcpPromptTrigger = createReader("prompts/get");
