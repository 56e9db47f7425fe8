import { registerHooks } from 'node:module'

/** GitHub's own reader of workflows. It imports JSON as bundlers take it; Node wants to be told that it is JSON. */
const hooks = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
})
export const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } =
  await import('@actions/workflow-parser')
hooks.deregister()
