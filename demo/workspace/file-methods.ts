import type { WorkspaceFile } from './files.ts'
import { isObject, listAt, textAt, type JsonObject } from './json-values.ts'
import { isRefusal } from './message-content.ts'
import type { MethodAnswer } from './method-answer.ts'
import { accepted, refusal, refusalWith } from './method-answer.ts'
import type { Method, MethodArguments, MethodContext } from './method.ts'
import { TIER } from './rate-limits.ts'
import { fileJson } from './slack-json.ts'

function getUploadUrl(args: MethodArguments, context: MethodContext): MethodAnswer {
  const name = args.text('filename') ?? ''
  const length = Number(args.text('length') ?? '0')
  if (name === '' || length === 0) return refusal('missing_argument')
  if (!Number.isInteger(length) || length < 0) return refusal('invalid_arguments')
  const asked = context.state.files.announce(name, length, args.text('alt_txt') ?? '')
  return isRefusal(asked)
    ? asked
    : accepted({ upload_url: `${context.origin()}${asked.path}`, file_id: asked.id })
}

function completeUpload(args: MethodArguments, { state }: MethodContext): MethodAnswer {
  const wanted = args.structure('files')
  if (!Array.isArray(wanted) || wanted.length === 0)
    return refusalWith('invalid_arguments', ['[ERROR] missing required field: files [json-pointer:]'])
  // Its page shows files in the blocks of messages alone, so none may be lost in a channel.
  if (args.has('channel_id') || args.has('channels') || args.has('initial_comment') || args.has('blocks'))
    return refusalWith('invalid_arguments', ['[ERROR] files are shared by image blocks [json-pointer:]'])
  const completed: WorkspaceFile[] = []
  for (const one of listAt(wanted)) {
    if (!isObject(one) || textAt(one['id']) === undefined) return refusal('invalid_arguments')
    const file = state.files.complete(textAt(one['id']) ?? '', textAt(one['title']))
    if (file === undefined) return refusal('file_not_found')
    completed.push(file)
  }
  return accepted({ files: completed.map((file): JsonObject => fileJson(file, state)) })
}

function info(args: MethodArguments, { state }: MethodContext): MethodAnswer {
  const file = state.files.find(args.text('file') ?? '')
  return file === undefined ? refusal('file_not_found') : accepted({ file: fileJson(file, state) })
}

export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': { token: 'bot', scopes: ['files:write'], rate: TIER[4], run: getUploadUrl },
  'files.completeUploadExternal': {
    token: 'bot',
    scopes: ['files:write'],
    rate: TIER[4],
    run: completeUpload,
  },
  'files.info': { token: 'bot', scopes: ['files:read'], rate: TIER[4], run: info },
}
