import { registerHooks } from 'node:module'

/** GitHub's own readers of workflows and actions. They import JSON as bundlers take it; Node wants to be told that it is JSON. */
const hooks = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
})
export const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } =
  await import('@actions/workflow-parser')
export const { parseAction } = await import('@actions/workflow-parser/actions/action-parser')
hooks.deregister()
